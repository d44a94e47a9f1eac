/** What every view needs. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Basemap } from "../data/basemap";
import type { Meta, Metric } from "../data/page";
import type { Engine } from "../model/engine";
import type { State } from "../model/state";
import type { Queue } from "../work/queue";
import type { Format } from "./format";
import type { Store } from "./store";
import type { Theme } from "./theme";

export interface Context {
  readonly meta: Meta;
  readonly engine: Engine;
  readonly queue: Queue;
  readonly basemap: Basemap;
  readonly store: Store;
  readonly format: Format;
  readonly theme: Theme;
}

const context = createContext<Context | undefined>(undefined);
const chosen = createContext<State | undefined>(undefined);

export const ContextProvider = context.Provider;
export const StateProvider = chosen.Provider;

export function usePage(): Context {
  const found = useContext(context);
  if (found === undefined) throw new Error("there is no page around");
  return found;
}

/** What is chosen: whoever asks is drawn anew with each choice. */
export function useChoice(): State {
  const found = useContext(chosen);
  if (found === undefined) throw new Error("there is no page around");
  return found;
}

/** What is counted, in words; so many of it, if given. */
export const unitOf = (format: Format, metric: Metric, value?: number): string =>
  format.say(Math.round(value ?? 0) === 1 ? `count.${metric}.one` : `count.${metric}`);
