/**
 * Sets as bytes: postgresql-hll storage v1, as `src/hll/codec.rs` reads it.
 *
 * In the page a set is one byte a register. Sets that list their hashes (EXPLICIT) are brought to
 * registers; the program writes none into a page, but whoever reads the format reads all of it.
 */

/** How many registers a set has, as a binary logarithm, and how wide they are, in bits. */
export interface Params {
  readonly log2m: number;
  readonly regwidth: number;
}

/** Bytes that are not a set. */
export class DecodeError extends Error {}

const HEADER = 3;
const UNDEFINED = 0;
const EMPTY = 1;
const EXPLICIT = 2;
const SPARSE = 3;
const FULL = 4;
/** The most hashes that a set may list. */
const MAX_EXPLICIT = 16_383;

/** Number of registers. */
export const registersOf = (params: Params): number => 1 << params.log2m;

/** The largest value of a register. */
export const maxValue = (params: Params): number => (1 << params.regwidth) - 1;

/** Ertl's q: the largest value that is not saturated. Registers count as 0 to q + 1. */
export const largestExact = (params: Params): number =>
  Math.min((1 << params.regwidth) - 2, 63 - params.log2m);

/** The parameters in a set's header. */
export function paramsOf(bytes: Uint8Array): Params {
  const shape = bytes[1];
  if (shape === undefined || bytes.length < HEADER) throw new DecodeError("a set has at least 3 bytes");
  const params = { log2m: shape & 0x1f, regwidth: (shape >> 5) + 1 };
  if (params.log2m < 4 || params.log2m > 17) throw new DecodeError(`log2m ${params.log2m}`);
  return params;
}

/** Whether a set is known to be unknown. */
export const isUndefined = (bytes: Uint8Array): boolean => bytes[0] === 0x10;

/** Raises each register to that of the set in some bytes; the registers are as many as the set's. */
export function raise(registers: Uint8Array, bytes: Uint8Array): void {
  const version = bytes[0]! >> 4;
  const kind = bytes[0]! & 0x0f;
  if (version !== 1) throw new DecodeError(`unknown schema version ${version}`);
  if (kind > FULL) throw new DecodeError(`undefined multiset type ${kind}`);
  const params = paramsOf(bytes);
  if (registers.length !== registersOf(params)) throw new DecodeError("another number of registers");
  switch (kind) {
    case UNDEFINED:
    case EMPTY:
      if (bytes.length !== HEADER) throw new DecodeError("an empty set holds something");
      return;
    case EXPLICIT:
      return raiseExplicit(registers, bytes, params);
    case SPARSE:
      return raiseSparse(registers, bytes, params);
    default:
      return raiseFull(registers, bytes, params);
  }
}

/** The registers of the set in some bytes. */
export function decode(bytes: Uint8Array): Uint8Array {
  const registers = new Uint8Array(registersOf(paramsOf(bytes)));
  raise(registers, bytes);
  return registers;
}

function raiseExplicit(registers: Uint8Array, bytes: Uint8Array, params: Params): void {
  const length = bytes.length - HEADER;
  if (length % 8 !== 0) throw new DecodeError("inconsistently sized explicit multiset");
  if (length / 8 > MAX_EXPLICIT) throw new DecodeError("explicit multiset too large");
  const view = new DataView(bytes.buffer, bytes.byteOffset + HEADER, length);
  const most = maxValue(params);
  let before: bigint | undefined;
  for (let at = 0; at < length; at += 8) {
    const signed = view.getBigInt64(at);
    if (before !== undefined && signed <= before) {
      throw new DecodeError("duplicate or descending explicit elements");
    }
    before = signed;
    const hash = BigInt.asUintN(64, signed);
    const index = Number(hash & BigInt(registers.length - 1));
    let rest = hash >> BigInt(params.log2m);
    if (rest === 0n) continue;
    let value = 1;
    while ((rest & 1n) === 0n) {
      rest >>= 1n;
      value += 1;
    }
    value = Math.min(value, most);
    if (registers[index]! < value) registers[index] = value;
  }
}

