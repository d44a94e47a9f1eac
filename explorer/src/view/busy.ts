/** Work that follows a choice in tasks of its own, and the sign of it on the page. */

/**
 * What may be under way: views that do not yet show what is chosen, those in sight and all of them; intervals
 * that are not yet computed.
 */
const held = { late: 0, behind: 0, busy: 0 };

type Task = () => void;

/** Views that are behind: those in sight come first. */
const views: { readonly task: Task; readonly isInSight: boolean }[] = [];
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
  page.toggleAttribute("data-late", held.late > 0);
  page.toggleAttribute("data-behind", held.behind > 0);
  page.toggleAttribute("data-busy", held.behind + held.busy > 0);
}

/** So long views that are done may wait for others, to be painted with them, in milliseconds. */
const PATIENCE = 80;

// A message is a task at once; a timer that was set by a timer waits for some milliseconds.
const channel = new MessageChannel();
channel.port1.onmessage = (): void => {
  void work().finally(() => {
    isAsked = false;
    run();
  });
};

/** Whether there is something that may be done now. */
const isNext = (): boolean => (views.length > 0 ? !isPainting : spare.length > 0 && held.behind === 0);

/**
 * What is next. All views in sight are painted together, and with them as many others as are done in time: each
 * time that something is painted takes as long as many numbers do.
 */
async function work(): Promise<void> {
  if (!isNext()) return;
  if (views.length === 0) {
    spare.shift()?.();
    return;
  }
  const end = performance.now() + PATIENCE;
  for (;;) {
    const view = views.find(({ isInSight }) => isInSight) ?? (performance.now() < end ? views[0] : undefined);
    if (view === undefined) return;
    drop(views, view);
    view.task();
    // Components are drawn in a microtask.
    await undefined;
  }
}

/** Goes on with what there is to do. */
function run(): void {
  if (isAsked || !isNext()) return;
  isAsked = true;
  channel.port2.postMessage(null);
}

/** Brings a view up to date in a task of its own, after the next frame; what it returns takes it back. */
export function later(task: Task, isInSight: boolean): () => void {
  if (views.length === 0 && !isPainting) {
    isPainting = true;
    requestAnimationFrame(() => {
      isPainting = false;
      run();
    });
  }
  const view = { task, isInSight };
  views.push(view);
  return () => drop(views, view);
}

/** Does something in a task of its own, once no view is behind; what it returns takes it back. */
export function idle(task: Task): () => void {
  spare.push(task);
  run();
  return () => drop(spare, task);
}

function drop<T>(waiting: T[], one: T): void {
  const at = waiting.indexOf(one);
  if (at >= 0) waiting.splice(at, 1);
}
