import type { Env } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { Box } from "../spaces/box.js";
import { allocate } from "../spaces/dtype.js";
import { type Packing, packingOf } from "../spaces/packing.js";
import type { Space } from "../spaces/space.js";
import type { NumericArray } from "../vector-env.js";
import { ObservationWrapper } from "./observation-wrapper.js";
import type { OwnState } from "./own-state.js";
import { RunningMeanStd } from "./running-mean-std.js";

export interface NormalizeOptions {
  /** Added to the variance; 1e-8 unless given. */
  readonly epsilon?: number;
}

/** The unbounded float32 Box of standardised observations. @throws InvalidArgumentError */
export function normalizedSpace(space: Space): Box {
  if (space.dtype === "object" || space.kind === "Text") {
    throw new InvalidArgumentError("observation space", `${space}`, "one of arrays: flatten it first");
  }
  return new Box(-Infinity, Infinity, { shape: space.shape, dtype: "float32" });
}

/** Statistics of observations, which begin in float32 as Gymnasium's do. */
export function observationStatistics(space: Space): RunningMeanStd {
  return new RunningMeanStd(packingOf(space).size, { dtype: "float32" });
}

/**
 * Standardises each number of the observations by the mean and variance of those so far, this one
 * included (gymnasium/wrappers/stateful_observation.py). Observations become float32.
 */
export class NormalizeObservation<O = NumericArray, A = unknown> extends ObservationWrapper<
  NumericArray,
  A,
  O
> {
  /** False freezes the statistics, as for evaluation. Not part of the state. */
  updateRunningMean = true;
  readonly statistics: RunningMeanStd;
  readonly #epsilon: number;
  readonly #packing: Packing<O>;
  readonly #packed: NumericArray;

  /** @throws InvalidArgumentError unless observations are numbers or arrays */
  constructor(env: Env<O, A>, options: NormalizeOptions = {}) {
    super(env, { observationSpace: normalizedSpace(env.observationSpace) });
    this.statistics = observationStatistics(env.observationSpace);
    this.#epsilon = options.epsilon ?? 1e-8;
    this.#packing = packingOf(env.observationSpace);
    this.#packed = allocate(this.#packing.dtype, this.#packing.size);
  }

  protected override observation(observation: O): NumericArray {
    this.#packing.pack(observation, this.#packed, 0);
    if (this.updateRunningMean) this.statistics.update(this.#packed);
    const normalized = new Float32Array(this.#packing.size);
    this.statistics.standardize(this.#packed, 0, normalized, 0, this.#epsilon);
    return normalized;
  }

  protected override ownState(): OwnState {
    return { owner: "NormalizeObservation", parts: this.statistics.parts() };
  }
}
