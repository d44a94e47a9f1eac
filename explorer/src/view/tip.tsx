/** The tooltip of numbers: interval, grade, method. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Metric } from "../data/page";
import type { Answer } from "../model/engine";
import { unitOf, useChoice, usePage } from "./context";

export interface TipContent {
  readonly label: string;
  readonly answer: Answer;
  /** The same in A, where two selections are compared. */
  readonly before?: Answer | undefined;
  readonly chi?: number | undefined;
  readonly difference?: number | undefined;
  /** What is counted, if it is not what the reader chose. */
  readonly metric?: Metric | undefined;
  /** What happened then. */
  readonly events?: readonly string[];
}

type Shown = { content: TipContent; x: number; y: number } | undefined;

let show: (shown: Shown) => void = () => undefined;

/** Handlers for an element that shows a number. */
export function tipHandlers(content: () => TipContent): {
  onMouseEnter: (event: MouseEvent) => void;
  onMouseLeave: () => void;
  onFocus: (event: FocusEvent) => void;
  onBlur: () => void;
} {
  const at = (event: Event): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    show({ content: content(), x: box.left + box.width / 2, y: box.bottom });
  };
  return { onMouseEnter: at, onMouseLeave: hideTip, onFocus: at, onBlur: hideTip };
}

export function showTip(content: TipContent, x: number, y: number): void {
  show({ content, x, y });
}

export function hideTip(): void {
  show(undefined);
}

export function Tip(): JSX.Element | null {
  const { format } = usePage();
  const state = useChoice();
  const [shown, setShown] = useState<Shown>(undefined);
  const box = useRef<HTMLDivElement>(null);
  show = setShown;
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setShown(undefined);
    };
    addEventListener("keydown", escape);
    addEventListener("scroll", hideTip, { passive: true });
    return () => {
      removeEventListener("keydown", escape);
      removeEventListener("scroll", hideTip);
    };
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null || shown === undefined) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(Math.max(shown.x - width / 2, 8), innerWidth - width - 8);
    const top = shown.y + 10 + height > innerHeight ? Math.max(shown.y - height - 24, 4) : shown.y + 10;
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }, [shown]);
  if (shown === undefined) return null;
  const { label, answer, before, chi, difference, metric = state.metric, events = [] } = shown.content;
  const line = (name: string, of: Answer): ComponentChildren => (
    <p>
      {name}
      {format.long(of)}
    </p>
  );
  return (
    <div class="tip" ref={box} role="tooltip">
      <strong dir="auto">{label}</strong>
      {before === undefined
        ? line(`${unitOf(format, metric)}: `, answer)
        : [line("A: ", before), line("B: ", answer)]}
      {difference !== undefined && (
        <p>
          {format.say("compare.difference")}: {format.points(difference)}; {format.say("compare.chi")}{" "}
          {format.decimal(chi ?? 0)}
          {Math.abs(chi ?? 0) > 1.96 ? `, ${format.say("compare.significant")}` : ""}
        </p>
      )}
      {events.map((name) => (
        <p key={name} dir="auto">▾ {name}</p>
      ))}
      <p class="quiet">{format.say(`method.${answer.finish().method}`)}</p>
    </div>
  );
}
