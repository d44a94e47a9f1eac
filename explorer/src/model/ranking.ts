/** Which keys of a long list may be the largest, by a quick look at their registers. */

import type { Sets, TextTable } from "../data/tables";
import { decode, fit, fitOfWords, isWords, type Fit } from "../hll/codec";
import { estimate } from "../hll/estimate";

/** So many standard errors of the quick look are reckoned with. */
const ERRORS = 4;

/** A key that may be among the largest. */
export interface Candidate {
  readonly key: number;
  /** What it shares with the others is hardly more. */
  readonly bound: number;
}

/** Registers, and how many of them are filled. */
interface Unpacked {
  readonly registers: Uint8Array;
  readonly filled: number;
}

export class Ranking {
  /** The registers of large sets, which take longest to unpack, by the number of the key. */
  private readonly large = new Map<string, Map<number, Unpacked>>();
  private readonly sizes = new Map<string, Float64Array>();
  private readonly orders = new Map<string, Uint32Array>();

  constructor(private readonly sets: Sets) {}

  /** How the set of a key fits. */
  private fit(table: TextTable, key: number, metric: number, most: Uint8Array): Fit {
    const bytes = table.set(key, metric);
    if (isWords(bytes)) return fitOfWords(bytes, most);
    const name = `${table.base} ${metric}`;
    let large = this.large.get(name);
    if (large === undefined) this.large.set(name, (large = new Map<number, Unpacked>()));
    let unpacked = large.get(key);
    if (unpacked === undefined) {
      const registers = decode(bytes);
      const filled = registers.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
      large.set(key, (unpacked = { registers, filled }));
    }
    return fit(unpacked.registers, unpacked.filled, most);
  }

  /** The size of each key of a list, computed once. */
  private sizesOf(table: TextTable, metric: number): Float64Array {
    const name = `${table.base} ${metric}`;
    let sizes = this.sizes.get(name);
    if (sizes === undefined) {
      sizes = new Float64Array(table.list.length);
      for (let key = 0; key < sizes.length; key += 1) {
        const bytes = table.set(key, metric);
        // Small sets are as large as they have registers, as good as.
        if (bytes.length < 3 + 64) sizes[key] = (bytes.length - 3) / 2;
        else sizes[key] = estimate(decode(bytes), this.sets.params).value;
      }
      this.sizes.set(name, sizes);
    }
    return sizes;
  }

  /** The numbers of the keys of a list, the largest first. */
  private bySize(table: TextTable, metric: number): Uint32Array {
    const name = `${table.base} ${metric}`;
    let order = this.orders.get(name);
    if (order === undefined) {
      const sizes = this.sizesOf(table, metric);
      order = Uint32Array.from(sizes.keys()).sort((one, other) => sizes[other]! - sizes[one]!);
      this.orders.set(name, order);
    }
    return order;
  }

  /** The numbers of the largest keys. */
  largest(table: TextTable, metric: number, most: number): number[] {
    return highest(this.sizesOf(table, metric), most);
  }

  /**
   * The keys whose registers fit what they are intersected with best: an element of both has raised the registers
   * of both to at least its value.
   */
  likely(table: TextTable, others: readonly Uint8Array[], metric: number, most: number): Candidate[] {
    const sizes = this.sizesOf(table, metric);
    if (sizes.length <= most) return highest(sizes, most).map((key) => ({ key, bound: sizes[key]! }));
    const least = others[0]!.slice();
    for (const registers of others.slice(1)) {
      for (let n = 0; n < least.length; n += 1) if (registers[n]! < least[n]!) least[n] = registers[n]!;
    }
    // The chance that an element that is in none of them would fit.
    let fitting = 0;
    for (const value of least) fitting += 1 - 2 ** -value;
    const chance = fitting / least.length;
    const scores = new Float64Array(sizes.length);
    const bounds = new Float64Array(sizes.length);
    // Largest first: no key scores more than its size, so that those too small to be among the best are passed over.
    const best = new Best(most);
    for (const key of this.bySize(table, metric)) {
      if (sizes[key]! + 1 < best.least) break;
      const { hits, filled } = this.fit(table, key, metric, least);
      if (filled === 0) continue;
      const fits = hits / filled;
      const error = Math.sqrt((fits * (1 - fits)) / filled);
      const shareOf = (of: number): number => Math.max((of - chance) / Math.max(1 - chance, 1e-9), 0);
      scores[key] = sizes[key]! * shareOf(fits) + hits * 1e-6;
      bounds[key] = sizes[key]! * Math.min(shareOf(fits + ERRORS * error + 1 / filled), 1);
      best.add(scores[key]!);
    }
    return highest(scores, most).map((key) => ({ key, bound: bounds[key]! }));
  }
}

/** So many of the highest scores. */
export class Best {
  /** Ascending. */
  private readonly scores: Float64Array;

  constructor(most: number) {
    this.scores = new Float64Array(most).fill(-Infinity);
  }

  /** What a score must exceed to be among them. */
  get least(): number {
    return this.scores[0]!;
  }

  add(score: number): void {
    const { scores } = this;
    if (score <= scores[0]!) return;
    let at = 1;
    for (; at < scores.length && scores[at]! < score; at += 1) scores[at - 1] = scores[at]!;
    scores[at - 1] = score;
  }
}

/** The numbers of the highest scores above zero. */
function highest(scores: Float64Array, most: number): number[] {
  const numbers: number[] = [];
  let least = 0;
  for (let n = 0; n < scores.length; n += 1) {
    if (scores[n]! <= least && numbers.length >= most) continue;
    numbers.push(n);
    if (numbers.length >= 4 * most + 64) {
      numbers.sort((one, other) => scores[other]! - scores[one]!);
      numbers.length = most;
      least = scores[numbers[most - 1]!]!;
    }
  }
  numbers.sort((one, other) => scores[other]! - scores[one]! || one - other);
  return numbers.slice(0, most);
}
