/**
 * Numbers for selections: unites sets within facets, intersects them across facets, and says by which
 * expression `lbsm query` gives the same.
 */

import {
  dayOf,
  firstDay,
  lastDay,
  LENGTHS,
  termOf,
  timeOf,
  type Period,
  type Unit,
} from "../data/calendar";
import type { Metric } from "../data/page";
import type { LadderTable, PairTable, Sets, TextTable } from "../data/tables";
import { entries, raise, registersOf } from "../hll/codec";
import { estimate } from "../hll/estimate";
import { intersection, type Finding, type Pending } from "../hll/finding";
import { isNothing, without, type Selection } from "./state";

/** A number for a selection: the value at once, its interval when asked for. */
export interface Answer {
  readonly value: number;
  /** What `lbsm query` is to be asked for the same number. */
  readonly expression: string;
  /** The finding, once `finish` was called. */
  finding: Finding | undefined;
  finish(): Finding;
}

/** One key of a facet, as an item of a view. */
export interface Item {
  /** `time`, `latlng` or the base of a list. */
  readonly base: string;
  readonly key: string;
}

/** The union of the days of a month. */
interface United {
  readonly first: string;
  readonly last: string;
  readonly registers: Uint8Array;
}

/** A union of keys of one base. */
interface Operand {
  readonly base: string;
  readonly keys: readonly string[];
  readonly period?: Period;
  readonly expression: string;
}

/** How many unions and answers are kept. */
const KEPT = 6000;
/** How many of a list's keys are estimated for a ranking; the others are passed over by a quick look. */
const CANDIDATES = 60;
/** Bases of time, as in the page. */
const TIMES: readonly (readonly [string, Unit])[] = [
  ["date", "day"],
  ["month", "month"],
  ["year", "year"],
];

class Cache<T> {
  private readonly kept = new Map<string, T>();

  get(key: string, make: () => T): T {
    let found = this.kept.get(key);
    if (found === undefined) {
      found = make();
      if (this.kept.size >= KEPT) this.kept.clear();
      this.kept.set(key, found);
    }
    return found;
  }
}

/** A key as lbsm's queries write it. */
export function quoted(key: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(key) ? key : `"${key.replaceAll('"', '""')}"`;
}

const united = (terms: readonly string[]): string =>
  terms.length === 1 ? terms[0]! : `(${terms.join(" | ")})`;

export class Engine {
  /** From the first to the last day; null: there is no base of time. */
  readonly period: Period | null;
  /** The finest unit of time. */
  readonly finest: Unit;
  /** Characters of the finest cells; 0: there are no cells. */
  readonly characters: number;
  private readonly unions = new Cache<Uint8Array>();
  private readonly answers = new Cache<Answer>();
  private readonly time: LadderTable | undefined;
  private readonly timeBase: string;
  private readonly scratch: Uint8Array;

  constructor(
    readonly sets: Sets,
    private readonly minUsers: number,
  ) {
    this.scratch = new Uint8Array(registersOf(sets.params));
    const found = TIMES.find(([base]) => sets.tables.has(base));
    this.timeBase = found?.[0] ?? "date";
    const time = sets.tables.get(this.timeBase);
    this.time = time?.kind === "ladder" && time.list.length > 0 ? time : undefined;
    const finest = this.time?.lengths.at(-1) ?? 10;
    this.finest = finest === 4 ? "year" : finest === 7 ? "month" : "day";
    this.period = this.time === undefined ? null : this.span(this.time);
    const cells = sets.tables.get("latlng");
    this.characters = cells?.kind === "ladder" ? (cells.lengths.at(-1) ?? 0) : 0;
  }

  private span({ list }: LadderTable): Period {
    let from = firstDay(list[0]!);
    let to = lastDay(list[0]!);
    for (const key of list) {
      if (firstDay(key) < from) from = firstDay(key);
      if (lastDay(key) > to) to = lastDay(key);
    }
    return { from, to };
  }

  text(base: string): TextTable | undefined {
    const table = this.sets.tables.get(base);
    return table?.kind === "text" ? table : undefined;
  }

