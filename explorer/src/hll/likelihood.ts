/**
 * The likelihood of the registers of several sets, given the sizes of the regions of their Venn diagram:
 * what `src/hll/joint/likelihood.rs` computes; the reasoning is told there. Regions are numbered by the
 * bits of the sets that they are in.
 */

import { HALVES } from "./estimate";

/** How often each combination of a register value, sets that reach it and sets that hold it occurs. */
export class Tally {
  readonly regions: number;
  readonly counts: Int32Array;

  constructor(
    readonly sets: readonly Uint8Array[],
    readonly top: number,
  ) {
    const size = sets.length;
    const regions = 1 << size;
    this.regions = regions;
    const counts = new Int32Array((top + 1) * regions * regions);
    this.counts = counts;
    const m = sets[0]!.length;
    if (size === 2) {
      const [a, b] = sets as [Uint8Array, Uint8Array];
      for (let n = 0; n < m; n += 1) {
        let one = a[n]!;
        let other = b[n]!;
        if (one > top) one = top;
        if (other > top) other = top;
        if (one === other) {
          if (one !== 0) counts[one * 16 + 15]! += 1;
        } else {
          if (one !== 0) counts[one * 16 + (other > one ? 13 : 5)]! += 1;
          if (other !== 0) counts[other * 16 + (one > other ? 14 : 10)]! += 1;
        }
      }
      return;
    }
    const values = new Uint8Array(size);
    for (let n = 0; n < m; n += 1) {
      for (let set = 0; set < size; set += 1) values[set] = Math.min(sets[set]![n]!, top);
      for (let position = 0; position < size; position += 1) {
        const value = values[position]!;
        // Each value once, and zero is nobody's doing.
        let known = value === 0;
        for (let before = 0; before < position && !known; before += 1) known = values[before] === value;
        if (known) continue;
        let reach = 0;
        let hold = 0;
        for (let set = 0; set < size; set += 1) {
          if (values[set]! >= value) reach |= 1 << set;
          if (values[set]! === value) hold |= 1 << set;
        }
        counts[(value * regions + reach) * regions + hold]! += 1;
      }
    }
  }

  private histogram(registers: number, picks: (reach: number, hold: number) => boolean): Int32Array {
    const { regions, counts, top } = this;
    const found = new Int32Array(64);
    let all = 0;
    for (let value = 0; value <= top; value += 1) {
      let sum = 0;
      for (let reach = 1; reach < regions; reach += 1) {
        for (let hold = 1; hold < regions; hold += 1) {
          const count = counts[(value * regions + reach) * regions + hold]!;
          if (count !== 0 && picks(reach, hold)) sum += count;
        }
      }
      found[value] = sum;
      all += sum;
    }
    found[0] = registers - all;
    return found;
  }

  /** The histogram of the registers of a union of sets, given as bits. */
  ofUnion(sets: number, registers: number): Int32Array {
    return this.histogram(
      registers,
      (reach, hold) => (reach & sets) === (hold & sets) && (hold & sets) !== 0,
    );
  }

  /** The histogram of the smallest registers of some sets, given as bits. */
  ofSmallest(sets: number, registers: number): Int32Array {
    return this.histogram(registers, (reach, hold) => (reach & sets) === sets && (hold & sets) !== 0);
  }
}

interface Cell {
  readonly reach: number;
  readonly hold: number;
  readonly count: number;
}

interface Level {
  readonly chance: number;
  readonly cells: readonly Cell[];
}

/** The logarithm of the likelihood and its derivatives by the sizes of the regions. */
export interface Curve {
  value: number;
  readonly gradient: Float64Array;
  /** Row by row; the lower half is filled. */
  readonly hessian: Float64Array;
}

/** The subsets of a set of bits that are not empty, largest first. */
const SUBSETS: readonly (readonly number[])[] = Array.from({ length: 16 }, (_, of) => {
  const found: number[] = [];
  for (let set = of; set !== 0; set = (set - 1) & of) found.push(set);
  return found;
});

const isOdd = (set: number): boolean => ((set ^ (set >> 1) ^ (set >> 2) ^ (set >> 3)) & 1) === 1;

/** What the registers of some sets say of their regions. */
export class Likelihood {
  readonly regions: number;
  /** The regions that may hold something, as bits. */
  readonly possible: number;
  private readonly exposure: Float64Array;
  private readonly levels: readonly Level[];
  private readonly touching: Float64Array;
  private readonly cover: Float64Array;

