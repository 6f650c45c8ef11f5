import type { TrialProgress } from "./trial.js";

/** How far a whole run is. */
export interface RunProgress {
  readonly trialsDone: number;
  readonly trials: number;
  /** Of the work, in [0, 1]. */
  readonly fraction: number;
  /** Environment steps per second over the last seconds, all workers together. */
  readonly stepsPerSecond: number;
  /** Undefined while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

const WINDOW = 5000;

/** Adds the trials' progress up. */
export class ProgressMeter {
  readonly #costs: readonly number[];
  readonly #fractions: Float64Array;
  readonly #steps: Float64Array;
  readonly #began = performance.now();
  #samples: { readonly time: number; readonly steps: number }[] = [];
  #done = 0;
  /** Of the work, when it began: what an earlier process had done. */
  #before = 0;

  constructor(costs: readonly number[]) {
    this.#costs = costs;
    this.#fractions = new Float64Array(costs.length);
    this.#steps = new Float64Array(costs.length);
  }

  update(index: number, { fraction, steps }: TrialProgress): void {
    this.#fractions[index] = Math.min(1, fraction);
    this.#steps[index] = steps;
  }

  finish(index: number, steps: number): void {
    this.update(index, { fraction: 1, steps });
    this.#done++;
  }

  /** Takes what has been told so far for done before. */
  start(): void {
    this.#before = this.#fraction();
  }

  read(): RunProgress {
    const time = performance.now();
    const steps = this.#steps.reduce((sum, one) => sum + one, 0);
    this.#samples = this.#samples.filter((_, k, all) => time - (all[k + 1]?.time ?? time) < WINDOW);
    this.#samples.push({ time, steps });
    const first = this.#samples[0]!;
    const since = (time - first.time) / 1000;
    const fraction = this.#fraction();
    const elapsed = (time - this.#began) / 1000;
    return {
      trialsDone: this.#done,
      trials: this.#costs.length,
      fraction,
      stepsPerSecond: since > 0 ? (steps - first.steps) / since : 0,
      secondsLeft:
        fraction > this.#before ? (elapsed * (1 - fraction)) / (fraction - this.#before) : undefined,
    };
  }

  #fraction(): number {
    const total = this.#costs.reduce((sum, cost) => sum + cost, 0);
    return this.#costs.reduce((sum, cost, k) => sum + cost * this.#fractions[k]!, 0) / total;
  }
}
