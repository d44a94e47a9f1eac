/** Classes of a map's cells, and what their colours mean. */

import type { JSX } from "preact";
import { CHI_BOUNDS } from "../model/compare";
import { unitOf, useChoice, usePage } from "./context";

/** Bounds between classes: even steps of the logarithm from the least to the most. */
export function classesOf(values: readonly number[], count: number): number[] {
  const least = Math.max(Math.min(...values), 1);
  const most = Math.max(...values);
  if (values.length === 0 || most <= least) return [];
  const bounds: number[] = [];
  for (let n = 1; n < count; n += 1) {
    const bound = least * (most / least) ** (n / count);
    const unit = 10 ** Math.max(Math.floor(Math.log10(bound)) - 1, 0);
    const rounded = Math.max(Math.round(bound / unit) * unit, 1);
    if (rounded > (bounds.at(-1) ?? 1)) bounds.push(rounded);
  }
  return bounds;
}

export function Legend(props: {
  readonly x: number;
  readonly y: number;
  readonly isNarrow: boolean;
  readonly classes: readonly number[];
  readonly compared: boolean;
  readonly largest: number;
}): JSX.Element {
  const { format, theme } = usePage();
  const state = useChoice();
  const { x, y, classes, compared } = props;
  const wide = props.isNarrow ? 25 : 34;
  const colours = compared ? theme.diverging : theme.steps.slice(0, classes.length + 1);
  const width = Math.max(colours.length * wide, 120) + 16;
  return (
    <g transform={`translate(${x},${y})`}>
      <rect x={-8} y={-40} width={width} height={48} rx="3" fill={theme.paper} fill-opacity={0.88} />
      <text x={0} y={-26} fill={theme.ink}>
        {compared ? format.say("compare.legend") : format.say("map.legend", { unit: unitOf(format, state.metric) })}
      </text>
      {colours.map((colour, at) => (
        <rect key={at} x={at * wide} y={-20} width={wide} height={9} fill={colour} />
      ))}
      {compared
        ? CHI_BOUNDS.map((bound, at) => (
            <text key={bound} x={(at + 1) * wide} y={3} text-anchor="middle" fill={theme.quiet}>
              {format.signedDecimal(bound)}
            </text>
          ))
        : classes.map((bound, at) => (
            <text key={at} x={(at + 1) * wide} y={3} text-anchor="middle" fill={theme.quiet}>
              {compact(bound)}
            </text>
          ))}
      {!compared && classes.length === 0 && (
        <text x={0} y={3} fill={theme.quiet}>{compact(Math.round(props.largest))}</text>
      )}
    </g>
  );
}

const compact = (value: number): string =>
  value >= 1e6 ? `${+(value / 1e6).toPrecision(2)}M` : value >= 1e3 ? `${+(value / 1e3).toPrecision(3)}k` : String(value);
