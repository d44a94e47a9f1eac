/** What an engine can be asked, and what it says: as objects that go from one thread to another. */

import type { Metric } from "../data/page";
import type { Finding } from "../hll/finding";
import { without, type Selection } from "./state";

/** One key of a facet, as an item of a view. */
export interface Item {
  /** `time`, `latlng` or the base of a list. */
  readonly base: string;
  readonly key: string;
}

/** What a number is of: what is chosen, but in the facets of the items, and all of the items. */
export interface Asked {
  readonly selection: Selection;
  readonly metric: Metric;
  readonly items: readonly Item[];
}

/** The keys of a list with the largest numbers within what is chosen in the other facets. */
export interface Ranked {
  readonly base: string;
  readonly selection: Selection;
  readonly metric: Metric;
  readonly most: number;
}

/** Numbers, numbers with their intervals, or which numbers are the largest. */
export type Question =
  | { readonly what: "values" | "findings"; readonly asked: readonly Asked[] }
  | { readonly what: "ranking"; readonly ranked: Ranked };

/** One number that was found. */
export interface Found {
  readonly asked: Asked;
  readonly value: number;
  /** What `lbsm query` is to be asked for the same number. */
  readonly expression: string;
  /** With its interval, if that was asked for. */
  readonly finding: Finding | undefined;
}

/** So many numbers are computed without a pause. */
const AT_ONCE = 12;

/** What the numbers of a view are parts of: a view does not restrict itself. */
export const wholeOf = (selection: Selection, metric: Metric, view: string): Asked => ({
  selection: without(selection, view),
  metric,
  items: [],
});

/** Questions for the numbers of keys of a facet, and for what they are parts of. */
export function valuesOf(selection: Selection, metric: Metric, base: string, keys: readonly string[]): Question[] {
  const asked = keys.map((key): Asked => ({ selection, metric, items: [{ base, key }] }));
  return inPieces([...asked, wholeOf(selection, metric, base)], AT_ONCE).map((asked) => ({ what: "values", asked }));
}

/** Questions for the largest numbers of a list, and for what they are parts of. */
export function largestOf(ranked: Ranked): Question[] {
  const { base, selection, metric } = ranked;
  return [{ what: "ranking", ranked }, { what: "values", asked: [wholeOf(selection, metric, base)] }];
}

/** Cut into pieces of a length. */
export function inPieces<T>(all: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / length) }, (_, n) => all.slice(n * length, (n + 1) * length));
}