function raiseSparse(registers: Uint8Array, bytes: Uint8Array, params: Params): void {
  const { log2m, regwidth } = params;
  const wordBits = log2m + regwidth;
  const bits = (bytes.length - HEADER) * 8;
  let count = Math.floor(bits / wordBits);
  if (bits - count * wordBits >= 8) throw new DecodeError("inconsistent padding in sparse hll argument");
  const most = maxValue(params);
  // Words in order without zeros, which is what is written, are raised as they come.
  let window = 0;
  let available = 0;
  let at = HEADER;
  let next = 0;
  const word = (): number => {
    // What most sets have: two bytes.
    if (wordBits === 16) {
      at += 2;
      return (bytes[at - 2]! << 8) | bytes[at - 1]!;
    }
    while (available < wordBits) {
      // Not shifted: a word with what is left of the byte before may be wider than 32 bits.
      window = window * 256 + bytes[at++]!;
      available += 8;
    }
    available -= wordBits;
    const scale = 2 ** available;
    const found = Math.floor(window / scale);
    window -= found * scale;
    return found;
  };
  const words = new Uint32Array(count);
  let plain = true;
  for (let n = 0; n < count; n += 1) {
    const found = word();
    words[n] = found;
    const index = found >> regwidth;
    plain &&= index >= next && (found & most) !== 0;
    next = index + 1;
  }
  // Words shorter than a byte: a last word of zeros is padding.
  if (wordBits < 8 && count > 0 && words[count - 1] === 0) count -= 1;
  if (plain) {
    for (let n = 0; n < count; n += 1) {
      const index = words[n]! >> regwidth;
      const value = words[n]! & most;
      if (registers[index]! < value) registers[index] = value;
    }
    return;
  }
  // Out of order or with an index twice: the last word wins, also one that says zero.
  const last = new Map<number, number>();
  for (let n = 0; n < count; n += 1) last.set(words[n]! >> regwidth, words[n]! & most);
  for (const [index, value] of last) if (registers[index]! < value) registers[index] = value;
}

function raiseFull(registers: Uint8Array, bytes: Uint8Array, params: Params): void {
  const { regwidth } = params;
  const expected = HEADER + (registers.length / 8) * regwidth;
  if (bytes.length !== expected) {
    throw new DecodeError(`${bytes.length} bytes where FULL has ${expected}`);
  }
  const most = maxValue(params);
  let window = 0;
  let available = 0;
  let at = HEADER;
  for (let index = 0; index < registers.length; index += 1) {
    if (available < regwidth) {
      window = ((window << 8) | bytes[at++]!) & 0xffff;
      available += 8;
    }
    available -= regwidth;
    const value = (window >> available) & most;
    if (registers[index]! < value) registers[index] = value;
  }
}

/** How many registers of a set are filled, and how many of these are at most as given. */
export interface Fit {
  readonly hits: number;
  readonly filled: number;
}

/** Whether the words of a set in some bytes have two bytes each, so that they can be read as they stand. */
export function isWords(bytes: Uint8Array): boolean {
  const { log2m, regwidth } = paramsOf(bytes);
  return (bytes[0]! & 0x0f) === SPARSE && log2m + regwidth === 16;
}

/** How the words of a set fit. */
export function fitOfWords(bytes: Uint8Array, most: Uint8Array): Fit {
  const { regwidth } = paramsOf(bytes);
  const width = (1 << regwidth) - 1;
  const filled = (bytes.length - HEADER) >> 1;
  let misses = 0;
  for (let at = HEADER; at + 1 < bytes.length; at += 2) {
    const word = (bytes[at]! << 8) | bytes[at + 1]!;
    misses -= (most[word >> regwidth]! - (word & width)) >> 31;
  }
  return { hits: filled - misses, filled };
}

/** How registers fit, of which so many are filled. */
export function fit(registers: Uint8Array, filled: number, most: Uint8Array): Fit {
  // Those that are zero fit all. Without branches, which nobody could foretell.
  let misses = 0;
  for (let index = 0; index < registers.length; index += 1) misses -= (most[index]! - registers[index]!) >> 31;
  return { hits: filled - misses, filled };
}
