/** Sets of posts by two dimensions, in place of two sets that would have to be intersected. */

import { dayOf, termOf, timeOf, type Period } from "../data/calendar";
import type { PairTable, Sets } from "../data/tables";
import { raise, registersOf } from "../hll/codec";
import { Cache } from "./cache";
import { quoted, united, type Operand } from "./expression";
import { lowerBound } from "./unions";

/** Two operands united to one. */
interface Joined {
  readonly operand: Operand;
  readonly union: Uint8Array;
}

export class Pairs {
  private readonly kept = new Cache<Joined | undefined>();

  constructor(
    private readonly sets: Sets,
    private readonly minUsers: number,
    /** Characters of the finest cells. */
    private readonly characters: number,
  ) {}

  /**
   * Two operands of which the page has sets by both, united to one; for posts only: of people it cannot
   * be said that both were the same post.
   */
  joined(operands: readonly Operand[]): Joined | undefined {
    const time = operands.find((operand) => operand.period !== undefined);
    const hashtags = operands.find((operand) => operand.base === "hashtag");
    const cells = operands.find((operand) => operand.base === "latlng");
    const months = time?.period !== undefined && isMonths(time.period) ? time : undefined;
    return (
      this.pair("_month_hashtag", months, hashtags, (one, other) => `${one},${quoted(other)}`) ??
      this.pair("_hashtag_latlng", cells, hashtags, (one, other) => `${one},${quoted(other)}`) ??
      this.pair("_month_latlng", months, cells, (one, other) => `${one},${other}`)
    );
  }

  private pair(
    name: string,
    one: Operand | undefined,
    other: Operand | undefined,
    key: (one: string, other: string) => string,
  ): Joined | undefined {
    const table = this.sets.tables.get(name);
    if (table?.kind !== "pair" || one === undefined || other === undefined) return undefined;
    return this.kept.get(`${name} ${one.expression} ${other.expression}`, () => this.made(table, one, other, key));
  }

  private made(
    table: PairTable,
    one: Operand,
    other: Operand,
    key: (one: string, other: string) => string,
  ): Joined | undefined {
    const ones = this.pairKeys(table, 0, one);
    const others = this.pairKeys(table, 1, other);
    if (ones === undefined || others === undefined) return undefined;
    const numbers: number[] = [];
    for (const second of others) {
      if (second >= table.covered) return undefined;
      const found = table.index.get(second);
      for (const first of ones) {
        const number = found?.get(first);
        if (number !== undefined) numbers.push(number);
        // A pair with too few users is not in the page: without it the union would be too small.
        else if (this.minUsers > 1) return undefined;
      }
    }
    const union = new Uint8Array(registersOf(this.sets.params));
    for (const number of numbers) raise(union, table.set(number, 0));
    const firsts = one.period === undefined ? one.keys : [termOf(one.period)];
    const terms = other.keys.flatMap((second) => firsts.map((first) => `${table.base}:${key(first, second)}`));
    const operand = { base: table.base, keys: [], expression: united(terms) };
    return { operand, union };
  }

  /** The numbers of an operand's keys in a table of pairs; undefined: they are not there to be known. */
  private pairKeys(table: PairTable, side: 0 | 1, operand: Operand): number[] | undefined {
    const base = table.of[side];
    if (base === "month") {
      const { from, to } = operand.period!;
      const numbers: number[] = [];
      table.months.forEach((month, number) => {
        if (month >= from.slice(0, 7) && month <= to.slice(0, 7)) numbers.push(number);
      });
      return numbers;
    }
    if (base === "latlng") {
      const cells = this.sets.tables.get("latlng");
      if (cells?.kind !== "ladder") return undefined;
      const numbers: number[] = [];
      for (const prefix of operand.keys) {
        for (let at = lowerBound(cells.list, prefix); cells.list[at]?.startsWith(prefix); at += 1) {
          // Rests of coarser cells are in no pair.
          if (cells.list[at]!.length < this.characters) return undefined;
          numbers.push(at);
        }
      }
      return numbers;
    }
    const list = this.sets.tables.get(base);
    const index = list?.kind === "text" ? list.index : undefined;
    const numbers = operand.keys.map((key) => index?.get(key));
    return numbers.every((number) => number !== undefined) ? (numbers as number[]) : undefined;
  }
}

/** The bases of operands that a base of pairs stands for. */
export const pairBases = (name: string): string[] =>
  name === "_month_hashtag"
    ? ["time", "hashtag"]
    : name === "_hashtag_latlng"
      ? ["latlng", "hashtag"]
      : ["time", "latlng"];

/** Whether a period is whole months. */
const isMonths = ({ from, to }: Period): boolean =>
  from.endsWith("-01") && dayOf(timeOf(to) + 86_400_000).endsWith("-01");
