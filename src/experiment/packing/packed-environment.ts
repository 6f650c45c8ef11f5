import type { ActionBatch, VectorEnv, VectorReset, VectorResetOptions, VectorStep } from "gymnasium-js";

/** An environment whose steps are taken elsewhere; all else is its own. */
export class PackedEnvironment implements VectorEnv {
  readonly spec;
  readonly numEnvs;
  readonly autoresetMode;
  readonly observationSpace;
  readonly actionSpace;
  readonly state?: () => Uint8Array;
  readonly restore?: (state: Uint8Array) => void;
  readonly #env: VectorEnv;
  readonly #step: (env: VectorEnv, actions: ActionBatch) => Promise<VectorStep>;

  constructor(env: VectorEnv, step: (env: VectorEnv, actions: ActionBatch) => Promise<VectorStep>) {
    this.#env = env;
    this.#step = step;
    this.spec = env.spec;
    this.numEnvs = env.numEnvs;
    this.autoresetMode = env.autoresetMode ?? "same-step";
    this.observationSpace = env.observationSpace;
    this.actionSpace = env.actionSpace;
    if (env.state !== undefined && env.restore !== undefined) {
      this.state = () => env.state!();
      this.restore = (state) => env.restore!(state);
    }
  }

  get observations(): VectorEnv["observations"] {
    return this.#env.observations;
  }

  reset(options?: VectorResetOptions): VectorReset | Promise<VectorReset> {
    return this.#env.reset(options);
  }

  step(actions: ActionBatch): Promise<VectorStep> {
    return this.#step(this.#env, actions);
  }

  close(): void | Promise<void> {
    return this.#env.close();
  }
}
