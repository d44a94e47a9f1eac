/** The timeline: bars by day, month or year, and the period that is chosen. */

import { scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { binsOf, firstDay, isDay, lastDay, unitFor, type Period } from "../data/calendar";
import { compare } from "../model/compare";
import { valuesOf } from "../model/question";
import { withTime } from "../model/state";
import { Bars, holds, Veil, type Bin } from "./bars";
import { unitOf, useChoice, usePage } from "./context";
import { useCounted } from "./counted";
import { Disclosure } from "./disclosure";
import { useFinished } from "./finish";
import type { Format } from "./format";
import { useShown } from "./shown";
import { hideTip, showTip, tipHandlers } from "./tip";

const MOST_BINS = 180;
const HEIGHT = 190;
const MARGIN = { top: 14, right: 8, bottom: 26, left: 46 };

/** The width of an element as it is laid out. */
export function useWidth(initial: number): [{ current: HTMLDivElement | null }, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

export function Timeline(): JSX.Element | null {
  const { engine, store, format, theme, meta } = usePage();
  const state = useChoice();
  const [box, width] = useWidth(900);
  const [drag, setDrag] = useState<{ start: number; end: number } | undefined>(undefined);
  const [cursor, setCursor] = useState<{ at: number; anchor: number } | undefined>(undefined);
  const chosen = state.selection;
  const whole = engine.period;
  const window_ = state.window ?? whole;
  const unit = window_ === null ? "day" : unitFor(window_, MOST_BINS, engine.finest);
  const shown = useMemo(() => (window_ === null ? [] : binsOf(window_, unit)), [window_?.from, window_?.to, unit]);
  const { selection, metric, pinned } = useCounted(box, (selection, metric) => valuesOf(selection, metric, "time", shown));
  const bins = useMemo((): Bin[] => {
    return shown.map((key) => ({
      key,
      answer: engine.answer(selection, metric, { base: "time", key }),
      before: pinned === null ? undefined : engine.answer(pinned, metric, { base: "time", key }),
    }));
  }, [engine, selection, metric, pinned, shown]);
  const answers = useMemo(() => bins.flatMap((bin) => (bin.before ? [bin.answer, bin.before] : [bin.answer])), [bins]);
  const isFinished = useFinished(answers);
  useShown("time", useMemo(() => bins.map((bin) => ({ ...bin, view: "time", name: bin.key })), [bins]));
  if (whole === null || window_ === null) return null;

  const inner = Math.max(width - MARGIN.left - MARGIN.right, 50);
  const step = inner / bins.length;
  const finite = bins.map(({ answer }) => answer.value).filter(Number.isFinite);
  const most = Math.max(1, ...finite);
  // Room for the ends of intervals, unless they tell next to nothing.
  const ends = bins.map(({ answer }) => answer.finding?.hi ?? 0).filter((end) => end < 1.5 * most);
  const y = scaleLinear([0, Math.max(1.05 * most, ...ends)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4);
  const wholeA = pinned === null ? 0 : engine.whole(pinned, metric, "time").value;
  const wholeB = engine.whole(selection, metric, "time").value;
  const choose = (one: number, other: number): void => {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    const [from, to] = [bins[first], bins[last]];
    if (from === undefined || to === undefined) return;
    const period: Period = { from: firstDay(from.key), to: lastDay(to.key) };
    const same = chosen.time?.from === period.from && chosen.time.to === period.to;
    store.select(withTime(chosen, same ? null : period));
  };
  const binAt = (event: PointerEvent): number => {
    const { left, width: shown } = (event.currentTarget as Element).getBoundingClientRect();
    const at = ((event.clientX - left) / shown) * width - MARGIN.left;
    return Math.min(Math.max(Math.floor(at / step), 0), bins.length - 1);
  };
  const events = meta.events.flatMap((event) => {
    const at = bins.findIndex((bin) => firstDay(bin.key) <= event.date && event.date <= lastDay(bin.key));
    return at < 0 ? [] : [{ at, event }];
  });
  const describe = (bin: Bin) => ({
    label: format.time(bin.key),
    events: events.filter(({ at }) => bins[at] === bin).map(({ event }) => event.names?.[format.language] ?? event.name),
    answer: bin.answer,
    before: bin.before,
    ...(bin.before && compare(bin.before, bin.answer, wholeA, wholeB)),
  });
  const keys = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -bins.length, End: bins.length };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const before = cursor?.at ?? (move > 0 ? -1 : bins.length);
      const at = Math.min(Math.max(before + move, 0), bins.length - 1);
      setCursor({ at, anchor: event.shiftKey ? (cursor?.anchor ?? at) : at });
      const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
      showTip(describe(bins[at]!), left + MARGIN.left + at * step, bottom - 40);
    } else if ((event.key === "Enter" || event.key === " ") && cursor !== undefined) {
      event.preventDefault();
      choose(cursor.anchor, cursor.at);
    }
  };
  const marked = drag ?? (cursor && { start: cursor.anchor, end: cursor.at });
  const labels = axisLabels(bins, unit, inner, format);

  return (
    <section class="panel timeline" aria-labelledby="time-title">
      <div class="panel-head">
        <h3 id="time-title">{format.say("time.title")}</h3>
        <div class="tools">
          {state.window !== null && (
            <button type="button" onClick={() => store.look({ window: null })}>
              {format.say("time.all")}
            </button>
          )}
          {chosen.time !== null && engine.finest !== "year" && (
            <button type="button" data-do="zoom-time" onClick={() => store.look({ window: chosen.time })}>
              {format.say("time.zoom")}
            </button>
          )}
        </div>
        <PeriodForm whole={whole} />
      </div>
      <div
        ref={box}
        class="chart"
        role="group"
        tabIndex={0}
        aria-label={format.say("time.label")}
        onKeyDown={keys}
        onBlur={() => {
          setCursor(undefined);
          hideTip();
        }}
      >
        <svg
          id="timeline-svg"
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          aria-hidden="true"
          font-family="system-ui, sans-serif"
          font-size="11"
          onPointerDown={(event) => {
            (event.currentTarget as Element).setPointerCapture(event.pointerId);
            const at = binAt(event);
            setDrag({ start: at, end: at });
          }}
          onPointerMove={(event) => {
            const at = binAt(event);
            if (drag !== undefined) setDrag({ ...drag, end: at });
            const bin = bins[at];
            if (bin !== undefined) showTip(describe(bin), event.clientX, event.clientY + 12);
          }}
          onPointerLeave={hideTip}
          onPointerUp={() => {
            if (drag !== undefined) choose(drag.start, drag.end);
            setDrag(undefined);
          }}
          onPointerCancel={() => setDrag(undefined)}
        >
          {y.ticks(4).filter(Number.isInteger).map((tick) => (
            <g key={tick}>
              <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} stroke={theme.line} />
              <text x={MARGIN.left - 6} y={y(tick) + 4} text-anchor="end" fill={theme.quiet}>
                {format.number(tick)}
              </text>
            </g>
          ))}
          {chosen.time !== null && (
            <SelectedPeriod bins={bins} period={chosen.time} step={step} fill={theme.accent} />
          )}
          <Bars
            bins={bins}
            isFinished={isFinished}
            left={MARGIN.left}
            step={step}
            bottom={HEIGHT - MARGIN.bottom}
            y={y}
            wholeA={wholeA}
            wholeB={wholeB}
          />
          {chosen.time !== null && (
            <Veil bins={bins} chosen={chosen.time} left={MARGIN.left} step={step} top={0} bottom={HEIGHT - MARGIN.bottom} />
          )}
          {events.map(({ at, event }) => (
            <path
              key={event.date + event.name}
              d={`M${MARGIN.left + (at + 0.5) * step},${MARGIN.top - 3}l-4,-8h8z`}
              fill={theme.other}
            />
          ))}
          {marked !== undefined && (
            <rect
              x={MARGIN.left + Math.min(marked.start, marked.end) * step}
              width={(Math.abs(marked.end - marked.start) + 1) * step}
              y={MARGIN.top}
              height={HEIGHT - MARGIN.top - MARGIN.bottom}
              fill={theme.accent}
              fill-opacity={0.25}
              stroke={theme.accent}
            />
          )}
          {labels.map(({ at, text }) => (
            <text key={text + at} x={MARGIN.left + at * step} y={HEIGHT - 8} fill={theme.quiet}>
              {text}
            </text>
          ))}
        </svg>
      </div>
      <Disclosure label={format.say("time.list")}>
        {() => (
          <ol class="bins">
            {bins.map((bin, at) => (
              <li key={bin.key}>
                <button
                  type="button"
                  aria-pressed={chosen.time !== null && holds(chosen.time, bin.key)}
                  data-bin-button={bin.key}
                  onClick={() => choose(at, at)}
                  {...tipHandlers(() => describe(bin))}
                >
                  {format.time(bin.key)}: {format.short(bin.answer)} {unitOf(format, metric, bin.answer.value)}
                  {bin.answer.finding && <span class="spoken">, {format.long(bin.answer)}</span>}
                </button>
              </li>
            ))}
          </ol>
        )}
      </Disclosure>
    </section>
  );
}

