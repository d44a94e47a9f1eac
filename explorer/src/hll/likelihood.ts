/**
 * The likelihood of the registers of several sets, given the sizes of the regions of their Venn diagram:
 * what `src/hll/joint/likelihood.rs` computes; the reasoning is told there. Regions are numbered by the
 * bits of the sets that they are in.
 *
 * All combinations of sets that reach a value and sets that hold it go through together, whatever the value:
 * regions that touch the same of the holding sets have the same derivatives, so that these are summed by
 * what is touched, and told to the regions once.
 */

import { HALVES } from "./estimate";
import { PAIRS, type Tally } from "./tally";

/** The logarithm of the likelihood and its derivatives by the sizes of the regions. */
export interface Curve {
  value: number;
  readonly gradient: Float64Array;
  /** The lower half, by `row * 16 + column`. */
  readonly hessian: Float64Array;
}

export const newCurve = (): Curve => ({
  value: 0,
  gradient: new Float64Array(16),
  hessian: new Float64Array(256),
});

/** The bits of the sets. */
const SETS = [1, 2, 4, 8] as const;
const range = (end: number): number[] => Array.from({ length: end }, (_, number) => number);

/**
 * What combinations of sets that reach a value and sets that hold it mean to the regions, by the number of the
 * combination. What belongs to its subsets of the holding sets, numbered by which of them, stands in rows, one
 * subset after the other, beginning where the combination says.
 */
const MEANINGS = (() => {
  const holding: number[] = [];
  const smallest: Uint8Array[] = [];
  /** Where the rows of a combination begin: of its subsets, and of each two of them. */
  const ones: number[] = [];
  const twos: number[] = [];
  /** By subset: where in `WITHIN` the regions are that touch its last set and none of the others. */
  const sources: number[] = [];
  /** By subset: the regions within reach that touch just these, and where they end. */
  const touching: number[] = [];
  const touchingEnds: number[] = [0];
  /** By two subsets, the second not larger: where regions that touch these meet in the lower half, and the end. */
  const meeting: number[] = [];
  const meetingEnds: number[] = [0];
  for (const { reach, hold } of PAIRS) {
    const held = SETS.filter((bit) => (hold & bit) !== 0);
    holding.push(held.length);
    smallest.push(Uint8Array.from(range(16).filter((region) => (hold & region) !== 0 && (reach & region) === region)));
    ones.push(sources.length);
    twos.push(meetingEnds.length - 1);
    const groups: number[][] = [];
    for (let subset = 1; subset < 1 << held.length; subset += 1) {
      const touched = held.filter((_, number) => (subset >> number) & 1);
      const others = touched.slice(1).reduce((sum, bit) => sum + bit, 0);
      sources.push(SETS.indexOf(touched[0]!) * 16 + (reach & ~others));
      const mask = others + touched[0]!;
      const regions = range(reach + 1).filter((region) => (region & reach) === region && (region & hold) === mask);
      groups.push(regions);
      touching.push(...regions);
      touchingEnds.push(touching.length);
      groups.forEach((beside, other) => {
        for (const region of regions) {
          // Within one group each two regions meet once.
          const met = beside.filter((two) => other !== subset - 1 || two <= region);
          meeting.push(...met.map((two) => Math.max(region, two) * 16 + Math.min(region, two)));
        }
        meetingEnds.push(meeting.length);
      });
    }
  }
  return {
    holding: Uint8Array.from(holding),
    smallest,
    ones: Uint16Array.from(ones),
    twos: Uint16Array.from(twos),
    sources: Uint8Array.from(sources),
    touching: Uint8Array.from(touching),
    touchingEnds: Uint16Array.from(touchingEnds),
    meeting: Uint8Array.from(meeting),
    meetingEnds: Uint16Array.from(meetingEnds),
  };
})();

const isOdd = (set: number): boolean => ((set ^ (set >> 1) ^ (set >> 2) ^ (set >> 3)) & 1) === 1;

/** Elements of the regions that are in a set and in none but these sets, by `number of the set * 16 + sets`. */
const WITHIN = new Float64Array(64);

// Room for one combination: by subset of the holding sets.
/** Elements that touch some of these. */
const SOME = new Float64Array(16);
/** The chance that any of these is covered. */
const ANY = new Float64Array(16);
/** The chance that all of these are covered. */
const COVER = new Float64Array(16);
/** What another element more that touches just these adds to the chance that all are covered. */
const SLOPE = new Float64Array(16);
const FIRST = new Float64Array(16);
const SECOND = new Float64Array(256);

/** The chance that elements cover what each of them covers with this chance. */
const coverage = (chance: number, elements: number): number => -Math.expm1(-chance * elements);

/**
 * The same with twice the chance. Register values halve the chance one after the other: from the highest value
 * down a product is enough, which loses no digits, and an exponential takes ten times as long.
 */
