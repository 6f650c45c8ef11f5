import type { NumericArray, VectorEnv } from "../vector-env.js";
import {
  type NormalizeOptions,
  normalizedSpace,
  observationStatistics,
} from "../wrappers/normalize-observation.js";
import type { OwnState } from "../wrappers/own-state.js";
import type { RunningMeanStd } from "../wrappers/running-mean-std.js";
import { VectorObservationWrapper } from "./vector-observation-wrapper.js";

/**
 * Standardises each number of the observations by the mean and variance of those so far
 * (gymnasium/wrappers/vector/stateful_observation.py). The observations of a step are counted together,
 * then transformed.
 *
 * Every observation counts once, an episode's first and last ones too, as in the single form. Gymnasium's
 * wrapper takes NEXT_STEP only, where the observation of a reset transition is the next episode's first
 * and counts with that step's others, as here. Under SAME_STEP the last observations count with the
 * step's, then the first ones by themselves: the numbers of DISABLED with a reset after each end.
 */
export class VectorNormalizeObservation extends VectorObservationWrapper {
  /** False freezes the statistics, as for evaluation. Not part of the state. */
  updateRunningMean = true;
  readonly statistics: RunningMeanStd;
  readonly #epsilon: number;

  /** @throws InvalidArgumentError unless observations are numbers or arrays */
  constructor(env: VectorEnv, options: NormalizeOptions = {}) {
    super(env, normalizedSpace(env.observationSpace));
    this.statistics = observationStatistics(env.observationSpace);
    this.#epsilon = options.epsilon ?? 1e-8;
  }

  protected override see(batch: NumericArray): void {
    if (this.updateRunningMean) this.statistics.update(batch);
  }

  protected override transform(
    _i: number,
    _first: boolean,
    source: NumericArray,
    at: number,
    target: NumericArray,
    to: number,
  ): void {
    this.statistics.standardize(source, at, target, to, this.#epsilon);
  }

  protected override ownState(): OwnState {
    const parts = [this.observations, ...this.statistics.parts()];
    return { owner: "VectorNormalizeObservation", parts };
  }
}
