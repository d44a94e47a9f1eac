/** Intervals take ten times as long as estimates: they follow in the pauses after a choice is shown. */

import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../model/engine";

/** So long a slice may keep the page from answering, in milliseconds. */
const SLICE = 8;
let waiting = 0;

/** Finishes answers in slices; the component is drawn again when all of them are finished. */
export function useFinished(answers: readonly Answer[]): boolean {
  const isDone = answers.every((answer) => answer.finding !== undefined);
  const [, setTick] = useState(0);
  useEffect(() => {
    if (isDone) return undefined;
    let timer = 0;
    let at = 0;
    waiting += 1;
    note();
    const slice = (): void => {
      const end = performance.now() + SLICE;
      while (at < answers.length && performance.now() < end) answers[at++]!.finish();
      if (at < answers.length) timer = window.setTimeout(slice, 4);
      else setTick((tick) => tick + 1);
    };
    timer = window.setTimeout(slice, 30);
    return () => {
      clearTimeout(timer);
      waiting -= 1;
      note();
    };
  }, [answers, isDone]);
  return isDone;
}

/** For whoever waits until everything is shown: tests, and assistive programs. */
function note(): void {
  document.documentElement.toggleAttribute("data-busy", waiting > 0);
}
