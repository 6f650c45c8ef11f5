import type { TrialPace } from "../save-pace.js";

/** Milliseconds from one time that trials are saved to the next, at least. */
const SAVE_EVERY = 2000;
/** And at least so many times what saving took the last time, so that it costs under a hundredth. */
const COST_FACTOR = 100;

/** Tells the trials of a pack when to save: all of them after the same step, so that they can go on together. */
export class PackPace {
  #next = performance.now() + SAVE_EVERY;
  #cost = 0;
  #round = 0;

  /** Called before each step of the pack. */
  begin(): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#round++;
    this.#next = now + Math.max(SAVE_EVERY, COST_FACTOR * this.#cost);
    this.#cost = 0;
  }

  /** The pace of one trial: due from the step on after which all are to save until it has. */
  forTrial(): TrialPace {
    let saved = 0;
    const due = (): boolean => saved < this.#round;
    return {
      get isDue() {
        return due();
      },
      during: (save) => {
        const began = performance.now();
        save();
        saved = this.#round;
        this.#cost += performance.now() - began;
      },
      stop: () => {},
    };
  }
}
