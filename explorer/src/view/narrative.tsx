/** "Explore the facets": who, when, where, what, with examples from this store. */

import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { boxOf, sizeOf, type Box } from "../data/geohash";
import { binsOf } from "../data/calendar";
import type { Answer } from "../model/engine";
import { NOTHING } from "../model/state";
import { unitOf, usePage } from "./context";
import { useExamples } from "./examples";
import { Privacy, SetsExplained, Trust } from "./explained";
import { useFinished } from "./finish";
import type { Word } from "./format";
import { Overlap } from "./overlap";
import { tipHandlers } from "./tip";
import { Track } from "./track";

export function Narrative(): JSX.Element {
  const { engine, format, meta } = usePage();
  const users = meta.metrics.includes("user") ? engine.answer(NOTHING, "user") : undefined;
  const posts = meta.metrics.includes("post") ? engine.answer(NOTHING, "post") : undefined;
  const answers = useMemo(() => [users, posts].flatMap((answer) => (answer ? [answer] : [])), [users, posts]);
  useFinished(answers);
  const { period } = engine;
  const amount = (answer: Answer, metric: "user" | "post"): string =>
    `${format.ranged(answer)} ${unitOf(format, metric, answer.value)}`;
  const span = period && { from: format.time(period.from), to: format.time(period.to) };
  return (
    <section id="facets" class="part" aria-labelledby="facets-title">
      <h2 id="facets-title">{format.say("explore.facets")}</h2>
      <p class="lead">{format.say("intro.lead")}</p>
      {span && posts && (
        <p class="lead numbers">
          {users
            ? format.say("intro.numbers", { users: amount(users, "user"), posts: amount(posts, "post"), ...span })
            : format.say("intro.posts", { posts: amount(posts, "post"), ...span })}
        </p>
      )}
      <div class="facets">
        <Who />
        <When />
        <Where />
        <What />
      </div>
      <div class="stories">
        <Overlap />
        <SetsExplained />
        <Trust />
      </div>
      <Privacy />
    </section>
  );
}

function Facet(props: { readonly name: "who" | "when" | "where" | "what"; readonly children: ComponentChildren }): JSX.Element {
  const { format } = usePage();
  return (
    <article class={`facet ${props.name}`}>
      <h3>{format.say(`${props.name}.title` as Word)}</h3>
      {props.children}
    </article>
  );
}

interface Row {
  readonly key: string;
  readonly name: string;
  readonly answer: Answer;
}