  private metricNumber(metric: Metric): number {
    return Math.max(this.sets.metrics.indexOf(metric), 0);
  }

  /** What the key of a list is called. */
  nameOf(base: string, key: string): string {
    const table = this.text(base);
    const number = table?.index.get(key);
    return (number === undefined ? undefined : table?.names?.[number]) ?? key;
  }

  /** The cells of so many characters, in a box if given; cells that are only kept coarser are left out. */
  cells(characters: number): string[] {
    const table = this.sets.tables.get("latlng");
    if (table?.kind !== "ladder") return [];
    const found: string[] = [];
    for (const key of table.list) {
      if (key.length < characters) continue;
      const cell = key.slice(0, characters);
      if (found.at(-1) !== cell) found.push(cell);
    }
    return found;
  }

  private textOperand(base: string, keys: readonly string[]): Operand {
    const sorted = [...keys].sort();
    const expression = united(sorted.map((key) => `${base}:${quoted(key)}`));
    return { base, keys: sorted, expression };
  }

  private cellOperand(cells: readonly string[]): Operand {
    const sorted = [...cells].sort();
    return { base: "latlng", keys: sorted, expression: united(sorted.map((cell) => `latlng:${cell}`)) };
  }

  private timeOperand(period: Period): Operand {
    const expression = `${this.timeBase}:${termOf(period)}`;
    return { base: "time", keys: [], period, expression };
  }

  private operands(selection: Selection, item: Item | undefined): Operand[] {
    const found: Operand[] = [];
    const skip = item?.base;
    if (selection.time !== null && skip !== "time" && this.time) found.push(this.timeOperand(selection.time));
    for (const [base, keys] of Object.entries(selection.keys)) {
      if (keys.length > 0 && skip !== base) found.push(this.textOperand(base, keys));
    }
    if (selection.cells.length > 0 && skip !== "latlng") found.push(this.cellOperand(selection.cells));
    if (item !== undefined) {
      if (item.base === "time") {
        found.push(this.timeOperand({ from: firstDay(item.key), to: lastDay(item.key) }));
      } else if (item.base === "latlng") {
        found.push(this.cellOperand([item.key]));
      } else {
        found.push(this.textOperand(item.base, [item.key]));
      }
    }
    if (found.length === 0) found.push(...this.everything());
    return found;
  }

  /**
   * What stands for all posts: all networks, if none had to be left out, for each post is of one; else the
   * whole period, or all of another base.
   */
  private everything(): Operand[] {
    const networks = this.text("community");
    if (networks !== undefined && networks.list.length > 0 && networks.list.length === networks.left.of) {
      return [this.textOperand("community", networks.list)];
    }
    if (this.period !== null) return [this.timeOperand(this.period)];
    for (const base of ["community", "culture"]) {
      const table = this.text(base);
      if (table !== undefined && table.list.length > 0) return [this.textOperand(base, table.list)];
    }
    const cells = this.cells(1);
    return cells.length > 0 ? [this.cellOperand(cells)] : [];
  }

  private registers(operand: Operand, metric: Metric): Uint8Array {
    return this.unions.get(`${metric} ${operand.expression}`, () => {
      const union = new Uint8Array(registersOf(this.sets.params));
      const number = this.metricNumber(metric);
      if (operand.period !== undefined) this.raisePeriod(union, operand.period, number);
      else if (operand.base === "latlng") this.raiseCells(union, operand.keys, number);
      else {
        const table = this.text(operand.base);
        for (const key of operand.keys) {
          const at = table?.index.get(key);
          if (at !== undefined) raise(union, table!.set(at, number));
        }
      }
      return union;
    });
  }

