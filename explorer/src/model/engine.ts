/**
 * Numbers for selections: unites sets within facets, intersects them across facets, and says by which
 * expression `lbsm query` gives the same.
 */

import { firstDay, lastDay, type Period, type Unit } from "../data/calendar";
import type { Metric } from "../data/page";
import type { LadderTable, Sets, TextTable } from "../data/tables";
import { intersection, type Finding, type Pending } from "../hll/finding";
import { Cache } from "./cache";
import type { Operand } from "./expression";
import { Operands } from "./operands";
import { pairBases, Pairs } from "./pairs";
import { wholeOf, type Asked, type Found, type Item, type Question, type Ranked } from "./question";
import { Best, Ranking } from "./ranking";
import { isNothing, type Selection } from "./state";
import { Unions } from "./unions";

/** A number for a selection: the value at once, its interval when asked for. */
export interface Answer {
  readonly value: number;
  /** What `lbsm query` is to be asked for the same number. */
  readonly expression: string;
  /** The finding, once `finish` was called. */
  finding: Finding | undefined;
  finish(): Finding;
  readonly asked: Asked;
}

/** A number that is sought, and what `lbsm query` is to be asked for it. */
interface Sought {
  readonly expression: string;
  readonly pending: Pending;
}

/** A key of a list with its number. */
export interface RankedKey {
  readonly key: string;
  readonly answer: Answer;
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
  private readonly rankings = new Cache<readonly RankedKey[]>();
  private readonly named: Operands;

