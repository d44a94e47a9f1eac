/**
 * The other thread: an engine of its own over the same sets. Its first message are the sets; it says when it is
 * ready, and then answers question after question.
 */

import type { Metric } from "../data/page";
import { readTables } from "../data/tables";
import { Engine } from "../model/engine";
import type { Question } from "../model/question";
import { NOTHING } from "../model/state";

/** What the other thread begins with. */
export interface Beginning {
  readonly sets: Uint8Array;
  readonly minUsers: number;
  /** Lists that are ranked later: what that takes once is done before the first choice. */
  readonly lists: readonly string[];
  readonly metrics: readonly Metric[];
}

let engine: Engine | undefined;

onmessage = ({ data }: MessageEvent<unknown>): void => {
  if (engine !== undefined) {
    postMessage(engine.reply(data as Question));
    return;
  }
  const { sets, minUsers, lists, metrics } = data as Beginning;
  engine = new Engine(readTables(sets), minUsers);
  for (const base of lists) {
    for (const metric of metrics) engine.ranking({ base, selection: NOTHING, metric, most: 1 });
  }
  postMessage("ready");
};