  constructor(tally: Tally, registers: number) {
    const { regions, top, counts } = tally;
    const below = (value: number): number => HALVES[value]! / registers;
    this.regions = regions;
    this.exposure = new Float64Array(regions);
    this.touching = new Float64Array(regions * regions);
    this.cover = new Float64Array(regions);
    let possible = 0;
    for (let region = 1; region < regions; region += 1) {
      const smallest = tally.ofSmallest(region, registers);
      // An element shows in all its sets: with a register of zero in each index, there is none.
      if (smallest[0]! < registers) possible |= 1 << region;
      let sum = 0;
      for (let value = 0; value < top; value += 1) sum += smallest[value]! * below(value);
      this.exposure[region] = sum;
    }
    this.possible = possible;
    const levels: Level[] = [];
    for (let value = 1; value <= top; value += 1) {
      const cells: Cell[] = [];
      for (let reach = 1; reach < regions; reach += 1) {
        for (let hold = 1; hold < regions; hold += 1) {
          const count = counts[(value * regions + reach) * regions + hold]!;
          if (count > 0) cells.push({ reach, hold, count });
        }
      }
      if (cells.length > 0) levels.push({ chance: below(Math.min(value, top - 1)), cells });
    }
    this.levels = levels;
  }

  /** The likelihood where the regions have these sizes. */
  at(sizes: Float64Array): Curve {
    const { regions, exposure } = this;
    const gradient = new Float64Array(regions);
    const hessian = new Float64Array(regions * regions);
    const curve: Curve = { value: 0, gradient, hessian };
    for (let region = 0; region < regions; region += 1) {
      curve.value -= sizes[region]! * exposure[region]!;
      gradient[region] = -exposure[region]!;
    }
    this.touch(sizes);
    for (const level of this.levels) {
      let reach = 0;
      for (const cell of level.cells) {
        // Cells are sorted by reach.
        if (cell.reach !== reach) {
          reach = cell.reach;
          this.covers(reach, level.chance);
        }
        this.add(curve, cell, level.chance);
      }
    }
    return curve;
  }

  /** By sets that reach a value and some of these: the elements of regions within the former that touch the latter. */
  private touch(sizes: Float64Array): void {
    const { regions, touching } = this;
    for (let reach = 1; reach < regions; reach += 1) {
      const subsets = SUBSETS[reach]!;
      for (const sets of subsets) {
        let sum = 0;
        for (const region of subsets) if ((region & sets) !== 0) sum += sizes[region]!;
        touching[reach * regions + sets] = sum;
      }
    }
  }

  /** For each selection of the sets that reach a value the chance that regions within these cover it. */
  private covers(reach: number, chance: number): void {
    const { regions, cover, touching } = this;
    cover.fill(0);
    for (const sets of SUBSETS[reach]!) {
      const uncovered = Math.expm1(-chance * touching[reach * regions + sets]!);
      cover[sets] = isOdd(sets) ? -uncovered : uncovered;
    }
    for (let set = 1; set < regions; set <<= 1) {
      for (let sets = 0; sets < regions; sets += 1) {
        if ((sets & set) !== 0) cover[sets]! += cover[sets ^ set]!;
      }
    }
    for (let sets = 0; sets < regions; sets += 1) if (!(cover[sets]! > 0)) cover[sets] = 0;
    cover[0] = 1;
  }

  /** Adds the logarithm of the chance that the sets of a cell are covered. */
  private add(curve: Curve, { reach, hold, count }: Cell, chance: number): void {
    const { regions, cover } = this;
    const { gradient, hessian } = curve;
    const covered = cover[hold]!;
    curve.value += count * Math.log(covered);
    const subsets = SUBSETS[reach]!;
    for (const one of subsets) {
      if ((one & hold) === 0) continue;
      // More elements in a region matter where the other sets are covered without it.
      const slope = cover[hold & ~one]! - covered;
      const first = (chance * slope) / covered;
      gradient[one]! += count * first;
      const row = one * regions;
      for (const other of subsets) {
        if (other > one || (other & hold) === 0) continue;
        const others = cover[hold & ~other]! - covered;
        const mixed = cover[hold & ~(one | other)]! - covered - slope - others;
        const second = (chance * chance * mixed) / covered - (first * chance * others) / covered;
        hessian[row + other]! += count * second;
      }
    }
  }
}
