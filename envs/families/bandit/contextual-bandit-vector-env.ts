import { type EnvSpec, NativeVectorEnv } from "gymnasium-js";
import { BanditModel } from "./bandit-model.js";
import { type BanditTask, banditActionSpace, banditObservationSpace } from "./bandit-task.js";

/** What the states hold of a task: gain, scale, noise, seed of the weights. */
const CONSTANTS = 4;

/** Sub-environment i plays `tasks[i]` and equals the single environment of that task. */
export class ContextualBanditVectorEnv extends NativeVectorEnv {
  readonly #first: BanditTask;
  readonly #models: BanditModel[] = [];

  /** @param tasks of one form and size. */
  constructor(tasks: readonly BanditTask[], maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    const first = tasks[0]!;
    const n = tasks.length;
    super({
      spec,
      numEnvs: n,
      maxEpisodeSteps,
      observationSpace: banditObservationSpace(first),
      actionSpace: banditActionSpace(first),
      // The contexts are the observations. A saved state brings its tasks along.
      stateSize: CONSTANTS,
    });
    this.#first = first;
    for (const [i, { gain, scale, noise, weightSeed }] of tasks.entries()) {
      for (const [k, value] of [gain, scale, noise, weightSeed].entries()) this.states[k * n + i] = value;
    }
    this.#build();
  }

  /** The models of the tasks in `states`; sub-environments with the same weights share one. */
  #build(): void {
    const n = this.numEnvs;
    const shared = new Map<string, BanditModel>();
    for (let i = 0; i < n; i++) {
      const gain = this.states[i]!;
      const weightSeed = this.states[3 * n + i]!;
      const key = `${gain} ${weightSeed}`;
      const model = shared.get(key) ?? new BanditModel({ ...this.#first, gain, weightSeed });
      shared.set(key, model);
      this.#models[i] = model;
    }
  }

  /** @throws InvalidStateError */
  override restore(state: Uint8Array): void {
    super.restore(state);
    this.#build();
  }

  protected begin(i: number): void {
    const d = this.#first.contextSize;
    const generator = this.generators[i]!;
    for (let k = 0; k < d; k++) this.observations[i * d + k] = generator.standardNormal();
  }

  protected advance(): void {
    const n = this.numEnvs;
    const d = this.#first.contextSize;
    const { states, observations, rewards, terminated, truncated, actions } = this;
    const timeout = this.limit <= 1 ? 1 : 0;
    for (let i = 0; i < n; i++) {
      const mean = this.#models[i]!.mean(actions[i]!, observations, i * d);
      const noise = states[2 * n + i]! * this.generators[i]!.standardNormal();
      rewards[i] = states[n + i]! * (mean + noise);
      terminated[i] = 1;
      truncated[i] = timeout;
      this.end(i);
    }
  }
}
