/** A ranked list of the keys of a base; choosing toggles. */

import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Answer } from "../model/engine";
import { compare } from "../model/compare";
import { largestOf, valuesOf } from "../model/question";
import { toggled, type Selection } from "../model/state";
import { unitOf, useChoice, usePage } from "./context";
import { useCounted } from "./counted";
import { useFinished } from "./finish";
import { useShown } from "./shown";
import { hideTip, tipHandlers } from "./tip";
import { Track } from "./track";

const STEP = 12;
const MOST = 96;
/** Lists with more keys can be searched. */
const SEARCHABLE = 12;

const NONE: readonly string[] = [];

interface Row {
  readonly key: string;
  readonly answer: Answer;
  readonly before: Answer | undefined;
}

export function RankedList({ base }: { readonly base: string }): JSX.Element {
  const { engine, store, format } = usePage();
  const state = useChoice();
  const [count, setCount] = useState(STEP);
  const [search, setSearch] = useState("");
  const panel = useRef<HTMLElement>(null);
  const table = engine.text(base);
  const wanted = search.trim().toLowerCase().replace(/^#/, "");
  /** The keys that are searched for; undefined: nothing is, the largest are shown. */
  const matching = useMemo(() => {
    if (wanted === "") return undefined;
    const found: string[] = [];
    for (const key of table?.list ?? []) {
      const shown = format.key(base, key, engine.nameOf(base, key));
      if (`${key} ${shown}`.toLowerCase().includes(wanted)) found.push(key);
      if (found.length >= count) break;
    }
    return found;
  }, [engine, base, table, format, count, wanted]);
  const { selection, metric, pinned } = useCounted(panel, (selection, metric) =>
    matching === undefined
      ? largestOf({ base, selection, metric, most: count })
      : valuesOf(selection, metric, base, matching),
  );
  const chosen = state.selection.keys[base] ?? NONE;
  const rows = useMemo((): Row[] => {
    const with_ = (key: string): Row => ({
      key,
      answer: engine.answer(selection, metric, { base, key }),
      before: pinned === null ? undefined : engine.answer(pinned, metric, { base, key }),
    });
    if (matching !== undefined) return matching.map(with_);
    const largest = (selection: Selection): string[] =>
      engine.ranking({ base, selection, metric, most: count }).map(({ key }) => key);
    const keys = largest(selection);
    if (pinned !== null) for (const key of largest(pinned)) if (!keys.includes(key)) keys.push(key);
    for (const key of selection.keys[base] ?? []) if (!keys.includes(key) && table?.index.has(key)) keys.push(key);
    return keys.map(with_).slice(0, Math.max(count, chosen.length));
  }, [engine, base, selection, metric, pinned, count, matching]);
  const answers = useMemo(() => rows.flatMap((row) => (row.before ? [row.answer, row.before] : [row.answer])), [rows]);
  const isFinished = useFinished(answers);
  useShown(
    base,
    useMemo(
      () =>
        rows.map((row) => ({ ...row, view: base, name: format.key(base, row.key, engine.nameOf(base, row.key)) })),
      [rows, format],
    ),
  );
  const wholeA = pinned === null ? 0 : engine.whole(pinned, metric, base).value;
  const wholeB = engine.whole(selection, metric, base).value;
  const lengths = rows.flatMap(({ answer, before }) =>
    before === undefined ? [answer.value] : [answer.value / Math.max(wholeB, 1), before.value / Math.max(wholeA, 1)],
  );
  const largest = Math.max(pinned === null ? 1 : 1e-9, ...lengths.filter(Number.isFinite));
  // Drawn anew only if something in it is another: a choice is first shown without its numbers.
  const items = useMemo(
    () =>
      rows.map(({ key, answer, before }) => {
        const name = format.key(base, key, engine.nameOf(base, key));
        // The same on both sides: they differ in this list only, which does not restrict itself.
        const isSame = before?.expression === answer.expression;
        const comparison = before && !isSame ? compare(before, answer, wholeA, wholeB) : undefined;
        const { finding } = answer;
        // Where two are compared, bars show shares of each.
        const share = (value: number): number => (pinned === null ? value : value / Math.max(wholeB, 1)) / largest;
        const interval = finding ? format.long(answer) : unitOf(format, metric);
        return (
          <li key={key}>
            <button
              type="button"
              class="row"
              aria-pressed={chosen.includes(key)}
              data-key={key}
              data-grade={finding?.grade ?? "pending"}
              onClick={() => {
                hideTip();
                store.select(toggled(store.state.selection, base, key));
              }}
              {...tipHandlers(() => ({ label: name, answer, before, ...comparison }))}
            >
              <span class="name" dir="auto">
                {name}
              </span>
              <span class="value">{format.short(answer)}</span>
              <span class="spoken">{interval}</span>
              <Track answer={answer} share={share} before={comparison && before && before.value / Math.max(wholeA, 1) / largest} />
              {comparison && (
                <span class="chi" data-step={Math.abs(comparison.chi) > 1.96 ? "far" : "near"}>
                  {format.points(comparison.difference)}
                </span>
              )}
            </button>
          </li>
        );
      }),
    [rows, isFinished, chosen, format, metric, pinned, wholeA, wholeB],
  );
  const title = format.list(base);
  const all = table?.list.length ?? 0;
  return (
    <section ref={panel} class="panel list" aria-labelledby={`list-${base}`} data-list={base}>
      <h3 id={`list-${base}`}>{title}</h3>
      {all > SEARCHABLE && (
        <input
          type="search"
          value={search}
          placeholder={format.say("list.search", { list: title })}
          aria-label={format.say("list.search", { list: title })}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <ol class="rows">
        {items}
      </ol>
      {rows.length === 0 && <p class="quiet">{format.say("list.none")}</p>}
      {rows.length >= count && count < Math.min(MOST, all) && (
        <button type="button" class="more" onClick={() => setCount(count + 2 * STEP)}>
          {format.say("list.more")}
        </button>
      )}
    </section>
  );
}
