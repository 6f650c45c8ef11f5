import { flatten, flattenSpace } from "../spaces/flatten.js";
import { type Packing, packingOf } from "../spaces/packing.js";
import type { NumericArray, VectorEnv } from "../vector-env.js";
import type { OwnState } from "../wrappers/own-state.js";
import { VectorObservationWrapper } from "./vector-observation-wrapper.js";

/**
 * Observations as vectors: one-hot where they are categories, parts one after the other
 * (gymnasium/wrappers/vector/vectorize_observation.py).
 */
export class VectorFlattenObservation extends VectorObservationWrapper {
  readonly #packing: Packing;

  constructor(env: VectorEnv) {
    super(env, flattenSpace(env.observationSpace));
    this.#packing = packingOf(env.observationSpace);
  }

  protected override transform(
    _i: number,
    _first: boolean,
    source: NumericArray,
    at: number,
    target: NumericArray,
    to: number,
  ): void {
    target.set(flatten(this.env.observationSpace, this.#packing.unpack(source, at)) as NumericArray, to);
  }

  protected override ownState(): OwnState {
    return { owner: "VectorFlattenObservation", parts: [this.observations] };
  }
}
