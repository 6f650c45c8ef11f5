/** Milliseconds from one checkpoint to the next, at least. */
const SAVE_EVERY = 2000;
/** And at least so many times what the last one took, so that saving costs under a hundredth. */
const COST_FACTOR = 100;

/** Tells when a trial is to be saved. */
export interface TrialPace {
  readonly isDue: boolean;
  /** Saves, and takes the time of it. */
  during(save: () => void): void;
  stop(): void;
}

/** Tells when a trial is to be saved: by time, asked at every step for nothing. */
export class SavePace implements TrialPace {
  isDue = false;
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = this.#wait(SAVE_EVERY);
  }

  during(save: () => void): void {
    const began = performance.now();
    save();
    this.isDue = false;
    this.stop();
    this.#timer = this.#wait(Math.max(SAVE_EVERY, COST_FACTOR * (performance.now() - began)));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.isDue = true;
    }, milliseconds);
  }
}
