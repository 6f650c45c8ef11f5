import { type Packing, packingOf } from "../spaces/packing.js";
import type { NumericArray, VectorEnv } from "../vector-env.js";
import type { OwnState } from "../wrappers/own-state.js";
import { type TimeAwareOptions, TimeJoining, timeLimitOf } from "../wrappers/time-aware-observation.js";
import { VectorObservationWrapper } from "./vector-observation-wrapper.js";

/** {@link TimeAwareObservation} for vector environments; Gymnasium has none. */
export class VectorTimeAwareObservation extends VectorObservationWrapper {
  readonly #joining: TimeJoining;
  readonly #from: Packing;
  readonly #to: Packing;
  /** Steps of each sub-environment's episode. */
  readonly #steps: Int32Array;

  /** @throws InvalidArgumentError when the spec has no time limit, or the time's key is taken */
  constructor(env: VectorEnv, options: TimeAwareOptions = {}) {
    const joining = new TimeJoining(env.observationSpace, timeLimitOf(env.spec), options);
    super(env, joining.space);
    this.#joining = joining;
    this.#from = packingOf(env.observationSpace);
    this.#to = packingOf(joining.space);
    this.#steps = new Int32Array(env.numEnvs);
  }

  protected override transform(
    i: number,
    first: boolean,
    source: NumericArray,
    at: number,
    target: NumericArray,
    to: number,
  ): void {
    this.#steps[i] = first ? 0 : this.#steps[i]! + 1;
    this.#to.pack(this.#joining.join(this.#from.unpack(source, at), this.#steps[i]!), target, to);
  }

  protected override ownState(): OwnState {
    return { owner: "VectorTimeAwareObservation", parts: [this.observations, this.#steps] };
  }
}
