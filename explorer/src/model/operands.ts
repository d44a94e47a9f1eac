/** What is chosen, as the operands of expressions: within a facet keys unite, across facets operands intersect. */

import { firstDay, lastDay, termOf, type Period } from "../data/calendar";
import { Cache } from "./cache";
import { quoted, united, type Operand } from "./expression";
import type { Asked, Item } from "./question";
import type { Selection } from "./state";

export class Operands {
  /** By selection, then by the facets that are left out: a view asks for the same with each of its items. */
  private readonly known = new WeakMap<Selection, Map<string, readonly Operand[]>>();
  private readonly items = new Cache<Operand>();

  /** `timeBase` is the base of periods; null: there is none. */
  constructor(private readonly timeBase: string | null) {}

  text(base: string, keys: readonly string[]): Operand {
    const sorted = [...keys].sort();
    return { base, keys: sorted, expression: united(sorted.map((key) => `${base}:${quoted(key)}`)) };
  }

  cells(cells: readonly string[]): Operand {
    const sorted = [...cells].sort();
    return { base: "latlng", keys: sorted, expression: united(sorted.map((cell) => `latlng:${cell}`)) };
  }

  time(period: Period): Operand {
    return { base: "time", keys: [], period, expression: `${this.timeBase}:${termOf(period)}` };
  }

  private item({ base, key }: Item): Operand {
    return this.items.get(`${base} ${key}`, () => {
      if (base === "time") return this.time({ from: firstDay(key), to: lastDay(key) });
      return base === "latlng" ? this.cells([key]) : this.text(base, [key]);
    });
  }

  /** What is chosen in all facets but some, given as `time`, `latlng` or bases. */
  beside(selection: Selection, ...skipped: readonly string[]): readonly Operand[] {
    let known = this.known.get(selection);
    if (known === undefined) this.known.set(selection, (known = new Map<string, readonly Operand[]>()));
    const name = skipped.join(" ");
    let found = known.get(name);
    if (found === undefined) known.set(name, (found = this.made(selection, skipped)));
    return found;
  }

  private made({ time, keys, cells }: Selection, skipped: readonly string[]): Operand[] {
    const found: Operand[] = [];
    if (time !== null && this.timeBase !== null && !skipped.includes("time")) found.push(this.time(time));
    for (const [base, chosen] of Object.entries(keys)) {
      if (chosen.length > 0 && !skipped.includes(base)) found.push(this.text(base, chosen));
    }
    if (cells.length > 0 && !skipped.includes("latlng")) found.push(this.cells(cells));
    return found;
  }

  /** What is asked for: what is chosen in the facets beside the items, and the items. */
  of({ selection, items }: Asked): readonly Operand[] {
    const beside = this.beside(selection, ...items.map(({ base }) => base));
    return items.length === 0 ? beside : [...beside, ...items.map((item) => this.item(item))];
  }
}
