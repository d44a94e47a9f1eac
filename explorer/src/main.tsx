/** The page: shows the shell at once, unpacks the sets, then everything else. */

import { render, type JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Basemap } from "./data/basemap";
import { readBasemap, readMeta, readSets, type Meta } from "./data/page";
import { readTables } from "./data/tables";
import { Engine } from "./model/engine";
import { NOTHING, type State } from "./model/state";
import { ContextProvider, StateProvider, unitOf } from "./view/context";
import { Format, LANGUAGES, preferredLanguage } from "./view/format";
import { Narrative } from "./view/narrative";
import { Store, useStore } from "./view/store";
import { useTheme, type ThemeChoice } from "./view/theme";
import { Tip } from "./view/tip";
import { Tool, TOPICS } from "./view/tool";
import { Queue } from "./work/queue";

interface Loaded {
  readonly meta: Meta;
  readonly engine: Engine;
  readonly queue: Queue;
  readonly basemap: Basemap;
  readonly store: Store;
}

function App({ meta, engine, queue, basemap, store }: Loaded): JSX.Element {
  const [language, setLanguage] = useState(preferredLanguage);
  const [choice, setChoice] = useState<ThemeChoice>("auto");
  const state = useStore(store);
  const theme = useTheme(choice);
  const format = useMemo(() => new Format(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    const undo = (event: KeyboardEvent): void => {
      const isField = event.target instanceof HTMLInputElement;
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey && !isField) {
        event.preventDefault();
        store.undo();
      }
    };
    addEventListener("keydown", undo);
    return () => removeEventListener("keydown", undo);
  }, [store]);
  const context = useMemo(
    () => ({ meta, engine, queue, basemap, store, format, theme }),
    [meta, engine, queue, basemap, store, format, theme],
  );
  // Does not change with what is chosen, and is not looked at again.
  const narrative = useMemo(() => <Narrative />, []);
  return (
    <ContextProvider value={context}>
      <StateProvider value={state}>
        <header class="head">
          <h1 dir="auto" title={meta.title}>{meta.title}</h1>
          <nav aria-label={meta.title}>
            <a href="#facets" onClick={jump}>{format.say("explore.facets")}</a>
            <a href="#events" onClick={jump}>{format.say("explore.events")}</a>
          </nav>
          <div class="settings">
            {meta.metrics.length > 1 && (
              <div class="tabs" role="group" aria-label={format.say("count.label")}>
                {meta.metrics.map((metric) => (
                  <button
                    key={metric}
                    type="button"
                    aria-pressed={metric === state.metric}
                    data-metric={metric}
                    onClick={() => store.change({ metric })}
                  >
                    {unitOf(format, metric)}
                  </button>
                ))}
              </div>
            )}
            <select
              aria-label={format.say("language.label")}
              value={language}
              onChange={(event) => setLanguage(event.currentTarget.value)}
            >
              {LANGUAGES.map(([code, name]) => (
                <option key={code} value={code} lang={code}>{name}</option>
              ))}
            </select>
            <select
              aria-label={format.say("theme")}
              value={choice}
              onChange={(event) => setChoice(event.currentTarget.value as ThemeChoice)}
            >
              {(["auto", "light", "dark"] as const).map((name) => (
                <option key={name} value={name}>{format.say(`theme.${name}`)}</option>
              ))}
            </select>
          </div>
        </header>
        <main>
          {narrative}
          <Tool />
        </main>
        <footer>
          <p>{format.say("foot.made", { version: meta.version, store: meta.store, params: meta.params })}</p>
          <p>{format.say("foot.licences")}</p>
        </footer>
        <Tip />
      </StateProvider>
    </ContextProvider>
  );
}

/** The fragment is taken by what is chosen: links within the page scroll by themselves. */
function jump(event: MouseEvent): void {
  event.preventDefault();
  const target = (event.currentTarget as HTMLAnchorElement).hash.slice(1);
  const section = document.getElementById(target);
  section?.scrollIntoView();
  const heading = section?.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

/** Bases of which there are lists. */
const LISTS = [...TOPICS, "culture", "community", "country"];

async function start(root: HTMLElement): Promise<void> {
  const meta = readMeta();
  // The shell is painted before the work begins.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const sets = await readSets();
  const { minUsers, metrics } = meta;
  const engine = new Engine(readTables(sets), minUsers);
  const queue = new Queue({ sets, minUsers, metrics, lists: LISTS });
  const defaults: State = {
    selection: NOTHING,
    pinned: null,
    metric: meta.metrics.includes("post") ? "post" : "user",
    window: null,
    view: null,
    topic: "hashtag",
  };
  const store = new Store(defaults, defaults, LISTS);
  root.replaceChildren();
  render(<App meta={meta} engine={engine} queue={queue} basemap={readBasemap()} store={store} />, root);
  performance.mark("ready");
  document.documentElement.dataset["ready"] = "yes";
}

const root = document.getElementById("app")!;
start(root).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const message = document.createElement("p");
  message.role = "alert";
  message.textContent = new Format(preferredLanguage()).say("failed", { reason });
  root.append(message);
  throw error;
});
