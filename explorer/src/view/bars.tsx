/** The bars of the timeline. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { firstDay, lastDay, type Period } from "../data/calendar";
import { chiStep, compare } from "../model/compare";
import type { Answer } from "../model/engine";
import { usePage } from "./context";

export interface Bin {
  readonly key: string;
  readonly answer: Answer;
  readonly before: Answer | undefined;
}

/** Whether a period holds all of a bin. */
export const holds = (period: Period, key: string): boolean =>
  firstDay(key) >= period.from && lastDay(key) <= period.to;

export function Bars(props: {
  readonly bins: readonly Bin[];
  /** Whether the intervals are known. */
  readonly isFinished: boolean;
  readonly left: number;
  readonly step: number;
  readonly bottom: number;
  /** How high a number stands. */
  readonly y: (value: number) => number;
  readonly wholeA: number;
  readonly wholeB: number;
}): JSX.Element {
  const { theme } = usePage();
  const { bins, isFinished, left, step, bottom, y, wholeA, wholeB } = props;
  // Drawn anew only if something in them is another: a choice is first shown without its numbers.
  return useMemo(
    () => (
      <>
        {bins.map(({ key, answer, before }, at) => {
          const { finding } = answer;
          const value = Number.isFinite(answer.value) ? answer.value : 0;
          // The same on both sides: they differ in time only, which does not restrict itself.
          const isSame = before?.expression === answer.expression;
          const comparison = before && !isSame ? compare(before, answer, wholeA, wholeB) : undefined;
          const isSure = (finding?.grade ?? "reliable") === "reliable";
          const middle = left + (at + 0.5) * step;
          return (
            <g key={key} data-bin={key} data-value={value} data-grade={finding?.grade ?? "pending"}>
              <rect
                x={left + at * step + Math.min(step * 0.1, 1)}
                width={Math.max(step - Math.min(step * 0.2, 2), 0.5)}
                y={y(value)}
                height={Math.max(bottom - y(value), 0)}
                fill={comparison ? theme.diverging[chiStep(comparison.chi)] : theme.accent}
                opacity={isSure ? 1 : 0.55}
              />
              {finding && Number.isFinite(finding.hi) && step >= 6 && finding.hi > finding.lo && (
                <line
                  x1={middle}
                  x2={middle}
                  y1={y(finding.lo)}
                  y2={Math.max(y(finding.hi), 0)}
                  stroke={theme.ink}
                  stroke-opacity={0.55}
                />
              )}
            </g>
          );
        })}
      </>
    ),
    [bins, isFinished, theme, left, step, bottom, y(1), wholeA, wholeB],
  );
}

/** Over the bars that are not all within what is chosen: apart from them, for a choice does not change them. */
export function Veil(props: {
  readonly bins: readonly Bin[];
  readonly chosen: Period;
  readonly left: number;
  readonly step: number;
  readonly top: number;
  readonly bottom: number;
}): JSX.Element {
  const { theme } = usePage();
  const { bins, chosen, left, step, top, bottom } = props;
  const held = bins.flatMap(({ key }, at) => (holds(chosen, key) ? [at] : []));
  const [first, end] = [held[0] ?? bins.length, (held.at(-1) ?? bins.length - 1) + 1];
  return (
    <g fill={theme.paper} fill-opacity={0.65}>
      {first > 0 && <rect x={left} y={top} width={first * step} height={bottom - top} />}
      {end < bins.length && <rect x={left + end * step} y={top} width={(bins.length - end) * step} height={bottom - top} />}
    </g>
  );
}
