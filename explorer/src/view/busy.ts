/** Work that follows a choice in tasks of its own, and the sign of it on the page. */

/** What may be under way: views that do not yet show what is chosen, intervals that are not yet computed. */
const held = { behind: 0, busy: 0 };

type Task = () => void;

/** Views that are behind. */
const views: Task[] = [];
/** What can wait until no view is behind. */
const spare: Task[] = [];
/** Views wait for the frame in which the choice itself is painted. */
let isPainting = false;
let isAsked = false;

/** Says that something is under way, until what it returns is called. */
export function hold(what: keyof typeof held): () => void {
  held[what] += 1;
  note();
  return () => {
    held[what] -= 1;
    note();
    run();
  };
}

/** For whoever waits until everything is shown: tests, and assistive programs. */
function note(): void {
  const { documentElement: page } = document;
  page.toggleAttribute("data-behind", held.behind > 0);
  page.toggleAttribute("data-busy", held.behind + held.busy > 0);
}

// A message is a task at once; a timer that was set by a timer waits for some milliseconds.
const channel = new MessageChannel();
channel.port1.onmessage = (): void => {
  isAsked = false;
  try {
    next()?.shift()?.();
  } finally {
    run();
  }
};

/** Where the next task is. */
function next(): Task[] | undefined {
  if (views.length > 0) return isPainting ? undefined : views;
  return spare.length > 0 && held.behind === 0 ? spare : undefined;
}

/** Goes on with what there is to do. */
function run(): void {
  if (isAsked || next() === undefined) return;
  isAsked = true;
  channel.port2.postMessage(null);
}

/** Does something in a task of its own, after the next frame; what it returns takes it back. */
export function later(task: Task): () => void {
  if (views.length === 0 && !isPainting) {
    isPainting = true;
    requestAnimationFrame(() => {
      isPainting = false;
      run();
    });
  }
  views.push(task);
  return () => drop(views, task);
}

/** Does something in a task of its own, once no view is behind; what it returns takes it back. */
export function idle(task: Task): () => void {
  spare.push(task);
  run();
  return () => drop(spare, task);
}

function drop(tasks: Task[], task: Task): void {
  const at = tasks.indexOf(task);
  if (at >= 0) tasks.splice(at, 1);
}
