import { allocate } from "./spaces/dtype.js";
import type { Packing } from "./spaces/packing.js";
import type { AutoresetMode, NumericArray, VectorEnv, VectorReset, VectorStep } from "./vector-env.js";
import { infoOf, VectorInfo } from "./vector-info.js";
import { batchPacking } from "./vector-packing.js";
import { chain } from "./vector-wrappers/chain.js";
import { VectorWrapper } from "./vector-wrappers/vector-wrapper.js";

/** Resets what ended within the same step. */
class SameStepAutoreset extends VectorWrapper {
  override readonly autoresetMode: AutoresetMode = "same-step";
  readonly #packing: Packing;
  readonly #final: NumericArray;
  readonly #rewards: Float64Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  readonly #valid: Uint8Array;

  constructor(env: VectorEnv) {
    super(env);
    const n = env.numEnvs;
    this.#packing = batchPacking(env.observationSpace, "observation");
    this.#final = allocate(this.#packing.dtype, n * this.#packing.size);
    this.#rewards = new Float64Array(n);
    this.#terminated = new Uint8Array(n);
    this.#truncated = new Uint8Array(n);
    this.#valid = new Uint8Array(n);
  }

  override step(actions: NumericArray): VectorStep | Promise<VectorStep> {
    return chain(this.env.step(actions), (step) => {
      const over = step.terminated.map((terminated, i) => terminated | step.truncated[i]!);
      if (!over.includes(1)) return step;
      const ended = this.#keep(step);
      return chain(this.env.reset({ mask: over }), (reset) => this.#join(ended, reset, over));
    });
  }

  /** A copy: the reset may write into the step's arrays. */
  #keep(step: VectorStep): VectorStep {
    this.#final.set(step.finalObservations);
    this.#rewards.set(step.rewards);
    this.#terminated.set(step.terminated);
    this.#truncated.set(step.truncated);
    this.#valid.set(step.valid);
    return {
      observations: step.observations,
      rewards: this.#rewards,
      terminated: this.#terminated,
      truncated: this.#truncated,
      finalObservations: this.#final,
      valid: this.#valid,
      infos: step.infos,
    };
  }

  /** The infos take Gymnasium's form of this mode: what ended is in `final_obs` and `final_info`. */
  #join(step: VectorStep, { observations, infos }: VectorReset, over: Uint8Array): VectorStep {
    const n = this.numEnvs;
    const joined = new VectorInfo(n);
    for (let i = 0; i < n; i++) {
      const own = infoOf(step.infos, i, n);
      if (over[i] === 0) {
        joined.add(i, own);
        continue;
      }
      const last = this.#packing.unpack(this.#final, i * this.#packing.size);
      joined.add(i, { final_obs: last, final_info: own });
      joined.add(i, infoOf(infos, i, n));
    }
    return { ...step, observations, infos: joined.value };
  }
}

/**
 * Presents an environment whose autoreset is `disabled` as a `same-step` one: sub-environments that end
 * are reset within the step. Any other environment is returned as it is: what follows a reset transition
 * of `next-step` is marked by `valid`.
 */
export function withAutoreset(env: VectorEnv): VectorEnv {
  return env.autoresetMode === "disabled" ? new SameStepAutoreset(env) : env;
}
