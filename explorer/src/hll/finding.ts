/** A number of elements, how it was found and what it is good for: `src/query/answer.rs`. */

import { largestExact, type Params } from "./codec";
import { estimate, type Estimate } from "./estimate";
import { Inclusion } from "./inclusion";
import { Joint } from "./joint";
import { MAX_SETS, Others } from "./tally";

export type Grade = "reliable" | "indicative" | "below" | "saturated";
export type Method = "exact" | "ml" | "joint" | "ie";

/** A number with its interval, method and grade. */
export interface Finding extends Estimate {
  readonly method: Method;
  readonly grade: Grade;
}

/** So many groups of sets that others are intersected with are remembered. */
const REMEMBERED = 6;

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

function pending(value: number, finish: () => Finding): Pending {
  let finished: Finding | undefined;
  return { value, finish: () => (finished ??= finish()) };
}

/** Sets that others are intersected with, and what is computed of them once. */
class Company {
  private others: Others | undefined;
  private inclusion: Inclusion | undefined;
  private readonly top: number;
  private readonly isSaturated: boolean;

  constructor(
    readonly sets: readonly Uint8Array[],
    private readonly params: Params,
  ) {
    this.top = largestExact(params) + 1;
    this.isSaturated = sets.some((set) => this.isFull(set));
  }

  /** Whether all registers are at their largest value: the set has seen more than they can tell. */
  private isFull(set: Uint8Array): boolean {
    return set.every((value) => value >= this.top);
  }

  /** How many elements one set more shares with all of these. */
  with(last: Uint8Array): Pending {
    const { params, sets, top } = this;
    if (sets.length >= MAX_SETS) {
      this.inclusion ??= new Inclusion(sets, params);
      const { value, finish } = this.inclusion.with(last);
      return pending(value, () => {
        const { isExact, ...found } = finish();
        return finding(found, isExact ? "exact" : "ie");
      });
    }
    if (this.isSaturated || this.isFull(last)) {
      return done({ value: Infinity, lo: 0, hi: Infinity, method: "joint", grade: "saturated" });
    }
    this.others ??= new Others(sets, top);
    const joint = new Joint(this.others.tally(last), params);
    const all = 1 << ((2 << sets.length) - 1);
    return pending(joint.size(all), () => finding(joint.estimate(all), "joint"));
  }
}

/** Those that were used last, the newest first. */
let remembered: Company[] = [];

function companyOf(sets: readonly Uint8Array[], params: Params): Company {
  const isKnown = (company: Company): boolean =>
    company.sets.length === sets.length && company.sets.every((set, at) => set === sets[at]);
  const company = remembered.find(isKnown) ?? new Company(sets, params);
  if (remembered[0] !== company) {
    remembered = [company, ...remembered.filter((other) => other !== company)].slice(0, REMEMBERED);
  }
  return company;
}

/**
 * How many elements are in all of some sets. What the sets before the last have in common is computed once for
 * all that follow with the same ones, as in a view.
 */
export function intersection(sets: readonly Uint8Array[], params: Params): Pending {
  const last = sets.at(-1);
  if (last === undefined) return done(finding({ value: 0, lo: 0, hi: 0 }, "exact"));
  if (sets.length > 1) return companyOf(sets.slice(0, -1), params).with(last);
  const found = estimate(last, params);
  return done(finding(found, found.hi === 0 ? "exact" : "ml"));
}
