/**
 * The likelihood of the registers of several sets, given the sizes of the regions of their Venn diagram:
 * what `src/hll/joint/likelihood.rs` computes; the reasoning is told there. Regions are numbered by the
 * bits of the sets that they are in.
 */

import { HALVES } from "./estimate";

/** A combination of sets that reach a register value and sets that hold it, and how often it occurs. */
interface Cell {
  readonly reach: number;
  readonly hold: number;
  readonly count: number;
}

/** The combinations of one register value, sorted by what they reach. */
interface Level {
  readonly value: number;
  readonly cells: readonly Cell[];
}

/** How often each combination occurs, by register value, and the histograms that follow from it. */
export class Tally {
  readonly regions: number;
  readonly levels: readonly Level[];
  /** Of the union of some sets, given as bits: how many registers hold each value. */
  readonly unions: readonly Int32Array[];
  /** The same of the smallest registers of some sets. */
  readonly smallest: readonly Int32Array[];

  constructor(sets: readonly Uint8Array[], readonly top: number) {
    const regions = 1 << sets.length;
    const registers = sets[0]!.length;
    this.regions = regions;
    const counts = count(sets, top);
    const unions = Array.from({ length: regions }, () => new Int32Array(64));
    const smallest = Array.from({ length: regions }, () => new Int32Array(64));
    const levels: Level[] = [];
    for (let value = 1; value <= top; value += 1) {
      const cells: Cell[] = [];
      for (let reach = 1; reach < regions; reach += 1) {
        const row = (value * regions + reach) * regions;
        for (let hold = 1; hold <= reach; hold += 1) {
          const found = counts[row + hold]!;
          if (found === 0) continue;
          cells.push({ reach, hold, count: found });
          for (let picked = 1; picked < regions; picked += 1) {
            if ((hold & picked) === 0) continue;
            if ((reach & picked) === (hold & picked)) unions[picked]![value]! += found;
            if ((reach & picked) === picked) smallest[picked]![value]! += found;
          }
        }
      }
      if (cells.length > 0) levels.push({ value, cells });
    }
    for (const histogram of [...unions, ...smallest]) {
      let filled = 0;
      for (let value = 1; value <= top; value += 1) filled += histogram[value]!;
      histogram[0] = registers - filled;
    }
    this.levels = levels;
    this.unions = unions;
    this.smallest = smallest;
  }
}

/** How often each value, reach and hold occur among the registers of two to four sets. */
function count(sets: readonly Uint8Array[], top: number): Int32Array {
  const regions = 1 << sets.length;
  const counts = new Int32Array((top + 1) * regions * regions);
  const [one, other] = sets as [Uint8Array, Uint8Array];
  // A set of zeros reaches nothing: two and three sets are four.
  const nothing = new Uint8Array(one.length);
  const third = sets[2] ?? nothing;
  const fourth = sets[3] ?? nothing;
  for (let n = 0; n < one.length; n += 1) {
    const a = Math.min(one[n]!, top);
    const b = Math.min(other[n]!, top);
    const c = Math.min(third[n]!, top);
    const d = Math.min(fourth[n]!, top);
    // Each value once, and zero is nobody's doing.
    if (a !== 0) {
      const reach = 1 | (b >= a ? 2 : 0) | (c >= a ? 4 : 0) | (d >= a ? 8 : 0);
      const hold = 1 | (b === a ? 2 : 0) | (c === a ? 4 : 0) | (d === a ? 8 : 0);
      counts[(a * regions + reach) * regions + hold]! += 1;
    }
    if (b !== 0 && b !== a) {
      const reach = 2 | (a > b ? 1 : 0) | (c >= b ? 4 : 0) | (d >= b ? 8 : 0);
      const hold = 2 | (c === b ? 4 : 0) | (d === b ? 8 : 0);
      counts[(b * regions + reach) * regions + hold]! += 1;
    }
    if (c !== 0 && c !== a && c !== b) {
      const reach = 4 | (a > c ? 1 : 0) | (b > c ? 2 : 0) | (d >= c ? 8 : 0);
      const hold = 4 | (d === c ? 8 : 0);
      counts[(c * regions + reach) * regions + hold]! += 1;
    }
    if (d !== 0 && d !== a && d !== b && d !== c) {
      const reach = 8 | (a > d ? 1 : 0) | (b > d ? 2 : 0) | (c > d ? 4 : 0);
      counts[(d * regions + reach) * regions + 8]! += 1;
    }
  }
  return counts;
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

/** Of those, by set and by bits that they must touch: `TOUCHING[set * 16 + bits]`. */
const TOUCHING: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, at) =>
  SUBSETS[at >> 4]!.filter((set) => (set & at & 15) !== 0),
);

