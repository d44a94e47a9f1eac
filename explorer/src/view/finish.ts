/** Intervals take ten times as long as estimates: they follow when all views show what is chosen. */

import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../model/engine";
import { hold, idle } from "./busy";

/** So long a slice may keep the page from answering, in milliseconds. */
const SLICE = 8;

/** Finishes answers in slices; the component is drawn again when all of them are finished. */
export function useFinished(answers: readonly Answer[]): boolean {
  const isDone = answers.every((answer) => answer.finding !== undefined);
  const [, setTick] = useState(0);
  useEffect(() => {
    if (isDone) return undefined;
    let at = 0;
    const release = hold("busy");
    const slice = (): void => {
      const end = performance.now() + SLICE;
      while (at < answers.length && performance.now() < end) answers[at++]!.finish();
      if (at < answers.length) cancel = idle(slice);
      else setTick((tick) => tick + 1);
    };
    let cancel = idle(slice);
    return () => {
      cancel();
      release();
    };
  }, [answers, isDone]);
  return isDone;
}
