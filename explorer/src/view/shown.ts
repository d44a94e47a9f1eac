/** What the views show right now, for the table that is saved. */

import { useEffect } from "preact/hooks";
import type { Answer } from "../model/engine";

export interface ShownRow {
  readonly view: string;
  readonly key: string;
  readonly name: string;
  readonly answer: Answer;
  readonly before: Answer | undefined;
}

const shown = new Map<string, readonly ShownRow[]>();

export function useShown(view: string, rows: readonly ShownRow[]): void {
  useEffect(() => {
    shown.set(view, rows);
    return () => {
      shown.delete(view);
    };
  }, [view, rows]);
}

export const allShown = (): ShownRow[] => [...shown.keys()].sort().flatMap((view) => shown.get(view) ?? []);
