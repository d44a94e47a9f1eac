/** "Explore events with the facets": what is chosen, and the linked views. */

import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { addDays } from "../data/calendar";
import type { Answer } from "../model/engine";
import { isNothing, NOTHING, toggled, withTime, type Selection } from "../model/state";
import { unitOf, useChoice, usePage } from "./context";
import { useFinished } from "./finish";
import { RankedList } from "./list";
import { MapView } from "./map";
import { Menu } from "./menu";
import { saveCsv, savePng, saveSvg, type Summary } from "./save";
import { Timeline } from "./timeline";

/** Lists of topics, of which one is shown at a time. */
export const TOPICS = ["hashtag", "topic", "emoji", "term", "domain"] as const;
const OTHERS = ["culture", "country"] as const;
/** Few, mostly one: they stand below the topics. */
const NETWORKS = "community";

export function Tool(): JSX.Element {
  const { engine, format, store, meta } = usePage();
  const state = useChoice();
  const topics = TOPICS.filter((base) => (engine.text(base)?.list.length ?? 0) > 0);
  const topic = topics.find((base) => base === state.topic) ?? topics[0];
  const others = OTHERS.filter((base) => (engine.text(base)?.list.length ?? 0) > 0);
  const hasNetworks = (engine.text(NETWORKS)?.list.length ?? 0) > 0;
  const notes = meta.notes.map((note) => format.sayOr(`note.${note}`, note));
  if (state.metric === "user" && engine.parts(state.selection) > 0) notes.unshift(format.say("note.user"));
  const isEmpty = [...engine.sets.tables.values()].every((table) => table.kind === "pair" || table.list.length === 0);
  return (
    <section id="events" class="part" aria-labelledby="events-title">
      <h2 id="events-title">{format.say("explore.events")}</h2>
      <p class="lead">{isEmpty ? format.say("note.empty") : format.say("tool.text")}</p>
      <Chosen />
      <div class="views">
        <div class="stack">
          <MapView />
          <Timeline />
        </div>
        <div class="stack">
          <div class="panel list topics">
            {topics.length > 1 && (
              <div class="tabs" role="group" aria-label={format.say("what.title")}>
                {topics.map((base) => (
                  <button
                    key={base}
                    type="button"
                    aria-pressed={base === topic}
                    onClick={() => store.look({ topic: base })}
                  >
                    {format.list(base)}
                  </button>
                ))}
              </div>
            )}
            {topic === undefined ? (
              <p class="quiet">{format.say("what.none")}</p>
            ) : (
              <RankedList key={topic} base={topic} />
            )}
          </div>
          {hasNetworks && <RankedList base={NETWORKS} />}
        </div>
      </div>
      <div class="lists">
        <EventList />
        {others.map((base) => (
          <RankedList key={base} base={base} />
        ))}
      </div>
      {notes.length > 0 && (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A selection in words. */
function useWords(): (selection: Selection) => string {
  const { engine, format } = usePage();
  return (selection) => {
    const parts = [
      ...(selection.time === null ? [] : [`${format.time(selection.time.from)} – ${format.time(selection.time.to)}`]),
      ...(selection.cells.length === 0 ? [] : [selection.cells.join(", ")]),
      ...Object.entries(selection.keys).flatMap(([base, keys]) =>
        keys.length === 0 ? [] : [keys.map((key) => format.key(base, key, engine.nameOf(base, key))).join(", ")],
      ),
    ];
    return parts.length === 0 ? format.say("tool.nothing") : parts.join(" · ");
  };
}

function Chosen(): JSX.Element {
  const { engine, format, meta, store, theme } = usePage();
  const state = useChoice();
  const { selection, pinned, metric } = state;
  const whole = engine.answer(selection, metric);
  const before = pinned === null ? undefined : engine.answer(pinned, metric);
  const answers = useMemo(() => (before ? [whole, before] : [whole]), [whole, before]);
  useFinished(answers);
  const words = useWords();
  const [isShared, setShared] = useState(false);
  useEffect(() => setShared(false), [state]);
  const summary = (): Summary => ({
    title: meta.title,
    source: `${format.say("foot.made", { version: meta.version, store: meta.store, params: meta.params })} ${format.say("map.source")}.`,
    lines:
      before === undefined
        ? [`${words(selection)}: ${format.long(whole)} (${unitOf(format, metric)})`]
        : [`A: ${words(pinned!)}: ${format.long(before)}`, `B: ${words(selection)}: ${format.long(whole)}`],
    metric,
    whole,
    wholeBefore: before,
    wholes: (view) => [engine.whole(pinned ?? NOTHING, metric, view).value, engine.whole(selection, metric, view).value],
  });
  return (
    <div class="chosen panel" aria-live="polite">
      <div class="totals">
        {before !== undefined && <Total label={format.say("compare.a")} answer={before} words={words(pinned!)} />}
        <Total label={before === undefined ? "" : format.say("compare.b")} answer={whole} words={before && words(selection)} />
      </div>
      <Chips />
      {pinned !== null && <p class="quiet">{format.say("compare.text")}</p>}
      <div class="tools">
        <button type="button" data-do="undo" disabled={!store.canUndo} onClick={() => store.undo()}>
          {format.say("tool.undo")}
        </button>
        <button type="button" data-do="clear" disabled={isNothing(selection)} onClick={() => store.select(NOTHING)}>
          {format.say("tool.clear")}
        </button>
        {pinned === null ? (
          <button
            type="button"
            data-do="compare"
            title={format.say("tool.compare.hint")}
            onClick={() => store.change({ pinned: selection })}
          >
            {format.say("tool.compare")}
          </button>
        ) : (
          <>
            <button type="button" data-do="stop" onClick={() => store.change({ pinned: null })}>
              {format.say("tool.compare.stop")}
            </button>
            <button type="button" onClick={() => store.change({ pinned: selection, selection: pinned })}>
              {format.say("tool.swap")}
            </button>
          </>
        )}
        <button
          type="button"
          data-do="share"
          onClick={() => {
            void navigator.clipboard?.writeText(store.address).then(() => setShared(true));
          }}
        >
          {format.say(isShared ? "tool.shared" : "tool.share")}
        </button>
        <Menu name="save" label={format.say("export.title")}>
          <button type="button" data-do="csv" onClick={() => saveCsv(summary())}>
            {format.say("export.csv")}
          </button>
          <button type="button" data-do="svg" onClick={() => saveSvg(theme, summary())}>
            {format.say("export.svg")}
          </button>
          <button type="button" data-do="png" onClick={() => void savePng(theme, summary())}>
            {format.say("export.png")}
          </button>
        </Menu>
        <Menu name="command" label={format.say("tool.query")}>
          <code data-expression={whole.expression} tabIndex={0}>
            {`lbsm query ${shell(meta.store)} ${shell(whole.expression)} --metric ${metric}`}
          </code>
        </Menu>
      </div>
    </div>
  );
}

/** A word of a shell. */
const shell = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function Total(props: { readonly label: string; readonly answer: Answer; readonly words?: string | undefined }): JSX.Element {
  const { format } = usePage();
  const state = useChoice();
  const { label, answer, words } = props;
  const { finding } = answer;
  return (
    <p class="total" data-total={label === "" ? "B" : label} data-value={answer.value} data-grade={finding?.grade ?? "pending"}>
      {label !== "" && <span class="label">{label}</span>}
      <strong>{format.short(answer)}</strong> {unitOf(format, state.metric, answer.value)}{" "}
      <span class="quiet">
        {finding && format.number(finding.lo) !== format.number(finding.hi) && finding.grade !== "below"
          ? `(${format.say("number.range", { lo: format.number(finding.lo), hi: format.number(finding.hi) })}; ${format.say(`grade.${finding.grade}`)})`
          : finding?.grade === "below"
            ? `(${format.say("grade.below")})`
            : ""}
      </span>
      {words !== undefined && <span class="words" dir="auto">{words}</span>}
    </p>
  );
}

function Chips(): JSX.Element {
  const { engine, format, store } = usePage();
  const state = useChoice();
  const { selection } = state;
  const chip = (id: string, name: string, without: Selection): JSX.Element => (
    <li key={id}>
      <button
        type="button"
        class="chip"
        data-chip={id}
        aria-label={format.say("tool.remove", { what: name })}
        onClick={() => store.select(without)}
      >
        <bdi>{name}</bdi>
        <span aria-hidden="true">×</span>
      </button>
    </li>
  );
  const chips: JSX.Element[] = [];
  if (selection.time !== null) {
    const { from, to } = selection.time;
    const name = from === to ? format.time(from) : `${format.time(from)} – ${format.time(to)}`;
    chips.push(chip("time", name, withTime(selection, null)));
  }
  const MOST = 12;
  for (const cell of selection.cells.slice(0, MOST)) chips.push(chip(cell, cell, toggled(selection, "latlng", cell)));
  if (selection.cells.length > MOST) {
    chips.push(chip("cells", `+ ${selection.cells.length - MOST}`, { ...selection, cells: selection.cells.slice(0, MOST) }));
  }
  for (const [base, keys] of Object.entries(selection.keys)) {
    for (const key of keys) {
      const name = format.key(base, key, engine.nameOf(base, key));
      chips.push(chip(`${base}:${key}`, name, toggled(selection, base, key)));
    }
  }
  return chips.length === 0 ? (
    <p class="quiet">{format.say("tool.nothing")}</p>
  ) : (
    <ul class="chips" aria-label={format.say("tool.selected")}>
      {chips}
    </ul>
  );
}

const AROUND = 7;

function EventList(): JSX.Element | null {
  const { engine, format, meta, store } = usePage();
  const state = useChoice();
  if (engine.period === null || meta.events.length === 0) return null;
  const { from, to } = engine.period;
  const events = meta.events.filter((event) => event.date <= to && (event.until ?? event.date) >= from);
  return (
    <section class="panel list events" aria-labelledby="event-list">
      <h3 id="event-list">{format.say("events.title")}</h3>
      {events.length === 0 && <p class="quiet">{format.say("events.none")}</p>}
      <ol class="rows">
        {events.map((event) => {
          const period = { from: addDays(event.date, -AROUND), to: addDays(event.until ?? event.date, AROUND) };
          const chosen = state.selection.time?.from === period.from && state.selection.time.to === period.to;
          const name = event.names?.[format.language] ?? event.name;
          return (
            <li key={event.date + event.name}>
              <button
                type="button"
                class="row event"
                aria-pressed={chosen}
                data-event={event.date}
                onClick={() => store.select(withTime(state.selection, chosen ? null : period))}
              >
                <span class="date">
                  {format.time(event.date)} {format.say("events.around", { days: String(AROUND) })}
                </span>
                <span class="name" dir="auto">{name}</span>
              </button>
              {event.source !== undefined && /^https?:\/\//.test(event.source) && (
                <a href={event.source} target="_blank" rel="noopener noreferrer" aria-label={`${format.say("events.source")}: ${name}`}>
                  {format.say("events.source")}
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
