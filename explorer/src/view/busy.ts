/** Work that follows in the pauses after a choice, and the sign of it on the page. */

/** What may be under way: views that do not yet show what is chosen, intervals that are not yet computed. */
const held = { behind: 0, busy: 0 };

/** Says that something is under way, until what it returns is called. */
export function hold(what: keyof typeof held): () => void {
  held[what] += 1;
  note();
  return () => {
    held[what] -= 1;
    note();
  };
}

/** For whoever waits until everything is shown: tests, and assistive programs. */
function note(): void {
  const { documentElement: page } = document;
  page.toggleAttribute("data-behind", held.behind > 0);
  page.toggleAttribute("data-busy", held.behind + held.busy > 0);
}

const queue: (() => void)[] = [];
let isRunning = false;

/** Does something in a task of its own, after the next frame; what it returns takes it back. */
export function later(task: () => void): () => void {
  queue.push(task);
  if (!isRunning) {
    isRunning = true;
    requestAnimationFrame(() => setTimeout(next));
  }
  return () => {
    const at = queue.indexOf(task);
    if (at >= 0) queue.splice(at, 1);
  };
}

function next(): void {
  queue.shift()?.();
  isRunning = queue.length > 0;
  if (isRunning) setTimeout(next);
}