  private raisePeriod(union: Uint8Array, { from, to }: Period, metric: number): void {
    if (this.time === undefined) return;
    const { list, set } = this.time;
    const whole = new Set<string>();
    for (const [month, { first, last, registers }] of this.months(metric)) {
      if (first < from || last > to) continue;
      whole.add(month);
      for (let n = 0; n < union.length; n += 1) if (registers[n]! > union[n]!) union[n] = registers[n]!;
    }
    list.forEach((key, number) => {
      const isWithin =
        key.length < LENGTHS.day
          ? firstDay(key) >= from && lastDay(key) <= to
          : key >= from && key <= to && !whole.has(key.slice(0, LENGTHS.month));
      if (isWithin) raise(union, set(number, metric));
    });
  }

  private readonly united = new Map<number, Map<string, United>>();

  /** The unions of the days of each month, made once. */
  private months(metric: number): Map<string, United> {
    let found = this.united.get(metric);
    if (found === undefined) {
      found = new Map();
      for (const [number, key] of (this.time?.list ?? []).entries()) {
        if (key.length < LENGTHS.day) continue;
        const month = key.slice(0, LENGTHS.month);
        const union = found.get(month) ?? {
          first: firstDay(month),
          last: lastDay(month),
          registers: new Uint8Array(registersOf(this.sets.params)),
        };
        raise(union.registers, this.time!.set(number, metric));
        found.set(month, union);
      }
      this.united.set(metric, found);
    }
    return found;
  }

  private raiseCells(union: Uint8Array, prefixes: readonly string[], metric: number): void {
    const table = this.sets.tables.get("latlng");
    if (table?.kind !== "ladder") return;
    for (const prefix of prefixes) {
      for (let at = lowerBound(table.list, prefix); table.list[at]?.startsWith(prefix); at += 1) {
        raise(union, table.set(at, metric));
      }
    }
  }

  /**
   * Two operands of which the page has sets by both, united to one; for posts only: of people it cannot
   * be said that both were the same post.
   */
  private joined(operands: readonly Operand[]): { operand: Operand; union: Uint8Array } | undefined {
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
  ): { operand: Operand; union: Uint8Array } | undefined {
    const table = this.sets.tables.get(name);
    if (table?.kind !== "pair" || one === undefined || other === undefined) return undefined;
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
    const terms = other.keys.flatMap((second) => firsts.map((first) => `${name}:${key(first, second)}`));
    const operand = { base: name, keys: [], expression: united(terms) };
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
    const index = this.text(base)?.index;
    const numbers = operand.keys.map((key) => index?.get(key));
    return numbers.every((number) => number !== undefined) ? (numbers as number[]) : undefined;
  }

  /** The number for a selection, or for an item within what is chosen in the other facets. */
  answer(selection: Selection, metric: Metric, item?: Item): Answer {
    const operands = this.operands(selection, item);
    const key = `${metric} ${operands.map((operand) => operand.expression).join(" & ")}`;
    return this.answers.get(key, () => {
      let rest: Operand[] = operands;
      let first: Uint8Array[] = [];
      const pair = metric === "post" && operands.length > 1 ? this.joined(operands) : undefined;
      let terms = operands.map((operand) => operand.expression);
      if (pair !== undefined) {
        const bases = pairBases(pair.operand.base);
        rest = operands.filter((operand) => !bases.includes(operand.base));
        first = [pair.union];
        terms = [pair.operand.expression, ...rest.map((operand) => operand.expression)];
      }
      const registers = [...first, ...rest.map((operand) => this.registers(operand, metric))];
      return answerOf(intersection(registers, this.sets.params), terms.join(" & "));
    });
  }

  /** What the numbers of a view are parts of: a view does not restrict itself. */
  whole(selection: Selection, metric: Metric, view: string): Answer {
    return this.answer(without(selection, view), metric);
  }

  /** The registers of the set of everything, if there is anything. */
  everythingSeen(metric: Metric): Uint8Array | undefined {
    const [whole] = this.everything();
    return whole === undefined ? undefined : this.registers(whole, metric);
  }

  /** What two keys of one list share. */
  both(base: string, one: string, other: string, metric: Metric): Answer {
    const operands = [one, other].map((key) => this.textOperand(base, [key]));
    const expression = operands.map((operand) => operand.expression).join(" & ");
    return this.answers.get(`${metric} ${expression}`, () => {
      const registers = operands.map((operand) => this.registers(operand, metric));
      return answerOf(intersection(registers, this.sets.params), expression);
    });
  }

