/** Which keys of a long list may be the largest, by a quick look at their registers. */

import type { Sets, TextTable } from "../data/tables";
import { entries, raise, registersOf } from "../hll/codec";
import { estimate } from "../hll/estimate";

export class Ranking {
  private readonly scratch: Uint8Array;
  private readonly sizes = new Map<string, Float64Array>();

  constructor(private readonly sets: Sets) {
    this.scratch = new Uint8Array(registersOf(sets.params));
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
        else {
          this.scratch.fill(0);
          raise(this.scratch, bytes);
          sizes[key] = estimate(this.scratch, this.sets.params).value;
        }
      }
      this.sizes.set(name, sizes);
    }
    return sizes;
  }

  /** The numbers of the largest keys. */
  largest(table: TextTable, metric: number, most: number): number[] {
    return highest(this.sizesOf(table, metric), most);
  }

  /**
   * The numbers of keys whose registers fit what they are intersected with best: an element of both has raised the
   * registers of both to at least its value.
   */
  likely(table: TextTable, others: readonly Uint8Array[], metric: number, most: number): number[] {
    const sizes = this.sizesOf(table, metric);
    if (sizes.length <= most) return highest(sizes, most);
    const least = others[0]!.slice();
    for (const registers of others.slice(1)) {
      for (let n = 0; n < least.length; n += 1) if (registers[n]! < least[n]!) least[n] = registers[n]!;
    }
    // The chance that an element that is in none of them would fit.
    let fitting = 0;
    for (const value of least) fitting += 1 - 2 ** -value;
    const chance = fitting / least.length;
    const scores = new Float64Array(sizes.length);
    for (let key = 0; key < sizes.length; key += 1) {
      let hits = 0;
      let filled = 0;
      entries(table.set(key, metric), this.scratch, (index, value) => {
        filled += 1;
        if (least[index]! >= value) hits += 1;
      });
      const share = filled === 0 ? 0 : (hits / filled - chance) / Math.max(1 - chance, 1e-9);
      scores[key] = sizes[key]! * Math.max(share, 0) + hits * 1e-6;
    }
    return highest(scores, most);
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
