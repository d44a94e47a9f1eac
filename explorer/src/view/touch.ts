/** Fingers on what may vanish beneath them. */

/**
 * Lets an element hear of all touches that begin in it. A touch belongs to what it began on, and is
 * heard of by nobody once that has left the page, as cells do that a moving map has no room for.
 */
export function followTouches(element: Element): () => void {
  const began = ({ target }: Event): void => {
    if (!(target instanceof Element) || target === element) return;
    const over = new AbortController();
    const forward = (event: TouchEvent): void => {
      if (!element.contains(target)) {
        const { type, touches, targetTouches, changedTouches } = event;
        const [all, here, changed] = [touches, targetTouches, changedTouches].map((list) => Array.from(list));
        element.dispatchEvent(new TouchEvent(type, { touches: all!, targetTouches: here!, changedTouches: changed! }));
      }
      if (event.targetTouches.length === 0) over.abort();
    };
    for (const type of ["touchmove", "touchend", "touchcancel"] as const) {
      (target as HTMLElement).addEventListener(type, forward, { signal: over.signal });
    }
  };
  // Before listeners that let nobody else hear.
  element.addEventListener("touchstart", began, true);
  return () => element.removeEventListener("touchstart", began, true);
}