const isOdd = (set: number): boolean => ((set ^ (set >> 1) ^ (set >> 2) ^ (set >> 3)) & 1) === 1;

/** What the registers of some sets say of their regions. */
export class Likelihood {
  readonly regions: number;
  /** The regions that may hold something, as bits. */
  readonly possible: number;
  private readonly exposure: Float64Array;
  private readonly levels: readonly Level[];
  private readonly chances: Float64Array;
  private readonly touching: Float64Array;
  private readonly cover: Float64Array;

  constructor(tally: Tally, registers: number) {
    const { regions, top, smallest, levels } = tally;
    const below = (value: number): number => HALVES[value]! / registers;
    this.regions = regions;
    this.exposure = new Float64Array(regions);
    this.touching = new Float64Array(regions * regions);
    this.cover = new Float64Array(regions);
    let possible = 0;
    for (let region = 1; region < regions; region += 1) {
      const least = smallest[region]!;
      // An element shows in all its sets: with a register of zero in each index, there is none.
      if (least[0]! < registers) possible |= 1 << region;
      let sum = 0;
      for (let value = 0; value < top; value += 1) sum += least[value]! * below(value);
      this.exposure[region] = sum;
    }
    this.possible = possible;
    this.levels = levels;
    this.chances = Float64Array.from(levels, ({ value }) => below(Math.min(value, top - 1)));
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
    for (let at = 0; at < this.levels.length; at += 1) {
      const { cells } = this.levels[at]!;
      const chance = this.chances[at]!;
      let reach = 0;
      for (let number = 0; number < cells.length; number += 1) {
        const cell = cells[number]!;
        if (cell.reach !== reach) {
          reach = cell.reach;
          this.covers(reach, chance);
        }
        this.add(curve, cell, chance);
      }
    }
    return curve;
  }

  /** By sets that reach a value and some of these: the elements of regions within the former that touch the latter. */
  private touch(sizes: Float64Array): void {
    const { regions, touching } = this;
    for (let reach = 1; reach < regions; reach += 1) {
      const subsets = SUBSETS[reach]!;
      for (let at = 0; at < subsets.length; at += 1) {
        const touched = TOUCHING[reach * 16 + subsets[at]!]!;
        let sum = 0;
        for (let n = 0; n < touched.length; n += 1) sum += sizes[touched[n]!]!;
        touching[reach * regions + subsets[at]!] = sum;
      }
    }
  }

  /** For each selection of the sets that reach a value the chance that regions within these cover it. */
  private covers(reach: number, chance: number): void {
    const { regions, cover, touching } = this;
    cover.fill(0);
    const subsets = SUBSETS[reach]!;
    for (let at = 0; at < subsets.length; at += 1) {
      const sets = subsets[at]!;
      const uncovered = Math.expm1(-chance * touching[reach * regions + sets]!);
      cover[sets] = isOdd(sets) ? -uncovered : uncovered;
    }
    for (let set = 1; set < regions; set <<= 1) {
      if ((reach & set) === 0) continue;
      for (let at = 0; at < subsets.length; at += 1) {
        const sets = subsets[at]!;
        if ((sets & set) !== 0) cover[sets]! += cover[sets ^ set]!;
      }
    }
    for (let at = 0; at < subsets.length; at += 1) if (!(cover[subsets[at]!]! > 0)) cover[subsets[at]!] = 0;
    cover[0] = 1;
  }

  /** Adds the logarithm of the chance that the sets of a cell are covered. */
  private add(curve: Curve, { reach, hold, count }: Cell, chance: number): void {
    const { regions, cover } = this;
    const { gradient, hessian } = curve;
    const covered = cover[hold]!;
    curve.value += count * Math.log(covered);
    const touched = TOUCHING[reach * 16 + hold]!;
    for (let i = 0; i < touched.length; i += 1) {
      const one = touched[i]!;
      // More elements in a region matter where the other sets are covered without it.
      const slope = cover[hold & ~one]! - covered;
      const first = (chance * slope) / covered;
      gradient[one]! += count * first;
      const row = one * regions;
      // Largest first: what follows is smaller.
      for (let j = i; j < touched.length; j += 1) {
        const other = touched[j]!;
        const others = cover[hold & ~other]! - covered;
        const mixed = cover[hold & ~(one | other)]! - covered - slope - others;
        const second = (chance * chance * mixed) / covered - (first * chance * others) / covered;
        hessian[row + other]! += count * second;
      }
    }
  }
}
