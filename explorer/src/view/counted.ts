/** What the numbers of a view are of. */

import { useLayoutEffect, useState } from "preact/hooks";
import type { Metric } from "../data/page";
import type { Found, Question } from "../model/question";
import type { Selection, State } from "../model/state";
import { hold } from "./busy";
import { useChoice, usePage } from "./context";

export type Counted = Pick<State, "selection" | "pinned" | "metric">;

/**
 * What is counted in a view. It follows what is chosen: a choice and its number are on the screen before the many
 * numbers of the views are computed, and those in sight come first. `questions` tells what a view needs for a
 * selection: it is answered when the view is drawn with it.
 */
export function useCounted(
  view: { readonly current: Element | null },
  questions: (selection: Selection, metric: Metric) => readonly Question[],
): Counted {
  const { engine, queue } = usePage();
  const { selection, pinned, metric } = useChoice();
  const [counted, setCounted] = useState<Counted>({ selection, pinned, metric });
  const isThere = counted.selection === selection && counted.pinned === pinned && counted.metric === metric;
  useLayoutEffect(() => {
    if (isThere) return undefined;
    const isSeen = isInSight(view.current);
    const releases = isSeen ? [hold("late"), hold("behind")] : [hold("behind")];
    const pieces = [selection, ...(pinned === null ? [] : [pinned])]
      .flatMap((selection) => questions(selection, metric))
      // What was chosen before, or is compared with, has been computed here or there.
      .filter((question) => !engine.knows(question))
      .map((question) => ({
        question,
        compute: () => void engine.reply(question),
        learn: (reply: readonly Found[]) => engine.learn(question, reply),
      }));
    const cancel = queue.show(pieces, isSeen, () => setCounted({ selection, pinned, metric }));
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