  /** How many parts of a selection are intersected. */
  parts(selection: Selection): number {
    return isNothing(selection) ? 0 : this.operands(selection, undefined).length;
  }

  /**
   * The keys of a list with the largest numbers within what is chosen in the other facets. Of long lists
   * only those are estimated that may be among them by a quick look at their registers.
   */
  ranking(base: string, selection: Selection, metric: Metric, most: number): { key: string; answer: Answer }[] {
    const table = this.text(base);
    if (table === undefined) return [];
    const others = this.operands(selection, { base, key: "" }).slice(0, -1);
    const isFree = this.operands(selection, { base, key: "" }).length === 1;
    const candidates = isFree
      ? this.largest(table, metric, most)
      : this.likely(table, others, metric, Math.max(CANDIDATES, most));
    const ranked = candidates.map((number) => {
      const key = table.list[number]!;
      return { key, answer: this.answer(selection, metric, { base, key }) };
    });
    ranked.sort((one, other) => other.answer.value - one.answer.value || (one.key < other.key ? -1 : 1));
    return ranked.slice(0, most);
  }

  private readonly sizes = new Map<string, Float64Array>();

  /** The size of each key of a list, computed once. */
  private sizesOf(table: TextTable, metric: Metric): Float64Array {
    const name = `${table.base} ${metric}`;
    let sizes = this.sizes.get(name);
    if (sizes === undefined) {
      const number = this.metricNumber(metric);
      sizes = new Float64Array(table.list.length);
      for (let key = 0; key < sizes.length; key += 1) {
        const bytes = table.set(key, number);
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

  private largest(table: TextTable, metric: Metric, most: number): number[] {
    return highest(this.sizesOf(table, metric), most);
  }

  /**
   * Keys whose registers fit what they are intersected with best: an element of both has raised the
   * registers of both to at least its value.
   */
  private likely(table: TextTable, others: readonly Operand[], metric: Metric, most: number): number[] {
    const sizes = this.sizesOf(table, metric);
    if (sizes.length <= most) return highest(sizes, most);
    const least = this.registers(others[0]!, metric).slice();
    for (const other of others.slice(1)) {
      const registers = this.registers(other, metric);
      for (let n = 0; n < least.length; n += 1) if (registers[n]! < least[n]!) least[n] = registers[n]!;
    }
    // The chance that an element that is in none of them would fit.
    let fitting = 0;
    for (const value of least) fitting += 1 - 2 ** -value;
    const chance = fitting / least.length;
    const number = this.metricNumber(metric);
    const scores = new Float64Array(sizes.length);
    for (let key = 0; key < sizes.length; key += 1) {
      let hits = 0;
      let filled = 0;
      entries(table.set(key, number), this.scratch, (index, value) => {
        filled += 1;
        if (least[index]! >= value) hits += 1;
      });
      const share = filled === 0 ? 0 : (hits / filled - chance) / Math.max(1 - chance, 1e-9);
      scores[key] = sizes[key]! * Math.max(share, 0) + hits * 1e-6;
    }
    return highest(scores, most);
  }
}

/** The finding of an answer, computed at once. */
function answerOf(pending: Pending, expression: string): Answer {
  const answer: Answer = {
    value: pending.value,
    expression,
    finding: undefined,
    finish: () => (answer.finding ??= pending.finish()),
  };
  return answer;
}

const pairBases = (name: string): string[] =>
  name === "_month_hashtag"
    ? ["time", "hashtag"]
    : name === "_hashtag_latlng"
      ? ["latlng", "hashtag"]
      : ["time", "latlng"];

/** Whether a period is whole months. */
const isMonths = ({ from, to }: Period): boolean =>
  from.endsWith("-01") && dayOf(timeOf(to) + 86_400_000).endsWith("-01");

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

/** Where a text is, or would be, in a sorted list. */
function lowerBound(list: readonly string[], text: string): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
