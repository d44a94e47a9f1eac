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

/** A bit for each of up to three bytes: whether something was at least as large. */
const BYTES = 0x80_80_80;
/** A number in each of three bytes. */
const EACH = 0x01_01_01;

// Room for one set that is tallied.
/** Counts by combination and value. */
const COUNTS = new Int32Array(PAIRS.length * VALUES);
/** The places of those that are not zero. */
const FOUND = new Uint16Array(COUNTS.length);
/** Counts of the set's own values, by the others that are above it and the value. */
const OWN = new Int32Array(8 * VALUES);
/** What the set holds, but for values that are saturated alike. */
const HELD = new Uint8Array(1 << 17);

/** Registers at which the same of the other sets reach a value, and the same hold it. */
interface Alike {
  readonly value: number;
  /** Where they end in the order of the registers. */
  readonly end: number;
  /** Where the value counts: if the set that is tallied is below it, holds it, or is above it. */
  readonly below: number;
  readonly same: number;
  readonly above: number;
}

/**
 * One to three sets that others are tallied with. Registers that count alike stand together, so that a set that is
 * tallied is compared with one value after the other: without branches that cannot be foretold.
 */
export class Others {
  private readonly row: number;
  private readonly alike: Alike[] = [];
  /** The registers, those that count alike together. */
  private readonly order: Uint32Array;
  /** By register: what the sets hold, a byte each. */
  private readonly held: Int32Array;

  constructor(
    sets: readonly Uint8Array[],
    readonly top: number,
  ) {
    const registers = sets[0]!.length;
    const { length } = sets;
    this.row = 1 << length;
    this.held = new Int32Array(registers);
    /** By register and set. */
    const places = new Uint16Array(registers * length);
    const counts = new Uint32Array(COUNTS.length);
    for (let n = 0; n < registers; n += 1) {
      for (let set = 0; set < length; set += 1) {
        const value = Math.min(sets[set]![n]!, top);
        this.held[n]! |= value << (8 * set);
        let reach = 0;
        let hold = 0;
        for (let other = 0; other < length; other += 1) {
          const beside = Math.min(sets[other]![n]!, top);
          if (beside >= value) reach |= 1 << other;
          if (beside === value) hold |= 1 << other;
        }
        // Zero is nobody's doing; and each value is counted once.
        const place = value === 0 || (hold & ((1 << set) - 1)) !== 0 ? 0 : placeOf(reach, hold, value);
        places[n * length + set] = place;
        counts[place]! += 1;
      }
    }
    let end = 0;
    for (let place = 1; place < counts.length; place += 1) {
      const count = counts[place]!;
      // From here on: where the next one stands.
      counts[place] = end;
      end += count;
      if (count > 0) this.alike.push(this.meaning(place, end));
    }
    this.order = new Uint32Array(end);
    places.forEach((place, at) => {
      if (place === 0) return;
      this.order[counts[place]!] = Math.floor(at / length);
      counts[place]! += 1;
    });
  }

  private meaning(place: number, end: number): Alike {
    const { reach, hold } = PAIRS[Math.floor(place / VALUES)]!;
    const { row } = this;
    const value = place % VALUES;
    const same = placeOf(reach | row, hold | row, value);
    return { value, end, below: place, same, above: placeOf(reach | row, hold, value) };
  }

  /** Tallies one set more, which becomes the last. */
  tally(set: Uint8Array): Tally {
    const { alike, order, held, row, top } = this;
    COUNTS.fill(0);
    OWN.fill(0);
    for (let n = 0; n < set.length; n += 1) {
      const value = Math.min(set[n]!, top);
      HELD[n] = value;
      // Which of the others are at least as large, and which are larger.
      const beyond = (held[n]! | BYTES) - Math.imul(value, EACH);
      const reaching = beyond & BYTES;
      const above = (beyond - EACH) & BYTES;
      // Where another set holds the same, it counts below.
      const isAlone = (((reaching ^ above) - 1) >> 31) & 1;
      OWN[(((above >> 1) | (above >> 8) | (above >> 15)) & (7 * VALUES)) + value]! += isAlone;
    }
    for (let above = 0; above < row; above += 1) {
      const place = placeOf(above | row, row, 0);
      for (let value = 1; value <= top; value += 1) COUNTS[place + value] = OWN[above * VALUES + value]!;
    }
    let from = 0;
    for (let kind = 0; kind < alike.length; kind += 1) {
      const { value, end, below, same, above } = alike[kind]!;
      let belows = 0;
      let aboves = 0;
      for (let at = from; at < end; at += 1) {
        const other = HELD[order[at]!]!;
        belows -= (other - value) >> 31;
        aboves -= (value - other) >> 31;
      }
      COUNTS[below]! += belows;
      COUNTS[same]! += end - from - belows - aboves;
      COUNTS[above]! += aboves;
      from = end;
    }
    return gathered(2 * row, set.length, top);
  }
}

/** What was counted. */
function gathered(regions: number, registers: number, top: number): Tally {
  let length = 0;
  // Combinations of fewer sets come first; zeros count for nothing.
  const end = NUMBERS[(regions - 1) * 16 + regions - 1]!;
  for (let number = 0; number <= end; number += 1) {
    for (let place = number * VALUES + 1; place <= number * VALUES + top; place += 1) {
      if (COUNTS[place] !== 0) FOUND[length++] = place;
    }
  }
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
