/**
 * How many elements two to four sets share: joint maximum likelihood, as in `src/hll/joint/mod.rs`. The
 * estimate comes first; its interval, which takes ten times as long, when it is asked for.
 */

import type { Params } from "./codec";
import { maximumLikelihood, Z_95, type Estimate } from "./estimate";
import { Likelihood } from "./likelihood";
import { climb, sumOver, type Maximum } from "./maximum";
import { interval } from "./profile";
import { MAX_SETS, PAIRS, VALUES, type Tally } from "./tally";

/** The sizes of the regions of two to four sets that fit them best. */
export class Joint {
  private readonly likelihood: Likelihood;
  private readonly maximum: () => Maximum;

  constructor(tally: Tally, params: Params) {
    this.likelihood = new Likelihood(tally);
    this.maximum = once(() => {
      const { possible } = this.likelihood;
      return climb(this.likelihood, startingSizes(tally, params, possible), possible, 0);
    });
  }

  /** How many elements some regions, given as bits, hold together. */
  size(regions: number): number {
    const possible = regions & this.likelihood.possible;
    // Nothing can be there, whatever the sizes of the other regions.
    return possible === 0 ? 0 : sumOver(possible, this.maximum().sizes);
  }

  /** The same with its 95 % interval. */
  estimate(regions: number): Estimate {
    if ((regions & this.likelihood.possible) === 0) return { value: 0, lo: 0, hi: 0 };
    return interval(this.likelihood, this.maximum(), regions, Z_95);
  }
}

/** Makes something when it is first asked for, and lets go of what it was made from. */
function once<T>(make: () => T): () => T {
  let how: (() => T) | undefined = make;
  let made: T | undefined;
  return () => {
    if (how !== undefined) {
      made = how();
      how = undefined;
    }
    return made!;
  };
}

/** Histograms of the unions of some sets, given as bits. */
const UNIONS = Array.from({ length: 1 << MAX_SETS }, () => new Int32Array(VALUES));
/** The unions in which a combination's value is the largest: some hold it, and no other reaches it. */
const LARGEST = PAIRS.map(({ reach, hold }) =>
  UNIONS.flatMap((_, sets) => ((hold & sets) !== 0 && (reach & sets) === (hold & sets) ? [sets] : [])),
);

/** Sizes to start from: inclusion–exclusion over estimates of all unions, at least one each. */
function startingSizes({ regions, registers, pairs, values, counts }: Tally, params: Params, possible: number): Float64Array {
  const all = regions - 1;
  for (let sets = 0; sets <= all; sets += 1) {
    UNIONS[sets]!.fill(0);
    UNIONS[sets]![0] = registers;
  }
  for (let at = 0; at < pairs.length; at += 1) {
    const unions = LARGEST[pairs[at]!]!;
    for (let n = 0; n < unions.length && unions[n]! <= all; n += 1) {
      const union = UNIONS[unions[n]!]!;
      union[values[at]!]! += counts[at]!;
      union[0]! -= counts[at]!;
    }
  }
  const union = (sets: number): number => maximumLikelihood(UNIONS[sets]!, params);
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
