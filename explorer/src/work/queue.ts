/**
 * What follows a choice: its many numbers, which views wait for, and then their intervals. Two threads take from
 * one queue; this one only when the choice itself has been painted.
 */

import type { Found, Question } from "../model/question";
import { Helper } from "./helper";
import type { Beginning } from "./worker";

/** Something to compute, in either thread. */
export interface Piece {
  readonly question: Question;
  /** Computes it here. */
  compute(): void;
  /** Takes over what the other thread has found. */
  learn(reply: readonly Found[]): void;
}

/** What waits for pieces that are computed. */
interface Job {
  readonly pieces: Piece[];
  /** How many are not done. */
  left: number;
  readonly finish: () => void;
}

/** A view that waits for its numbers. */
interface View extends Job {
  readonly isInSight: boolean;
}

export class Queue {
  private views: View[] = [];
  /** What can wait until no view is behind. */
  private spare: Job[] = [];
  /** Views wait for the frame in which the choice itself is painted. */
  private isPainting = false;
  private isAsked = false;
  // A message is a task at once; a timer that was set by a timer waits for some milliseconds.
  private readonly channel = new MessageChannel();
  private readonly helper: Helper;

  constructor(beginning: Beginning) {
    this.channel.port1.onmessage = (): void => {
      void this.work().finally(() => {
        this.isAsked = false;
        this.run();
      });
    };
    this.helper = new Helper(beginning, () => this.run());
  }

  /** Computes pieces for a view and shows it, after the next frame; what it returns takes it back. */
  show(pieces: readonly Piece[], isInSight: boolean, finish: () => void): () => void {
    if (this.views.length === 0 && !this.isPainting) {
      this.isPainting = true;
      requestAnimationFrame(() => {
        this.isPainting = false;
        this.run();
      });
    }
    const view = { pieces: [...pieces], left: pieces.length, isInSight, finish };
    this.views.push(view);
    // When all views have said what they need.
    queueMicrotask(() => this.run());
    return () => {
      this.views = this.views.filter((other) => other !== view);
      this.run();
    };
  }

  /** Computes pieces once no view waits; what it returns takes it back. */
  idle(pieces: readonly Piece[], finish: () => void): () => void {
    const job = { pieces: [...pieces], left: pieces.length, finish };
    // Others may have computed the same meanwhile.
    if (job.left === 0) finish();
    else this.spare.push(job);
    this.run();
    return () => {
      this.spare = this.spare.filter((other) => other !== job);
    };
  }

  /** Goes on with what there is to do. */
  private run(): void {
    while (this.helper.isFree) {
      const job = this.next();
      if (job === undefined) break;
      const piece = job.pieces.shift()!;
      const learn = (reply: readonly Found[]): void => {
        piece.learn(reply);
        this.note(job);
      };
      // Given up, it is to be taken again.
      this.helper.ask(piece.question, learn, () => job.pieces.unshift(piece));
    }
    if (this.isAsked || !this.hasWork) return;
    this.isAsked = true;
    this.channel.port2.postMessage(null);
  }

  /** What a piece is to be taken of next. */
  private next(): Job | undefined {
    const hasPieces = ({ pieces }: Job): boolean => pieces.length > 0;
    if (this.views.length === 0) return this.spare.find(hasPieces);
    const first = this.foremost.filter(hasPieces);
    // The longest, which cannot be shared out, come first.
    return first.find(({ pieces }) => pieces[0]!.question.what === "ranking") ?? first[0];
  }

  /** A piece more is done; views are shown together, what could wait is finished by itself. */
  private note(job: Job): void {
    job.left -= 1;
    if (job.left > 0 || !this.spare.includes(job)) return;
    this.spare = this.spare.filter((other) => other !== job);
    job.finish();
  }

  /** The views that are next to be shown: those in sight, then the others. */
  private get foremost(): View[] {
    const inSight = this.views.filter(({ isInSight }) => isInSight);
    return inSight.length > 0 ? inSight : this.views;
  }

  /** Those, if all of them are done: they are painted together, for each painting takes as long as many numbers do. */
  private get ready(): View[] {
    const { foremost } = this;
    return foremost.every(({ left }) => left === 0) ? foremost : [];
  }

  /** Whether this thread has something to do now. */
  private get hasWork(): boolean {
    if (this.views.length > 0) return !this.isPainting && (this.ready.length > 0 || this.next() !== undefined);
    // Intervals would keep the page from answering.
    return !this.helper.isThere && this.next() !== undefined;
  }

  /** Shows the views that are ready, or computes one piece. */
  private async work(): Promise<void> {
    if (!this.hasWork) return;
    const { ready } = this;
    for (const view of ready) {
      this.views = this.views.filter((other) => other !== view);
      view.finish();
      // Components are drawn in a microtask.
      await undefined;
    }
    if (ready.length > 0) return;
    const job = this.next()!;
    job.pieces.shift()!.compute();
    this.note(job);
  }
}
