/** The state of the page, its history, and the address that it is shared by. */

import { useEffect, useState } from "preact/hooks";
import type { Selection, State } from "../model/state";
import { fromFragment, toFragment } from "../model/state";

const MOST_UNDO = 100;

export class Store {
  private past: State[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    public state: State,
    private readonly defaults: State,
    private readonly bases: readonly string[],
  ) {
    this.state = fromFragment(location.hash, state, bases);
    addEventListener("hashchange", () => {
      if (location.hash !== toFragment(this.state)) {
        this.change(fromFragment(location.hash, this.defaults, this.bases));
      }
    });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private put(state: State): void {
    this.state = state;
    history.replaceState(null, "", toFragment(state));
    for (const listener of this.listeners) listener();
  }

  /** Changes what is chosen; can be undone. */
  change(changes: Partial<State>): void {
    this.past = [...this.past.slice(1 - MOST_UNDO), this.state];
    this.put({ ...this.state, ...changes });
  }

  select(selection: Selection): void {
    this.change({ selection });
  }

  /** Changes how it is looked at; is not worth undoing. */
  look(changes: Partial<State>): void {
    this.put({ ...this.state, ...changes });
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  undo(): void {
    const before = this.past.pop();
    if (before !== undefined) this.put({ ...before, view: this.state.view });
  }
}

/** The state, and its changes. */
export function useStore(store: Store): State {
  const [state, setState] = useState(store.state);
  useEffect(() => store.subscribe(() => setState(store.state)), [store]);
  return state;
}