function SelectedPeriod(props: {
  readonly bins: readonly Bin[];
  readonly period: Period;
  readonly step: number;
  readonly fill: string;
}): JSX.Element | null {
  const { bins, period, step, fill } = props;
  const touched = bins.flatMap((bin, at) =>
    lastDay(bin.key) >= period.from && firstDay(bin.key) <= period.to ? [at] : [],
  );
  const [first, last] = [touched[0], touched.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <rect
      data-selected-period=""
      x={MARGIN.left + first * step}
      width={(last - first + 1) * step}
      y={MARGIN.top}
      height={HEIGHT - MARGIN.top - MARGIN.bottom}
      fill={fill}
      fill-opacity={0.12}
    />
  );
}

function PeriodForm({ whole }: { readonly whole: Period }): JSX.Element {
  const { store, format } = usePage();
  const state = useChoice();
  const chosen = state.selection.time;
  const [from, setFrom] = useState(chosen?.from ?? whole.from);
  const [to, setTo] = useState(chosen?.to ?? whole.to);
  // Painted with the choice, and not in a frame of its own.
  useLayoutEffect(() => {
    setFrom(chosen?.from ?? whole.from);
    setTo(chosen?.to ?? whole.to);
  }, [chosen, whole]);
  const isPeriod = isDay(from) && isDay(to) && from <= to;
  return (
    <form
      class="period"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPeriod) store.select(withTime(state.selection, { from, to }));
      }}
    >
      <label>
        {format.say("time.from")}{" "}
        <input type="date" name="from" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        {format.say("time.to")}{" "}
        <input type="date" name="to" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <button type="submit" disabled={!isPeriod}>
        {format.say("time.apply")}
      </button>
    </form>
  );
}