const doubled = (covered: number): number => covered * (2 - covered);

/** What the registers of some sets say of their regions. */
export class Likelihood {
  readonly regions: number;
  /** The regions that may hold something, as bits. */
  readonly possible: number;
  private readonly exposure: Float64Array;
  private readonly pairs: Uint8Array;
  private readonly counts: Int32Array;
  private readonly chances: Float64Array;

  constructor({ regions, registers, top, pairs, values, counts }: Tally) {
    this.regions = regions;
    this.pairs = pairs;
    this.counts = counts;
    this.chances = new Float64Array(pairs.length);
    const exposure = new Float64Array(regions);
    const filled = new Int32Array(regions);
    for (let at = 0; at < pairs.length; at += 1) {
      const value = values[at]!;
      const count = counts[at]!;
      const smallest = MEANINGS.smallest[pairs[at]!]!;
      this.chances[at] = HALVES[Math.min(value, top - 1)]! / registers;
      // What is saturated cannot be exceeded.
      const exposed = value < top ? count * HALVES[value]! : 0;
      for (let n = 0; n < smallest.length; n += 1) {
        filled[smallest[n]!]! += count;
        exposure[smallest[n]!]! += exposed;
      }
    }
    let possible = 0;
    for (let region = 1; region < regions; region += 1) {
      // An element shows in all its sets: with a register of zero in each index, there is none.
      if (filled[region]! > 0) possible |= 1 << region;
      exposure[region] = (exposure[region]! + registers - filled[region]!) / registers;
    }
    this.possible = possible;
    this.exposure = exposure;
  }

  /** Fills in the likelihood where the regions have these sizes. */
  at(sizes: Float64Array, curve: Curve): void {
    const { regions, exposure, pairs } = this;
    const { gradient, hessian } = curve;
    hessian.fill(0);
    curve.value = 0;
    for (let region = 0; region < regions; region += 1) {
      curve.value -= sizes[region]! * exposure[region]!;
      gradient[region] = -exposure[region]!;
    }
    gather(sizes, regions);
    for (let from = 0, to = 0; from < pairs.length; from = to) {
      const number = pairs[from]!;
      while (pairs[to] === number) to += 1;
      const holding = MEANINGS.holding[number]!;
      touch(number, holding);
      curve.value +=
        holding === 1 ? this.single(from, to) : holding === 2 ? this.double(from, to) : this.several(holding, from, to);
      tell(number, holding, gradient, hessian);
    }
  }

  /** The chance that a value is held by one set, over combinations `from` to `to`. */
  private single(from: number, to: number): number {
    const { chances, counts } = this;
    let chance = chances[to - 1]!;
    let covered = coverage(chance, SOME[1]!);
    let value = 0;
    let first = 0;
    let second = 0;
    for (let at = to - 1; at >= from; at -= 1) {
      for (; chance < chances[at]!; chance *= 2) covered = doubled(covered);
      const count = counts[at]!;
      const slope = (chance * (1 - covered)) / covered;
      value += count * Math.log(covered);
      first += count * slope;
      second -= (count * slope * chance) / covered;
    }
    FIRST[1] = first;
    SECOND[17] = second;
    return value;
  }

  /** The chance that a value is held by two sets: `several` for two. */
  private double(from: number, to: number): number {
    const { chances, counts } = this;
    let chance = chances[to - 1]!;
    let cover1 = coverage(chance, SOME[1]!);
    let cover2 = coverage(chance, SOME[2]!);
    let coverAny = coverage(chance, SOME[3]!);
    let value = 0;
    let first1 = 0;
    let first2 = 0;
    let first3 = 0;
    let second11 = 0;
    let second21 = 0;
    let second22 = 0;
    let second31 = 0;
    let second32 = 0;
    let second33 = 0;
    for (let at = to - 1; at >= from; at -= 1) {
      for (; chance < chances[at]!; chance *= 2) {
        cover1 = doubled(cover1);
        cover2 = doubled(cover2);
        coverAny = doubled(coverAny);
      }
      const count = counts[at]!;
      const covered = Math.max(cover1 + cover2 - coverAny, 0);
      const slope1 = cover2 - covered;
      const slope2 = cover1 - covered;
      const slope3 = 1 - covered;
      value += count * Math.log(covered);
      const weight = (count * chance) / covered;
      first1 += weight * slope1;
      first2 += weight * slope2;
      first3 += weight * slope3;
      // Elements of both leave nothing to cover; those of one leave the other.
      const twice = weight * chance;
      second11 += twice * (-slope1 - (slope1 * slope1) / covered);
      second22 += twice * (-slope2 - (slope2 * slope2) / covered);
      second21 += twice * (slope3 - slope1 - slope2 - (slope2 * slope1) / covered);
      second31 += twice * (-slope1 - (slope3 * slope1) / covered);
      second32 += twice * (-slope2 - (slope3 * slope2) / covered);
      second33 += twice * (-slope3 - (slope3 * slope3) / covered);
    }
    FIRST[1] = first1;
    FIRST[2] = first2;
    FIRST[3] = first3;
    SECOND[17] = second11;
    SECOND[33] = second21;
    SECOND[34] = second22;
    SECOND[49] = second31;
    SECOND[50] = second32;
    SECOND[51] = second33;
    return value;
  }