/** A few rows of the largest keys. */
function Bars({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const { format } = usePage();
  const { metric } = useExamples();
  const answers = useMemo(() => rows.map(({ answer }) => answer), [rows]);
  useFinished(answers);
  const largest = Math.max(1, ...answers.map(({ value }) => value));
  return (
    <ul class="mini">
      {rows.map(({ key, name, answer }) => (
        <li key={key} {...tipHandlers(() => ({ label: name, answer, metric }))}>
          <span class="name" dir="auto">{name}</span> <span class="value">{format.short(answer)}</span>
          {answer.finding && <span class="spoken">{format.long(answer)}</span>}
          <Track answer={answer} share={(value) => value / largest} />
        </li>
      ))}
    </ul>
  );
}

function useLargest(base: string, count: number): Row[] {
  const { format } = usePage();
  const { engine, metric } = useExamples();
  return useMemo(
    () =>
      engine
        .ranking({ base, selection: NOTHING, metric, most: count })
        .filter(({ answer }) => Number.isFinite(answer.value))
        .map(({ key, answer }) => ({ key, answer, name: format.key(base, key, engine.nameOf(base, key)) })),
    [engine, format, base, metric, count],
  );
}

function Who(): JSX.Element {
  const { format } = usePage();
  const rows = useLargest("culture", 4);
  // What nobody could tell the language of is no example.
  const [first, second] = rows.filter(({ key }) => key !== "und");
  const text =
    first === undefined
      ? format.say("who.none")
      : second === undefined
        ? format.say("who.one", { first: first.name })
        : format.say("who.text", { first: first.name, second: second.name });
  return (
    <Facet name="who">
      <p>{text}</p>
      <Bars rows={rows} />
    </Facet>
  );
}

function When(): JSX.Element {
  const { format, theme } = usePage();
  const { engine, metric } = useExamples();
  const months = useMemo(() => {
    if (engine.period === null) return [];
    const of = engine.finest === "year" || engine.period.to.slice(0, 4) > `${Number(engine.period.from.slice(0, 4)) + 20}` ? "year" : "month";
    return binsOf(engine.period, of)
      .slice(0, 300)
      .map((key) => ({ key, answer: engine.answer(NOTHING, metric, { base: "time", key }) }));
  }, [engine, metric]);
  if (months.length === 0) return <Facet name="when"><p>{format.say("when.none")}</p></Facet>;
  const peak = months.reduce((one, other) => (other.answer.value > one.answer.value ? other : one));
  const largest = Math.max(1, peak.answer.value);
  const value = `${format.ranged(peak.answer)} ${unitOf(format, metric, peak.answer.value)}`;
  return (
    <Facet name="when">
      <p>{format.say("when.text", { peak: format.time(peak.key), value })}</p>
      <svg class="spark" viewBox={`0 0 ${months.length} 40`} preserveAspectRatio="none" aria-hidden="true">
        {months.map(({ key, answer: { value: height } }, at) => (
          <rect
            key={key}
            x={at + 0.1}
            width={0.8}
            y={40 - (40 * height) / largest}
            height={(40 * height) / largest}
            fill={key === peak.key ? theme.other : theme.accent}
          />
        ))}
      </svg>
    </Facet>
  );
}

/** Regions of the narrative have at most so many characters: 156 km. */
const REGION = 3;

function Where(): JSX.Element {
  const { format, basemap } = usePage();
  const { engine, metric } = useExamples();
  const level = engine.characters;
  const [regions, finest] = useMemo(() => {
    const largest = (characters: number, most: number) =>
      engine
        .cells(characters)
        .map((cell) => ({ cell, box: boxOf(cell), answer: engine.answer(NOTHING, metric, { base: "latlng", key: cell }) }))
        .filter(({ answer }) => Number.isFinite(answer.value))
        .sort((one, other) => other.answer.value - one.answer.value)
        .slice(0, most);
    return [largest(Math.min(level, REGION), 4), largest(level, 1)[0]];
  }, [engine, metric, level]);
  const middle = ({ west, east, south, north }: Box): [number, number] => [(west + east) / 2, (south + north) / 2];
  const name = (box: Box): string => format.near(basemap.placeOf(box)) ?? format.place(...middle(box));
  const rows = useMemo(
    () => regions.map(({ cell, box, answer }) => ({ key: cell, name: name(box), answer })),
    [regions, format],
  );
  if (finest === undefined) return <Facet name="where"><p>{format.say("where.none")}</p></Facet>;
  const [, lat] = middle(finest.box);
  const kilometres = sizeOf(level).width * 111.2 * Math.cos((lat * Math.PI) / 180);
  const size = kilometres >= 1 ? `${format.decimal(kilometres)} km` : `${format.number(kilometres * 1000)} m`;
  const place = `${format.place(...middle(finest.box))} (${name(finest.box)})`;
  return (
    <Facet name="where">
      <p>{format.say("where.text", { size, place })}</p>
      <Bars rows={rows} />
    </Facet>
  );
}

function What(): JSX.Element {
  const { format, engine } = usePage();
  const { metric } = useExamples();
  const rows = useLargest("hashtag", 4);
  const [first] = rows;
  const count = engine.text("hashtag")?.list.length ?? 0;
  const value = first === undefined ? "" : `${format.ranged(first.answer)} ${unitOf(format, metric, first.answer.value)}`;
  return (
    <Facet name="what">
      <p>
        {first === undefined
          ? format.say("what.none")
          : format.say(count === 1 ? "what.one" : "what.text", { first: `\u2068${first.name}\u2069`, value, count: format.number(count) })}
      </p>
      <Bars rows={rows} />
    </Facet>
  );
}
