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

/** One to three sets that others are tallied with. */
export class Others {
  private readonly row: number;
  private readonly counts = new Int32Array(PAIRS.length * VALUES);
  /** Of each register: where its values are in what follows; up to three, for each value is there once. */
  private readonly starts: Uint32Array;
  private readonly values: Uint8Array;
  /** The sets that hold the value. */
  private readonly holding: Uint8Array;
  /** Where the value counts: if the set that is tallied is below it, holds it, or is above it. */
  private readonly places: Uint16Array;

  constructor(
    sets: readonly Uint8Array[],
    readonly top: number,
  ) {
    const registers = sets[0]!.length;
    this.row = 1 << sets.length;
    this.starts = new Uint32Array(registers + 1);
    this.values = new Uint8Array(registers * sets.length);
    this.holding = new Uint8Array(registers * sets.length);
    this.places = new Uint16Array(registers * sets.length * 3);
    let at = 0;
    for (let n = 0; n < registers; n += 1) {
      for (let set = 0; set < sets.length; set += 1) {
        const value = Math.min(sets[set]![n]!, top);
        let reach = 0;
        let hold = 0;
        for (let other = 0; other < sets.length; other += 1) {
          const beside = Math.min(sets[other]![n]!, top);
          if (beside >= value) reach |= 1 << other;
          if (beside === value) hold |= 1 << other;
        }
        // Zero is nobody's doing; and each value is counted once.
        if (value === 0 || (hold & ((1 << set) - 1)) !== 0) continue;
        this.values[at] = value;
        this.holding[at] = hold;
        this.places[3 * at] = placeOf(reach, hold, value);
        this.places[3 * at + 1] = placeOf(reach | this.row, hold | this.row, value);
        this.places[3 * at + 2] = placeOf(reach | this.row, hold, value);
        this.counts[this.places[3 * at]!]! += 1;
        at += 1;
      }
      this.starts[n + 1] = at;
    }
  }

  /** Tallies one set more, which becomes the last. */
  tally(set: Uint8Array): Tally {
    const { row, top, starts, values, holding, places } = this;
    COUNTS.set(this.counts);
    for (let n = 0; n < set.length; n += 1) {
      if (set[n] === 0) continue;
      const value = Math.min(set[n]!, top);
      let reach = row;
      let isHeld = false;
      for (let at = starts[n]!; at < starts[n + 1]!; at += 1) {
        const other = values[at]!;
        if (other > value) {
          reach |= holding[at]!;
          continue;
        }
        COUNTS[places[3 * at]!]! -= 1;
        if (other === value) {
          COUNTS[places[3 * at + 1]!]! += 1;
          isHeld = true;
        } else {
          COUNTS[places[3 * at + 2]!]! += 1;
        }
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
