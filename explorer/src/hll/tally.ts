/**
 * What the registers of two to four sets have in common: all that their likelihood depends on. A view
 * intersects the same sets with many others, one after the other: what they have in common by themselves is
 * counted once, and each set changes the counts only where it has seen something.
 */

/** The most sets that are tallied together. */
export const MAX_SETS = 4;
/** More than there are register values. */
export const VALUES = 64;

/** How often each combination of sets that reach a register value and sets that hold it occurs. */
export interface Tally {
  readonly regions: number;
  readonly registers: number;
  /** The value at which registers are saturated. */
  readonly top: number;
  /** The combinations, as numbers in `PAIRS`, ascending; one for each register value at which it occurs. */
  readonly pairs: Uint8Array;
  readonly values: Uint8Array;
  readonly counts: Int32Array;
}

/** Sets that reach a register value, and sets that hold it, as bits. */
interface Reaching {
  readonly reach: number;
  readonly hold: number;
}

/** All combinations of up to four sets; those of fewer come first. */
export const PAIRS: readonly Reaching[] = Array.from({ length: 1 << MAX_SETS }, (_, reach) =>
  Array.from({ length: reach }, (_, held) => ({ reach, hold: held + 1 })).filter(({ hold }) => (hold & reach) === hold),
).flat();

/** The number of a combination, by `reach * 16 + hold`. */
const NUMBERS = new Uint8Array(256);
PAIRS.forEach(({ reach, hold }, number) => (NUMBERS[reach * 16 + hold] = number));
const placeOf = (reach: number, hold: number, value: number): number => NUMBERS[reach * 16 + hold]! * VALUES + value;

/** Counts by combination and value while one set is tallied. */
const COUNTS = new Int32Array(PAIRS.length * VALUES);

/**
 * One to three sets that others are tallied with. Registers at which these have the same values are of one kind,
 * and there are far fewer kinds than registers: what there is to know of a register is found out once per kind.
 */
export class Others {
  private readonly row: number;
  private readonly counts = new Int32Array(PAIRS.length * VALUES);
  /** The kind of each register. */
  private readonly kinds: Uint32Array;
  /** Of each kind: where its values are in what follows; up to three, for each value is there once. */
  private readonly starts: number[] = [0];
  private readonly values: number[] = [];
  /** The sets that hold the value. */
  private readonly holding: number[] = [];
  /** Where the value counts: if the set that is tallied is below it, holds it, or is above it. */
  private readonly places: number[] = [];

  constructor(
    sets: readonly Uint8Array[],
    readonly top: number,
  ) {
    const registers = sets[0]!.length;
    this.row = 1 << sets.length;
    this.kinds = new Uint32Array(registers);
    const known = new Map<number, number>();
    for (let n = 0; n < registers; n += 1) {
      let met = 0;
      for (let set = 0; set < sets.length; set += 1) met = met * VALUES + Math.min(sets[set]![n]!, top);
      let kind = known.get(met);
      if (kind === undefined) {
        kind = known.size;
        known.set(met, kind);
        this.describe(sets.map((set) => Math.min(set[n]!, top)));
      }
      this.kinds[n] = kind;
      for (let at = this.starts[kind]!; at < this.starts[kind + 1]!; at += 1) this.counts[this.places[3 * at]!]! += 1;
    }
  }

  /** A new kind of registers, at which the sets have these values. */
  private describe(values: readonly number[]): void {
    values.forEach((value, set) => {
      let reach = 0;
      let hold = 0;
      values.forEach((beside, other) => {
        if (beside >= value) reach |= 1 << other;
        if (beside === value) hold |= 1 << other;
      });
      // Zero is nobody's doing; and each value is counted once.
      if (value === 0 || (hold & ((1 << set) - 1)) !== 0) return;
      this.values.push(value);
      this.holding.push(hold);
      this.places.push(
        placeOf(reach, hold, value),
        placeOf(reach | this.row, hold | this.row, value),
        placeOf(reach | this.row, hold, value),
      );
    });
    this.starts.push(this.values.length);
  }

  /** Tallies one set more, which becomes the last. */
  tally(set: Uint8Array): Tally {
    const { row, top, kinds, starts, values, holding, places } = this;
    COUNTS.set(this.counts);
    for (let n = 0; n < set.length; n += 1) {
      if (set[n] === 0) continue;
      const value = Math.min(set[n]!, top);
      const end = starts[kinds[n]! + 1]!;
      let reach = row;
      let isHeld = false;
      for (let at = starts[kinds[n]!]!; at < end; at += 1) {
        const other = values[at]!;
        if (other > value) {
          reach |= holding[at]!;
          continue;
        }
        COUNTS[places[3 * at]!]! -= 1;
        isHeld ||= other === value;
        COUNTS[places[3 * at + (other === value ? 1 : 2)]!]! += 1;
      }
      if (!isHeld) COUNTS[placeOf(reach, row, value)]! += 1;
    }
    return gathered(2 * row, set.length, top);
  }
}

/** What was counted. */
function gathered(regions: number, registers: number, top: number): Tally {
  let length = 0;
  // Combinations of fewer sets come first.
  const end = (NUMBERS[(regions - 1) * 16 + regions - 1]! + 1) * VALUES;
  for (let place = 0; place < end; place += 1) if (COUNTS[place] !== 0) FOUND[length++] = place;
  const pairs = new Uint8Array(length);
  const values = new Uint8Array(length);
  const counts = new Int32Array(length);
  for (let at = 0; at < length; at += 1) {
    const place = FOUND[at]!;
    pairs[at] = place / VALUES;
    values[at] = place % VALUES;
    counts[at] = COUNTS[place]!;
  }
  return { regions, registers, top, pairs, values, counts };
}

/** Room for the places that are not zero. */
const FOUND = new Uint16Array(COUNTS.length);
