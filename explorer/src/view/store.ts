/** The state of the page, its history, and the address that it is shared by. */

import { useEffect, useState } from "preact/hooks";
import type { Selection, State } from "../model/state";
import { fromFragment, toFragment } from "../model/state";
import { hold } from "./busy";

const MOST_UNDO = 100;
/**
 * The address follows after so many milliseconds: a browser takes for it, beside the page, as long as for many
 * numbers, and these come first.
 */
const ADDRESS_AFTER = 300;

export class Store {
  private past: State[] = [];
  private readonly listeners = new Set<() => void>();
  /** Writes the address; undefined: it says what is chosen. */
  private write: (() => void) | undefined;

  constructor(
    public state: State,
    private readonly defaults: State,
    private readonly bases: readonly string[],
  ) {
    this.state = fromFragment(location.hash, state, bases);
    addEventListener("pagehide", () => this.write?.());
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
    if (this.write === undefined) {
      const release = hold("unwritten");
      this.write = () => {
        clearTimeout(timer);
        this.write = undefined;
        history.replaceState(null, "", toFragment(this.state));
        release();
      };
      const timer = setTimeout(this.write, ADDRESS_AFTER);
    }
    for (const listener of this.listeners) listener();
  }

  /** The address by which what is chosen is shared. */
  get address(): string {
    this.write?.();
    return location.href;
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
