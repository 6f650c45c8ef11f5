/** Steps of each sub-environment after which there seem to be no episodes. */
const PATIENCE = 2_000_000;

/** Looks at every step: whether episodes end, which is where trials can be taken up without their environments. */
export class EpisodeWatch {
  readonly #env: string;
  readonly #patience: number;
  /** In transitions. */
  readonly #longest: number;
  #hasEnded = false;
  #lastEnd: number;

  /**
   * @param env to name when no episode ends
   * @param batch sub-environments
   * @param transitions where it begins
   */
  constructor(env: string, batch: number, transitions: number, patience = PATIENCE) {
    this.#env = env;
    this.#patience = patience;
    this.#longest = patience * batch;
    this.#lastEnd = transitions;
  }

  /** An episode has ended in the step that is looked at next. */
  ended(): void {
    this.#hasEnded = true;
  }

  /** Whether an episode ended in this step. @throws {Error} when none has for too long */
  check(transitions: number): boolean {
    if (this.#hasEnded) {
      this.#hasEnded = false;
      this.#lastEnd = transitions;
      return true;
    }
    if (transitions - this.#lastEnd > this.#longest) {
      throw new Error(
        `${this.#env}: no episode ended within ${this.#patience} steps; give the environment a time limit ` +
          "(maxEpisodeSteps), or the trial a budget of steps",
      );
    }
    return false;
  }
}