  constructor(
    readonly sets: Sets,
    minUsers: number,
  ) {
    const found = TIMES.find(([base]) => sets.tables.has(base));
    const table = sets.tables.get(found?.[0] ?? "");
    const time = table?.kind === "ladder" && table.list.length > 0 ? table : undefined;
    const finest = time?.lengths.at(-1) ?? 10;
    this.finest = finest === 4 ? "year" : finest === 7 ? "month" : "day";
    this.period = time === undefined ? null : this.span(time);
    this.named = new Operands(time === undefined ? null : time.base);
    const cells = sets.tables.get("latlng");
    this.characters = cells?.kind === "ladder" && cells.list.length > 0 ? (cells.lengths.at(-1) ?? 0) : 0;
    this.unions = new Unions(sets, time);
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

  private operands(asked: Asked): readonly Operand[] {
    const found = this.named.of(asked);
    return found.length === 0 ? this.everything() : found;
  }

  /**
   * What stands for all posts: all networks, if none had to be left out, for each post is of one; else the
   * whole period, or all of another base.
   */
  private everything(): Operand[] {
    const networks = this.text("community");
    if (networks !== undefined && networks.list.length > 0 && networks.list.length === networks.left.of) {
      return [this.named.text("community", networks.list)];
    }
    if (this.period !== null) return [this.named.time(this.period)];
    for (const base of ["community", "culture"]) {
      const table = this.text(base);
      if (table !== undefined && table.list.length > 0) return [this.named.text(base, table.list)];
    }
    const cells = this.cells(1);
    return cells.length > 0 ? [this.named.cells(cells)] : [];
  }

  private registers(operand: Operand, metric: Metric): Uint8Array {
    return this.unions.of(operand, this.metricNumber(metric));
  }

  /** The number for a selection, or for items within what is chosen in the other facets. */
  answer(selection: Selection, metric: Metric, ...items: readonly Item[]): Answer {
    return this.answerTo({ selection, metric, items });
  }

  private answerTo(asked: Asked): Answer {
    const operands = this.operands(asked);
    return this.answers.get(nameOf(asked, operands), () => {
      const { expression, pending } = this.sought(asked, operands);
      return answerOf(asked, expression, pending.value, () => pending.finish());
    });
  }

  /** The number that is sought, and its expression. */
  private sought({ metric, items }: Asked, operands: readonly Operand[]): Sought {
    const { params } = this.sets;
    const pair = metric === "post" && operands.length > 1 ? this.pairs.joined(operands) : undefined;
    const bases = pair === undefined ? [] : pairBases(pair.operand.base);
    const rest = operands.filter((operand) => !bases.includes(operand.base));
    const registers = rest.map((operand) => this.registers(operand, metric));
    if (pair === undefined) return { expression: expressionOf(rest), pending: intersection(registers, params) };
    // What differs from item to item comes last, so that what the others have in common is computed once.
    const isLast = items.some((item) => bases.includes(item.base));
    const ordered = isLast ? [...registers, pair.union] : [pair.union, ...registers];
    return { expression: expressionOf([pair.operand, ...rest]), pending: intersection(ordered, params) };
  }

  /** What the numbers of a view are parts of. */
  whole(selection: Selection, metric: Metric, view: string): Answer {
    return this.answerTo(wholeOf(selection, metric, view));
  }

  /** The registers of the set of everything, if there is anything. */
  everythingSeen(metric: Metric): Uint8Array | undefined {
    const [whole] = this.everything();
    return whole === undefined ? undefined : this.registers(whole, metric);
  }

  /** How many parts of a selection are intersected. */
  parts(selection: Selection): number {
    return isNothing(selection) ? 0 : this.named.beside(selection).length;
  }

  /**
   * The keys of a list with the largest numbers within what is chosen in the other facets. Only those are
   * estimated that may be among them by a quick look at their registers.
   */
  ranking(ranked: Ranked): readonly RankedKey[] {
    return this.rankings.get(this.rankingName(ranked), () => {
      const { base, selection, metric, most } = ranked;
      const found: RankedKey[] = [];
      const best = new Best(most);
      for (const { key, bound } of this.candidates(ranked)) {
        // The best are known by now, and this is not one of them.
        if (bound < best.least) continue;
        const answer = this.answer(selection, metric, { base, key });
        found.push({ key, answer });
        best.add(answer.value);
      }
      found.sort((one, other) => other.answer.value - one.answer.value || (one.key < other.key ? -1 : 1));
      return found.slice(0, most);
    });
  }

  /** The keys that may be among the largest. */
  private candidates({ base, selection, metric, most }: Ranked): { readonly key: string; readonly bound: number }[] {
    const table = this.text(base);
    if (table === undefined) return [];
    const number = this.metricNumber(metric);
    const others = this.named.beside(selection, base).map((operand) => this.registers(operand, metric));
    if (others.length === 0) {
      return this.keys.largest(table, number, most).map((key) => ({ key: table.list[key]!, bound: Infinity }));
    }
    return this.keys
      .likely(table, others, number, Math.max(CANDIDATES, most))
      .map(({ key, bound }) => ({ key: table.list[key]!, bound }));
  }

  private rankingName({ base, selection, metric, most }: Ranked): string {
    return `${metric} ${most} ${base} & ${expressionOf(this.named.beside(selection, base))}`;
  }

  /** Whether a question needs nothing to be computed; intervals are not looked at. */
  knows(question: Question): boolean {
    if (question.what === "ranking") return this.rankings.has(this.rankingName(question.ranked));
    return question.asked.every((asked) => this.answers.has(nameOf(asked, this.operands(asked))));
  }

  /** The single numbers that a question is about. */
  private askedIn(question: Question): readonly Asked[] {
    if (question.what !== "ranking") return question.asked;
    const { base, selection, metric } = question.ranked;
    return this.ranking(question.ranked).map(({ key }) => ({ selection, metric, items: [{ base, key }] }));
  }

  /** Says to another engine what is to be known. */
  reply(question: Question): Found[] {
    return this.askedIn(question).map((asked) => {
      const answer = this.answerTo(asked);
      if (question.what === "findings") answer.finish();
      const { value, expression, finding } = answer;
      return { asked, value, expression, finding };
    });
  }

  /** Takes over what another engine replied. */
  learn(question: Question, reply: readonly Found[]): void {
    const answers = reply.map((found) => this.learnt(found));
    if (question.what !== "ranking") return;
    this.rankings.get(this.rankingName(question.ranked), () =>
      answers.map((answer, at) => ({ key: reply[at]!.asked.items[0]!.key, answer })),
    );
  }

  private learnt({ asked, expression, value, finding }: Found): Answer {
    const operands = this.operands(asked);
    const finish = (): Finding => this.sought(asked, operands).pending.finish();
    const answer = this.answers.get(nameOf(asked, operands), () => answerOf(asked, expression, value, finish));
    answer.finding ??= finding;
    return answer;
  }
}

/** An answer whose finding is computed once. */
function answerOf(asked: Asked, expression: string, value: number, finish: () => Finding): Answer {
  const answer: Answer = {
    asked,
    value,
    expression,
    finding: undefined,
    finish: () => (answer.finding ??= finish()),
  };
  return answer;
}

/** What is in all of some operands. */
const expressionOf = (operands: readonly Operand[]): string => operands.map(({ expression }) => expression).join(" & ");

/** By what an answer is found again. */
const nameOf = ({ metric }: Asked, operands: readonly Operand[]): string => `${metric} ${expressionOf(operands)}`;
