/**
 * How many elements two to four sets share: joint maximum likelihood, as in `src/hll/joint/mod.rs`. The
 * estimate comes first; its interval, which takes ten times as long, when it is asked for.
 */

import { largestExact, type Params } from "./codec";
import { maximumLikelihood, Z_95, type Estimate } from "./estimate";
import { Likelihood, Tally } from "./likelihood";
import { climb, sumOver, type Maximum } from "./maximum";
import { interval } from "./profile";

/** The most sets that are estimated jointly. */
export const MAX_SETS = 4;

/** A set whose registers are all at their largest value: it has seen more than they can tell. */
export class Saturated extends Error {}

/** The sizes of the regions of two to four sets that fit them best. */
export class Joint {
  private readonly likelihood: Likelihood;
  private readonly maximum: Maximum;

  constructor(sets: readonly Uint8Array[], params: Params) {
    const top = largestExact(params) + 1;
    for (const set of sets) if (set.every((value) => value >= top)) throw new Saturated();
    const tally = new Tally(sets, top);
    this.likelihood = new Likelihood(tally, sets[0]!.length);
    const start = startingSizes(tally, params, this.likelihood.possible);
    this.maximum = climb(this.likelihood, start, this.likelihood.possible, 0);
  }

  /** How many elements some regions, given as bits, hold together. */
  size(regions: number): number {
    return sumOver(regions & this.likelihood.possible, this.maximum.sizes);
  }

  /** The same with its 95 % interval. */
  estimate(regions: number): Estimate {
    return interval(this.likelihood, this.maximum, regions, Z_95);
  }
}

/** Sizes to start from: inclusion–exclusion over estimates of all unions, at least one each. */
function startingSizes(tally: Tally, params: Params, possible: number): Float64Array {
  const { regions } = tally;
  const all = regions - 1;
  const union = (sets: number): number => maximumLikelihood(tally.unions[sets]!, params);
  const whole = union(all);
  const sizes = new Float64Array(regions);
  for (let sets = 0; sets <= all; sets += 1) {
    sizes[sets] = sets === all ? whole : whole - union(all & ~sets);
  }
  for (let set = 1; set <= all; set <<= 1) {
    for (let region = 0; region <= all; region += 1) {
      if ((region & set) !== 0) sizes[region]! -= sizes[region ^ set]!;
    }
  }
  for (let region = 0; region < regions; region += 1) {
    sizes[region] = (possible >> region) & 1 ? Math.max(sizes[region]!, 1) : 0;
  }
  return sizes;
}
