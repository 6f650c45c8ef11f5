import { allocate } from "../spaces/dtype.js";
import type { Packing } from "../spaces/packing.js";
import type { Space } from "../spaces/space.js";
import type { NumericArray, VectorEnv, VectorReset, VectorStep } from "../vector-env.js";
import { batchPacking } from "../vector-packing.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Changes every observation of a vector environment, each once and in the order of its episode, the last
 * one of an episode included, in all autoreset modes. (Gymnasium's wrappers of this kind take NEXT_STEP
 * and DISABLED only, or leave `final_obs` to be transformed without a past.)
 */
export abstract class VectorObservationWrapper extends VectorWrapper {
  /** [numEnvs × size]: the transformed observations to act on next. */
  override readonly observations: NumericArray;
  readonly #final: NumericArray;
  /** Observations that are taken in together, as the wrapped environment packs them. */
  readonly #batch: NumericArray;
  readonly #from: Packing;
  readonly #to: Packing;

  /** @throws InvalidArgumentError when observations of the space cannot be packed */
  constructor(env: VectorEnv, observationSpace: Space) {
    super(env, { observationSpace });
    this.#from = batchPacking(env.observationSpace, "observation");
    this.#to = batchPacking(observationSpace, "observation");
    this.observations = allocate(this.#to.dtype, env.numEnvs * this.#to.size);
    this.#final = allocate(this.#to.dtype, env.numEnvs * this.#to.size);
    this.#batch = allocate(this.#from.dtype, env.numEnvs * this.#from.size);
  }

  /** Sees observations that arrive together, [rows × size], before each is transformed. */
  protected see(_batch: NumericArray): void {}

  /**
   * Transforms an observation of sub-environment `i`: from `source[at …]` to `target[to …]`, both packed.
   *
   * @param first whether its episode begins with it.
   */
  protected abstract transform(
    i: number,
    first: boolean,
    source: NumericArray,
    at: number,
    target: NumericArray,
    to: number,
  ): void;

  protected override onReset(reset: VectorReset, mask: Uint8Array | undefined): VectorReset {
    this.#takeFirsts(reset.observations, (i) => mask === undefined || mask[i] === 1);
    return { ...reset, observations: this.observations };
  }

  protected override onStep(step: VectorStep): VectorStep {
    const { terminated, truncated, valid } = step;
    const over = (i: number): boolean => valid[i] !== 0 && (terminated[i] !== 0 || truncated[i] !== 0);
    const size = this.#from.size;
    let ended = false;
    for (let i = 0; i < this.numEnvs; i++) {
      const last = over(i);
      ended ||= last;
      copyRow(last ? step.finalObservations : step.observations, i, this.#batch, i, size);
    }
    this.see(this.#batch);
    for (let i = 0; i < this.numEnvs; i++) {
      // The observation of a reset transition (NEXT_STEP) begins an episode.
      this.transform(i, valid[i] === 0, this.#batch, i * size, this.observations, i * this.#to.size);
      if (over(i)) copyRow(this.observations, i, this.#final, i, this.#to.size);
    }
    if (ended && this.autoresetMode === "same-step") this.#takeFirsts(step.observations, over);
    return {
      ...step,
      observations: this.observations,
      finalObservations: this.#final,
      infos: ended && "final_obs" in step.infos ? this.#finalInfos(step, over) : step.infos,
    };
  }

  #takeFirsts(observations: NumericArray, which: (i: number) => boolean): void {
    const size = this.#from.size;
    let rows = 0;
    for (let i = 0; i < this.numEnvs; i++) {
      if (which(i)) copyRow(observations, i, this.#batch, rows++, size);
    }
    this.see(this.#batch.subarray(0, rows * size));
    let row = 0;
    for (let i = 0; i < this.numEnvs; i++) {
      if (which(i)) {
        this.transform(i, true, this.#batch, row++ * size, this.observations, i * this.#to.size);
      }
    }
  }

  #finalInfos({ infos }: VectorStep, over: (i: number) => boolean): VectorStep["infos"] {
    const values = Array.from({ length: this.numEnvs }, (_, i) =>
      over(i) ? this.#to.unpack(this.#final, i * this.#to.size) : null,
    );
    return { ...infos, final_obs: values };
  }
}

function copyRow(from: NumericArray, i: number, to: NumericArray, j: number, size: number): void {
  for (let k = 0; k < size; k++) to[j * size + k] = from[i * size + k]!;
}
