/** What the reader has chosen; also as the fragment of the page's address, so that it can be shared. */

import { isDay, type Period } from "../data/calendar";
import { isGeohash } from "../data/geohash";
import type { Metric } from "../data/page";

/** Choices in the facets. Within a facet they unite, across facets they intersect. */
export interface Selection {
  readonly time: Period | null;
  /** Geohashes; each stands for all cells within. */
  readonly cells: readonly string[];
  /** Keys by base. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** Where the map looks: the middle and the binary logarithm of how many times larger than the world. */
export interface View {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

export interface State {
  readonly selection: Selection;
  /** The selection that the current one is compared with. */
  readonly pinned: Selection | null;
  readonly metric: Metric;
  /** The part of the timeline that is shown; null: all. */
  readonly window: Period | null;
  readonly view: View | null;
  /** Which list of topics is shown. */
  readonly topic: string;
}

export const NOTHING: Selection = { time: null, cells: [], keys: {} };

/** More keys of one base than can be chosen by hand come from an address that was made up. */
const MOST_KEYS = 200;

export const isNothing = (selection: Selection): boolean =>
  selection.time === null &&
  selection.cells.length === 0 &&
  Object.values(selection.keys).every((keys) => keys.length === 0);

/** A selection without what is chosen in a view: `time`, `latlng` or the base of a list. */
export const without = (selection: Selection, view: string): Selection => ({
  time: view === "time" ? null : selection.time,
  cells: view === "latlng" ? [] : selection.cells,
  keys: Object.fromEntries(Object.entries(selection.keys).filter(([base]) => base !== view)),
});

/** A selection with a key of a base added, or taken away if it is there. */
export function toggled(selection: Selection, base: string, key: string): Selection {
  const before = base === "latlng" ? selection.cells : (selection.keys[base] ?? []);
  const after = before.includes(key) ? before.filter((other) => other !== key) : [...before, key];
  return base === "latlng"
    ? { ...selection, cells: after }
    : { ...selection, keys: { ...selection.keys, [base]: after } };
}

export const withTime = (selection: Selection, time: Period | null): Selection => ({ ...selection, time });

/** A cell toggled: cells within it, or that it is within, give way. */
export function toggledCell(selection: Selection, cell: string): Selection {
  if (selection.cells.includes(cell)) return toggled(selection, "latlng", cell);
  const others = selection.cells.filter((other) => !other.startsWith(cell) && !cell.startsWith(other));
  return { ...selection, cells: [...others, cell] };
}

function write(parameters: URLSearchParams, selection: Selection, prefix: string): void {
  const { time, cells, keys } = selection;
  if (time !== null) parameters.set(`${prefix}time`, `${time.from}..${time.to}`);
  if (cells.length > 0) parameters.set(`${prefix}cells`, cells.join(","));
  for (const [base, list] of Object.entries(keys)) {
    for (const key of list) parameters.append(prefix + base, key);
  }
}

function period(text: string | null): Period | null {
  const [from = "", to = ""] = (text ?? "").split("..");
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

function read(parameters: URLSearchParams, bases: readonly string[], prefix: string): Selection {
  const cells = (parameters.get(`${prefix}cells`) ?? "").split(",").filter(isGeohash).slice(0, MOST_KEYS);
  const keys: Record<string, readonly string[]> = {};
  for (const base of bases) {
    const found = [...new Set(parameters.getAll(prefix + base))].slice(0, MOST_KEYS);
    if (found.length > 0) keys[base] = found;
  }
  return { time: period(parameters.get(`${prefix}time`)), cells: [...new Set(cells)], keys };
}

/** A state as the fragment of an address. */
export function toFragment(state: State): string {
  const parameters = new URLSearchParams();
  parameters.set("metric", state.metric);
  write(parameters, state.selection, "");
  if (state.pinned !== null) {
    parameters.set("compare", "1");
    write(parameters, state.pinned, "a.");
  }
  if (state.window !== null) parameters.set("window", `${state.window.from}..${state.window.to}`);
  if (state.view !== null) {
    const { lon, lat, zoom } = state.view;
    parameters.set("view", [lon.toFixed(3), lat.toFixed(3), zoom.toFixed(2)].join(","));
  }
  parameters.set("list", state.topic);
  return `#${parameters.toString()}`;
}

/** The state in a fragment. Whatever makes no sense there is as if it were not there. */
export function fromFragment(fragment: string, defaults: State, bases: readonly string[]): State {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const metric = parameters.get("metric");
  const numbers = (parameters.get("view") ?? "").split(",").map(Number);
  const [lon, lat, zoom] = numbers;
  const isView =
    numbers.length === 3 &&
    numbers.every(Number.isFinite) &&
    Math.abs(lon!) <= 180 &&
    Math.abs(lat!) <= 85 &&
    zoom! >= 0 &&
    zoom! <= 14;
  return {
    selection: read(parameters, bases, ""),
    pinned: parameters.get("compare") === "1" ? read(parameters, bases, "a.") : null,
    metric: metric === "user" || metric === "post" ? metric : defaults.metric,
    window: period(parameters.get("window")) ?? defaults.window,
    view: isView ? { lon: lon!, lat: lat!, zoom: zoom! } : defaults.view,
    topic: bases.includes(parameters.get("list") ?? "") ? parameters.get("list")! : defaults.topic,
  };
}
