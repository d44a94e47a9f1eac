/** A second thread that computes beside that of the page, which is then free to draw. */

import type { Found, Question } from "../model/question";
import type { Beginning } from "./worker";
import source from "worker:./worker.ts";

/** So many questions it has at a time, lest it wait while this thread computes something itself. */
const MOST = 3;

interface Waiting {
  readonly learn: (reply: readonly Found[]) => void;
  readonly giveUp: () => void;
}

export class Helper {
  private readonly waiting: Waiting[] = [];
  private isReady = false;
  private worker: Worker | undefined;

  /** Starts a thread; `whenFree` is called when it can take a question. Without one, all is done on the page's. */
  constructor(beginning: Beginning, whenFree: () => void) {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      this.worker = new Worker(address);
    } catch {
      return;
    }
    this.worker.onmessage = ({ data }: MessageEvent<unknown>): void => {
      if (this.isReady) this.waiting.shift()?.learn(data as Found[]);
      else this.begin();
      whenFree();
    };
    this.worker.onerror = (): void => {
      this.stop();
      whenFree();
    };
    this.worker.postMessage(beginning);
  }

  private begin(): void {
    this.isReady = true;
    document.documentElement.dataset["threads"] = "2";
  }

  private stop(): void {
    delete document.documentElement.dataset["threads"];
    this.worker?.terminate();
    this.worker = undefined;
    for (const { giveUp } of this.waiting.splice(0)) giveUp();
  }

  /** Whether it can be reckoned with. */
  get isThere(): boolean {
    return this.worker !== undefined && this.isReady;
  }

  /** Whether it takes another question. */
  get isFree(): boolean {
    return this.isThere && this.waiting.length < MOST;
  }

  /** Asks; the reply is learnt, or the question given up because the thread has failed. */
  ask(question: Question, learn: Waiting["learn"], giveUp: Waiting["giveUp"]): void {
    this.waiting.push({ learn, giveUp });
    this.worker?.postMessage(question);
  }
}
