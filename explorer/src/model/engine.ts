/**
 * Numbers for selections: unites sets within facets, intersects them across facets, and says by which
 * expression `lbsm query` gives the same.
 */

import { firstDay, lastDay, termOf, type Period, type Unit } from "../data/calendar";
import type { Metric } from "../data/page";
import type { LadderTable, Sets, TextTable } from "../data/tables";
import { intersection, type Finding, type Pending } from "../hll/finding";
import { Cache } from "./cache";
import { quoted, united, type Operand } from "./expression";
import { pairBases, Pairs } from "./pairs";
import { Best, Ranking } from "./ranking";
import { isNothing, without, type Selection } from "./state";
import { Unions } from "./unions";

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

/** How many of a list's keys are estimated for a ranking; the others are passed over by a quick look. */
const CANDIDATES = 60;
/** Bases of time, as in the page. */
const TIMES: readonly (readonly [string, Unit])[] = [
  ["date", "day"],
  ["month", "month"],
  ["year", "year"],
];

export class Engine {
  /** From the first to the last day; null: there is no base of time. */
  readonly period: Period | null;
  /** The finest unit of time. */
  readonly finest: Unit;
  /** Characters of the finest cells; 0: there are no cells. */
  readonly characters: number;
  private readonly unions: Unions;
  private readonly pairs: Pairs;
  private readonly keys: Ranking;
  private readonly answers = new Cache<Answer>();
  private readonly periods = new Cache<Operand>();
  private readonly time: LadderTable | undefined;
  private readonly timeBase: string;

  constructor(
    readonly sets: Sets,
    minUsers: number,
  ) {
    const found = TIMES.find(([base]) => sets.tables.has(base));
    this.timeBase = found?.[0] ?? "date";
    const time = sets.tables.get(this.timeBase);
    this.time = time?.kind === "ladder" && time.list.length > 0 ? time : undefined;
    const finest = this.time?.lengths.at(-1) ?? 10;
    this.finest = finest === 4 ? "year" : finest === 7 ? "month" : "day";
    this.period = this.time === undefined ? null : this.span(this.time);
    const cells = sets.tables.get("latlng");
    this.characters = cells?.kind === "ladder" && cells.list.length > 0 ? (cells.lengths.at(-1) ?? 0) : 0;
    this.unions = new Unions(sets, this.time);
    this.pairs = new Pairs(sets, minUsers, this.characters);
    this.keys = new Ranking(sets);
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
    return this.periods.get(`${period.from}..${period.to}`, () => {
      const expression = `${this.timeBase}:${termOf(period)}`;
      return { base: "time", keys: [], period, expression };
    });
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
    return this.unions.of(operand, this.metricNumber(metric));
  }

  /** The number for a selection, or for an item within what is chosen in the other facets. */
  answer(selection: Selection, metric: Metric, item?: Item): Answer {
    const operands = this.operands(selection, item);
    const key = `${metric} ${operands.map((operand) => operand.expression).join(" & ")}`;
    return this.answers.get(key, () => {
      const registersOf = (of: readonly Operand[]): Uint8Array[] => of.map((operand) => this.registers(operand, metric));
      const expressionOf = (of: readonly Operand[]): string => of.map((operand) => operand.expression).join(" & ");
      const pair = metric === "post" && operands.length > 1 ? this.pairs.joined(operands) : undefined;
      if (pair === undefined) return answerOf(intersection(registersOf(operands), this.sets.params), expressionOf(operands));
      const bases = pairBases(pair.operand.base);
      const rest = operands.filter((operand) => !bases.includes(operand.base));
      // What differs from item to item comes last, so that what the others have in common is computed once.
      const isItems = item !== undefined && bases.includes(item.base);
      const registers = isItems ? [...registersOf(rest), pair.union] : [pair.union, ...registersOf(rest)];
      return answerOf(intersection(registers, this.sets.params), expressionOf([pair.operand, ...rest]));
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
   * The keys of a list with the largest numbers within what is chosen in the other facets. Only those are
   * estimated that may be among them by a quick look at their registers.
   */
  ranking(base: string, selection: Selection, metric: Metric, most: number): { key: string; answer: Answer }[] {
    const table = this.text(base);
    if (table === undefined) return [];
    const number = this.metricNumber(metric);
    const others = this.operands(selection, { base, key: "" })
      .slice(0, -1)
      .map((operand) => this.registers(operand, metric));
    const candidates =
      others.length === 0
        ? this.keys.largest(table, number, most).map((key) => ({ key, bound: Infinity }))
        : this.keys.likely(table, others, number, Math.max(CANDIDATES, most));
    const ranked: { key: string; answer: Answer }[] = [];
    const best = new Best(most);
    for (const { key: number, bound } of candidates) {
      // The best are known by now, and this is not one of them.
      if (bound < best.least) continue;
      const key = table.list[number]!;
      const answer = this.answer(selection, metric, { base, key });
      ranked.push({ key, answer });
      best.add(answer.value);
    }
    ranked.sort((one, other) => other.answer.value - one.answer.value || (one.key < other.key ? -1 : 1));
    return ranked.slice(0, most);
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
