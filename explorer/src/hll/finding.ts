/**
 * A number of elements, how it was found and what it is good for: `src/query/answer.rs` and
 * `src/query/inclusion.rs` for intersections.
 */

import type { Params } from "./codec";
import { estimate, histogram, maximumLikelihood, type Estimate } from "./estimate";
import { Joint, MAX_SETS, Saturated } from "./joint";

export type Grade = "reliable" | "indicative" | "below" | "saturated";
export type Method = "exact" | "ml" | "joint" | "ie";

/** A number with its interval, method and grade. */
export interface Finding extends Estimate {
  readonly method: Method;
  readonly grade: Grade;
}

/** The most sets that are intersected: inclusion–exclusion looks at all 2ⁿ unions. */
export const MAX_OPERANDS = 12;
const Z = 1.96;

/** The grade of an estimate: by its interval alone. */
export function gradeOf({ value, lo, hi }: Estimate): Grade {
  const half = (hi - lo) / 2;
  if (!Number.isFinite(value)) return "saturated";
  if (hi <= 0 || lo >= hi) return "reliable";
  if (lo < 0.5 || half > value || !Number.isFinite(half)) return "below";
  return half > value / 4 ? "indicative" : "reliable";
}

const finding = (found: Estimate, method: Method): Finding => ({ ...found, method, grade: gradeOf(found) });

/** A number that is found in two steps, for many are wanted at once: value first, interval on demand. */
export interface Pending {
  readonly value: number;
  /** The whole finding; computed once. */
  finish(): Finding;
}

const done = (found: Finding): Pending => ({ value: found.value, finish: () => found });

/** How many elements are in all of some sets. */
export function intersection(sets: readonly Uint8Array[], params: Params): Pending {
  if (sets.length === 0) return done(finding({ value: 0, lo: 0, hi: 0 }, "exact"));
  if (sets.length === 1) {
    const found = estimate(sets[0]!, params);
    return done(finding(found, found.hi === 0 ? "exact" : "ml"));
  }
  if (sets.length > MAX_SETS) return done(byInclusion(sets, params));
  try {
    const joint = new Joint(sets, params);
    const all = 1 << ((1 << sets.length) - 1);
    let finished: Finding | undefined;
    return {
      value: joint.size(all),
      finish: () => (finished ??= finding(joint.estimate(all), "joint")),
    };
  } catch (error) {
    if (!(error instanceof Saturated)) throw error;
    return done({ value: Infinity, lo: 0, hi: Infinity, method: "joint", grade: "saturated" });
  }
}

/** A union of some sets, with the sign that it has in the sum. */
interface Union {
  readonly registers: Uint8Array;
  readonly sign: 1 | -1;
}

/** The unions of some sets: made once for all that are intersected with the same ones, as a view does. */
let known: { sets: readonly Uint8Array[]; unions: readonly Union[]; total: number } = { sets: [], unions: [], total: 0 };

function unionsOf(sets: readonly Uint8Array[], params: Params): typeof known {
  if (sets.length === known.sets.length && sets.every((set, at) => set === known.sets[at])) return known;
  let unions: Union[] = [];
  for (const set of sets) {
    unions = [...unions, { registers: set, sign: 1 }, ...unions.map(({ registers, sign }): Union => {
      return { registers: larger(registers, set), sign: sign === 1 ? -1 : 1 };
    })];
  }
  let total = 0;
  for (const { registers, sign } of unions) total += sign * maximumLikelihood(histogram(registers, params), params);
  known = { sets, unions, total };
  return known;
}

function larger(one: Uint8Array, other: Uint8Array): Uint8Array {
  const union = new Uint8Array(one.length);
  for (let at = 0; at < union.length; at += 1) union[at] = one[at]! > other[at]! ? one[at]! : other[at]!;
  return union;
}

/** Inclusion–exclusion over all unions, for more sets than are estimated jointly. */
export function byInclusion(sets: readonly Uint8Array[], params: Params): Finding {
  const last = sets.at(-1)!;
  const others = unionsOf(sets.slice(0, -1), params);
  let total = others.total + maximumLikelihood(histogram(last, params), params);
  for (const { registers, sign } of others.unions) {
    total -= sign * maximumLikelihood(histogram(larger(registers, last), params), params);
  }
  const whole = estimate(sets.slice(1).reduce(larger, sets[0]!), params);
  // What is in all sets lies within each of them.
  const bounds = sets.map((set) => estimate(set, params));
  const leastValue = Math.min(...bounds.map((bound) => bound.value));
  const leastHi = Math.min(...bounds.map((bound) => bound.hi));
  let spread = (whole.hi - whole.value) / Z;
  if (sets.length === 2 && whole.value > 0) spread *= Math.min(leastValue / whole.value, 1) ** 0.4;
  const value = Math.min(Math.max(total, 0), leastValue);
  const hi = Math.min(Math.max(total + Z * spread, value), Math.max(leastHi, value));
  const lo = Math.min(Math.max(total - Z * spread, 0), value);
  return finding({ value, lo, hi }, spread === 0 ? "exact" : "ie");
}
