/**
 * A number of elements, how it was found and what it is good for: `src/query/answer.rs` and
 * `src/query/inclusion.rs` for intersections.
 */

import type { Params } from "./codec";
import { estimate, type Estimate } from "./estimate";
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

/** Inclusion–exclusion over all unions, for more sets than are estimated jointly. */
export function byInclusion(sets: readonly Uint8Array[], params: Params): Finding {
  let total = 0;
  let whole: Estimate = { value: 0, lo: 0, hi: 0 };
  const unite = (union: Uint8Array | undefined, first: number, size: number): void => {
    for (let n = first; n < sets.length; n += 1) {
      const more = sets[n]!.slice();
      if (union !== undefined) {
        for (let at = 0; at < more.length; at += 1) if (union[at]! > more[at]!) more[at] = union[at]!;
      }
      const found = estimate(more, params);
      total += size % 2 === 0 ? found.value : -found.value;
      if (size + 1 === sets.length) whole = found;
      unite(more, n + 1, size + 1);
    }
  };
  unite(undefined, 0, 0);
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
