/** Inclusion–exclusion over all unions, for more sets than are estimated jointly: `src/query/answer.rs`. */

import { largestExact, type Params } from "./codec";
import { estimateOf, histogram, maximumLikelihood, type Estimate } from "./estimate";

const Z = 1.96;

/** A union of some sets, with the sign that it has in the sum. */
interface Union {
  readonly registers: Uint8Array;
  readonly histogram: Int32Array;
  readonly sign: 1 | -1;
}

/** A sum over unions, and the estimates that bound it. */
export interface Sum {
  readonly value: number;
  /** With its interval, and whether nothing had to be estimated. */
  finish(): Estimate & { readonly isExact: boolean };
}

/** Sets that are intersected with many others: their own unions are made once. */
export class Inclusion {
  private readonly unions: readonly Union[];
  private readonly total: number;
  private readonly bounds: readonly Estimate[];

  constructor(
    sets: readonly Uint8Array[],
    private readonly params: Params,
  ) {
    let unions: Union[] = [];
    const unionOf = (registers: Uint8Array, sign: 1 | -1): Union => {
      return { registers, histogram: histogram(registers, params), sign };
    };
    for (const set of sets) {
      unions = [
        ...unions,
        unionOf(set, 1),
        ...unions.map(({ registers, sign }) => unionOf(larger(registers, set), sign === 1 ? -1 : 1)),
      ];
    }
    this.unions = unions;
    this.total = unions.reduce((sum, { histogram, sign }) => sum + sign * maximumLikelihood(histogram, params), 0);
    this.bounds = sets.map((set) => estimateOf(histogram(set, params), params));
  }

  /** How many elements one set more shares with all of them. */
  with(last: Uint8Array): Sum {
    const { params, unions } = this;
    const own = histogram(last, params);
    const ownValue = maximumLikelihood(own, params);
    let total = this.total + ownValue;
    let whole = own;
    for (const union of unions) {
      whole = joined(union, last, params);
      total -= union.sign * maximumLikelihood(whole, params);
    }
    // What is in all sets lies within each of them.
    const leastValue = this.bounds.reduce((least, { value }) => Math.min(least, value), ownValue);
    const value = Math.min(Math.max(total, 0), leastValue);
    const finish = (): ReturnType<Sum["finish"]> => {
      // The last union is that of all sets.
      const { value: most, hi } = estimateOf(whole, params);
      const leastHi = this.bounds.reduce((least, bound) => Math.min(least, bound.hi), estimateOf(own, params).hi);
      let spread = (hi - most) / Z;
      if (unions.length === 1 && most > 0) spread *= Math.min(leastValue / most, 1) ** 0.4;
      return {
        value,
        lo: Math.min(Math.max(total - Z * spread, 0), value),
        hi: Math.min(Math.max(total + Z * spread, value), Math.max(leastHi, value)),
        isExact: spread === 0,
      };
    };
    return { value, finish };
  }
}

/** The histogram of a union with one set more: it changes where that has seen more. */
function joined({ registers, histogram: counts }: Union, last: Uint8Array, params: Params): Int32Array {
  const top = largestExact(params) + 1;
  const found = counts.slice();
  for (let n = 0; n < last.length; n += 1) {
    if (last[n]! <= registers[n]!) continue;
    found[Math.min(registers[n]!, top)]! -= 1;
    found[Math.min(last[n]!, top)]! += 1;
  }
  return found;
}

function larger(one: Uint8Array, other: Uint8Array): Uint8Array {
  const union = new Uint8Array(one.length);
  for (let at = 0; at < union.length; at += 1) union[at] = one[at]! > other[at]! ? one[at]! : other[at]!;
  return union;
}