  /** The chance that a value is held by several sets. */
  private several(holding: number, from: number, to: number): number {
    const { chances, counts } = this;
    const all = (1 << holding) - 1;
    for (let one = 1; one <= all; one += 1) {
      FIRST[one] = 0;
      for (let other = 1; other <= one; other += 1) SECOND[one * 16 + other] = 0;
    }
    let chance = chances[to - 1]!;
    for (let one = 1; one <= all; one += 1) ANY[one] = coverage(chance, SOME[one]!);
    let value = 0;
    for (let at = to - 1; at >= from; at -= 1) {
      for (; chance < chances[at]!; chance *= 2) {
        for (let one = 1; one <= all; one += 1) ANY[one] = doubled(ANY[one]!);
      }
      const count = counts[at]!;
      cover(holding);
      const covered = COVER[all]!;
      value += count * Math.log(covered);
      const weight = (count * chance) / covered;
      // More elements in a region matter where the other sets are covered without it.
      for (let one = 1; one <= all; one += 1) {
        const slope = COVER[all & ~one]! - covered;
        SLOPE[one] = slope;
        FIRST[one]! += weight * slope;
        for (let other = 1; other <= one; other += 1) {
          const others = SLOPE[other]!;
          const mixed = COVER[all & ~(one | other)]! - covered - slope - others;
          SECOND[one * 16 + other]! += weight * chance * (mixed - (slope * others) / covered);
        }
      }
    }
    return value;
  }
}

/** Fills `WITHIN`. */
function gather(sizes: Float64Array, regions: number): void {
  for (let set = 0; 1 << set < regions; set += 1) {
    const row = 16 * set;
    for (let region = 0; region < regions; region += 1) WITHIN[row + region] = (region >> set) & 1 ? sizes[region]! : 0;
    for (let other = 1; other < regions; other <<= 1) {
      if (other === 1 << set) continue;
      for (let sets = other; sets < regions; sets += 1) {
        if ((sets & other) !== 0) WITHIN[row + sets]! += WITHIN[row + (sets ^ other)]!;
      }
    }
  }
}

/** The elements that touch some of the holding sets. */
function touch(number: number, holding: number): void {
  const { ones, sources } = MEANINGS;
  const all = (1 << holding) - 1;
  const row = ones[number]! - 1;
  SOME[0] = 0;
  for (let subset = 1; subset <= all; subset += 1) {
    SOME[subset] = SOME[subset & (subset - 1)]! + WITHIN[sources[row + subset]!]!;
  }
}

/** For each selection of the holding sets the chance that elements cover all of it, from that of any. */
function cover(holding: number): void {
  const all = (1 << holding) - 1;
  COVER[0] = 0;
  for (let subset = 1; subset <= all; subset += 1) {
    COVER[subset] = isOdd(subset) ? ANY[subset]! : -ANY[subset]!;
  }
  for (let set = 1; set <= all; set <<= 1) {
    for (let subset = 1; subset <= all; subset += 1) {
      if ((subset & set) !== 0) COVER[subset]! += COVER[subset ^ set]!;
    }
  }
  for (let subset = 1; subset <= all; subset += 1) if (!(COVER[subset]! > 0)) COVER[subset] = 0;
  COVER[0] = 1;
}

/** Adds the derivatives by what is touched to those by the regions that touch it. */
function tell(number: number, holding: number, gradient: Float64Array, hessian: Float64Array): void {
  const { ones, twos, touching, touchingEnds, meeting, meetingEnds } = MEANINGS;
  const all = (1 << holding) - 1;
  let group = ones[number]!;
  let pair = twos[number]!;
  let region = touchingEnds[group]!;
  let place = meetingEnds[pair]!;
  for (let one = 1; one <= all; one += 1) {
    const first = FIRST[one]!;
    group += 1;
    for (const end = touchingEnds[group]!; region < end; region += 1) gradient[touching[region]!]! += first;
    for (let other = 1; other <= one; other += 1) {
      const second = SECOND[one * 16 + other]!;
      pair += 1;
      for (const end = meetingEnds[pair]!; place < end; place += 1) hessian[meeting[place]!]! += second;
    }
  }
}
