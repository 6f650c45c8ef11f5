import type { Env } from "../env.js";
import { type FlatValue, flatten, flattenSpace } from "../spaces/flatten.js";
import type { Space } from "../spaces/space.js";
import { ObservationWrapper } from "./observation-wrapper.js";

/**
 * Observations as vectors: one-hot where they are categories, parts one after the other
 * (gymnasium/wrappers/transform_observation.py).
 */
export class FlattenObservation<O = unknown, A = unknown> extends ObservationWrapper<FlatValue, A, O> {
  constructor(env: Env<O, A>) {
    super(env, { observationSpace: flattenSpace(env.observationSpace) as Space<FlatValue> });
  }

  protected override observation(observation: O): FlatValue {
    return flatten(this.env.observationSpace, observation);
  }
}
