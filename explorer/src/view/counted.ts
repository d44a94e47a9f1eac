/** What the numbers of a view are of. */

import { useLayoutEffect, useState } from "preact/hooks";
import type { State } from "../model/state";
import { hold, later } from "./busy";
import { useChoice } from "./context";

export type Counted = Pick<State, "selection" | "pinned" | "metric">;

/**
 * What is counted in a view. It follows what is chosen view by view, each in a task of its own: a choice and
 * its number are on the screen before the many numbers of the views are computed, and those in sight come first.
 */
export function useCounted(view: { readonly current: Element | null }): Counted {
  const { selection, pinned, metric } = useChoice();
  const [counted, setCounted] = useState<Counted>({ selection, pinned, metric });
  const isThere = counted.selection === selection && counted.pinned === pinned && counted.metric === metric;
  useLayoutEffect(() => {
    if (isThere) return undefined;
    const isSeen = isInSight(view.current);
    const releases = isSeen ? [hold("late"), hold("behind")] : [hold("behind")];
    const cancel = later(() => setCounted({ selection, pinned, metric }), isSeen);
    return () => {
      cancel();
      for (const release of releases) release();
    };
  }, [selection, pinned, metric, isThere]);
  return counted;
}

function isInSight(view: Element | null): boolean {
  const { top = 0, bottom = 0 } = view?.getBoundingClientRect() ?? {};
  return bottom > 0 && top < innerHeight;
}
