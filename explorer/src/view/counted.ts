/** What the numbers of a view are of. */

import { useLayoutEffect, useState } from "preact/hooks";
import type { State } from "../model/state";
import { hold, later } from "./busy";
import { useChoice } from "./context";

export type Counted = Pick<State, "selection" | "pinned" | "metric">;

/**
 * What is counted in a view. It follows what is chosen view by view, each in a task of its own: a choice and
 * its number are on the screen before the many numbers of the views are computed.
 */
export function useCounted(): Counted {
  const { selection, pinned, metric } = useChoice();
  const [counted, setCounted] = useState<Counted>({ selection, pinned, metric });
  const isThere = counted.selection === selection && counted.pinned === pinned && counted.metric === metric;
  useLayoutEffect(() => {
    if (isThere) return undefined;
    const release = hold("behind");
    const cancel = later(() => setCounted({ selection, pinned, metric }));
    return () => {
      cancel();
      release();
    };
  }, [selection, pinned, metric, isThere]);
  return counted;
}
