/** Registers of unions: of days, of cells, of the keys of a list. */

import { firstDay, lastDay, LENGTHS, type Period } from "../data/calendar";
import type { LadderTable, Sets } from "../data/tables";
import { raise, registersOf } from "../hll/codec";
import { Cache } from "./cache";
import type { Operand } from "./expression";

/** The union of the days of a month. */
interface United {
  readonly first: string;
  readonly last: string;
  readonly registers: Uint8Array;
}

/** What a key of time stands for. */
interface Span {
  readonly first: string;
  readonly last: string;
  /** The month of a day. */
  readonly month: string | undefined;
}

export class Unions {
  private readonly kept = new Cache<Uint8Array>();
  /** By the number of the key. */
  private readonly spans: readonly Span[];

  constructor(
    private readonly sets: Sets,
    /** Days, months or years. */
    private readonly time: LadderTable | undefined,
  ) {
    this.spans = (time?.list ?? []).map((key) => {
      const month = key.length < LENGTHS.day ? undefined : key.slice(0, LENGTHS.month);
      return { first: firstDay(key), last: lastDay(key), month };
    });
  }

  /** The registers of an operand; `metric` is the number of the metric. */
  of(operand: Operand, metric: number): Uint8Array {
    return this.kept.get(`${metric} ${operand.expression}`, () => {
      const union = this.nothing();
      if (operand.period !== undefined) this.raisePeriod(union, operand.period, metric);
      else if (operand.base === "latlng") this.raiseCells(union, operand.keys, metric);
      else {
        const table = this.sets.tables.get(operand.base);
        for (const key of operand.keys) {
          const at = table?.kind === "text" ? table.index.get(key) : undefined;
          if (at !== undefined) raise(union, table!.set(at, metric));
        }
      }
      return union;
    });
  }

  private nothing(): Uint8Array {
    return new Uint8Array(registersOf(this.sets.params));
  }

  private raisePeriod(union: Uint8Array, { from, to }: Period, metric: number): void {
    if (this.time === undefined) return;
    const { set } = this.time;
    const whole = new Set<string>();
    for (const [month, { first, last, registers }] of this.months(metric)) {
      if (first < from || last > to) continue;
      whole.add(month);
      for (let n = 0; n < union.length; n += 1) if (registers[n]! > union[n]!) union[n] = registers[n]!;
    }
    for (const [number, { month, first, last }] of this.spans.entries()) {
      if (first >= from && last <= to && !(month !== undefined && whole.has(month))) raise(union, set(number, metric));
    }
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
}

/** Where a text is, or would be, in a sorted list. */
export function lowerBound(list: readonly string[], text: string): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
