import type { Rate } from "./messages.js";

/** Milliseconds between two looks at the clock. */
export const TICK = 16;
/** Of what was missed while others were busy, no more than this is made up for, in milliseconds. */
const MOST_LATE = 250;

/** How many steps are due at a time, for a number of steps a second. */
export class Pace {
  #rate: Rate = null;
  /** When the steps so far have been due. */
  #at: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#at = now();
  }

  /** Counts from now on. */
  set(rate: Rate): void {
    this.#rate = rate;
    this.#at = this.now();
  }

  /** Steps to take now; infinitely many without a limit. */
  due(): number {
    if (this.#rate === null) return Number.POSITIVE_INFINITY;
    const time = this.now();
    this.#at = Math.max(this.#at, time - Math.max(MOST_LATE, 1000 / this.#rate));
    const steps = Math.floor(((time - this.#at) * this.#rate) / 1000);
    this.#at += (1000 * steps) / this.#rate;
    return steps;
  }
}
