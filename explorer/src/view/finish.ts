/** Intervals take ten times as long as estimates: they follow when all views show what is chosen. */

import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../model/engine";
import { inPieces } from "../model/question";
import type { Piece } from "../work/queue";
import { hold } from "./busy";
import { usePage } from "./context";

/** So many are computed without a pause: the next choice may have to wait for them. */
const AT_ONCE = 2;

/** Finishes answers; the component is drawn again when all of them are finished. */
export function useFinished(answers: readonly Answer[]): boolean {
  const { queue } = usePage();
  const isDone = answers.every((answer) => answer.finding !== undefined);
  const [, setTick] = useState(0);
  useEffect(() => {
    if (isDone) return undefined;
    const release = hold("busy");
    const unfinished = answers.filter((answer) => answer.finding === undefined);
    const cancel = queue.idle(inPieces(unfinished, AT_ONCE).map(pieceOf), () => setTick((tick) => tick + 1));
    return () => {
      cancel();
      release();
    };
  }, [answers, isDone]);
  return isDone;
}

const pieceOf = (answers: readonly Answer[]): Piece => ({
  question: { what: "findings", asked: answers.map(({ asked }) => asked) },
  compute: () => {
    for (const answer of answers) answer.finish();
  },
  learn: (reply) => answers.forEach((answer, at) => (answer.finding ??= reply[at]?.finding)),
});