/** How wide a letter of a label is at most, and what is between two labels, in pixels. */
const LETTER = 6.4;
const GAP = 12;
/** So few days or months have names of their own. */
const FEW: Readonly<Record<string, number>> = { day: 62, month: 24 };

interface Label {
  readonly at: number;
  readonly text: string;
}

/** Labels below the bars, as many as fit: evenly, or where a year or month begins. */
function axisLabels(bins: readonly Bin[], unit: string, width: number, format: Format): Label[] {
  const step = width / Math.max(bins.length, 1);
  const fits = ({ at, text }: Label): boolean => at * step + text.length * LETTER < width;
  if (bins.length <= (FEW[unit] ?? 0)) {
    const labels = bins.map(({ key }, at) => ({ at, text: format.axis(key) }));
    const longest = Math.max(...labels.map(({ text }) => text.length));
    const every = Math.ceil((longest * LETTER + GAP) / step);
    return labels.filter((label) => label.at % every === 0 && fits(label));
  }
  const begins = (key: string, before: string | undefined): string | undefined => {
    if (unit === "year") return key;
    const isNewYear = key.slice(0, 4) !== before?.slice(0, 4);
    if (isNewYear && key.slice(4, 7) === "-01") return key.slice(0, 4);
    const isNewMonth = unit === "day" && key.slice(0, 7) !== before?.slice(0, 7);
    return isNewYear || isNewMonth ? format.axis(key.slice(0, 7)) : undefined;
  };
  const labels: Label[] = [];
  let end = -GAP;
  bins.forEach(({ key }, at) => {
    const text = begins(key, bins[at - 1]?.key);
    if (text === undefined || at * step < end + GAP || !fits({ at, text })) return;
    labels.push({ at, text });
    end = at * step + text.length * LETTER;
  });
  return labels;
}
