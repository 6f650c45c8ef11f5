import type {
  ActionBatch,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "gymnasium-js";
import { actionBatch } from "./action-batch.js";
import type { Emission } from "./emission.js";
import { copyUnlessNaN, emptyLike, indexOfNaN } from "./numeric-array.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One vector environment of an interaction: the arrays it works on, and the check of what it answers. */
export class Group {
  readonly actions: ActionBatch;
  /** Written over by each step. */
  emission!: Mutable<Emission>;
  /** To its latest step, of several groups. */
  answer: VectorStep | Promise<VectorStep> | undefined;
  private checked = false;

  constructor(
    readonly env: VectorEnv,
    readonly index: number,
  ) {
    this.actions = actionBatch(env.actionSpace, env.numEnvs);
  }

  /** Index of its first sub-environment among those of all groups. */
  get offset(): number {
    return this.index * this.env.numEnvs;
  }

  /** Of a seed for all groups, the part that is this one's. */
  reset(seed: VectorResetOptions["seed"]): VectorReset | Promise<VectorReset> {
    return this.env.reset(seed === undefined ? {} : { seed: this.ownSeed(seed) });
  }

  /** @param step of the emission before this group's first */
  begin({ observations, infos }: VectorReset, step: number): void {
    const { numEnvs } = this.env;
    if (observations.length % numEnvs !== 0) {
      throw new Error(`${observations.length} observation values for ${numEnvs} sub-environments.`);
    }
    const none = new Uint8Array(numEnvs);
    // Two buffers take turns: the environment may overwrite its own array while it steps.
    this.emission = {
      group: this.index,
      step,
      transitions: 0,
      observations: emptyLike(observations),
      actions: this.actions,
      rewards: new Float64Array(numEnvs),
      terminated: none,
      truncated: none,
      finalObservations: emptyLike(observations),
      nextObservations: emptyLike(observations),
      valid: none,
      infos,
    };
    this.store(observations, this.emission.nextObservations);
  }

  /** Checks an answer and puts it into the emission. @param transitions those of the run before it */
  take(result: VectorStep, transitions: number): void {
    const { emission } = this;
    const { rewards, terminated, truncated, valid } = result;
    const { numEnvs } = this.env;
    if (!this.checked) this.checkShapes(result);
    let sum = 0;
    let ended = 0;
    for (let i = 0; i < numEnvs; i++) {
      sum += rewards[i] as number;
      ended |= (terminated[i] as number) | (truncated[i] as number);
      if (valid[i] !== 0) transitions++;
    }
    if (sum - sum !== 0) this.checkRewards(rewards);
    if (ended !== 0) this.checkFinalObservations(result);

    const next = emission.observations;
    this.store(result.observations, next);
    emission.observations = emission.nextObservations;
    emission.nextObservations = next;
    emission.transitions = transitions;
    emission.rewards = rewards;
    emission.terminated = terminated;
    emission.truncated = truncated;
    emission.finalObservations = result.finalObservations;
    emission.valid = valid;
    emission.infos = result.infos;
  }

  private ownSeed(seed: NonNullable<VectorResetOptions["seed"]>): VectorResetOptions["seed"] {
    const { offset } = this;
    if (offset === 0 && typeof seed !== "object") return seed;
    if (typeof seed === "bigint") return seed + BigInt(offset);
    if (typeof seed !== "number") return seed.slice(offset, offset + this.env.numEnvs);
    const isWide = Number.isSafeInteger(seed) && !Number.isSafeInteger(seed + offset);
    return isWide ? BigInt(seed) + BigInt(offset) : seed + offset;
  }

  private store(observations: NumericArray, target: NumericArray): void {
    if (observations.length !== target.length) {
      throw new Error(`${observations.length} observation values where there were ${target.length}.`);
    }
    if (!copyUnlessNaN(observations, target)) this.refuse(observations, 0, observations.length);
  }

  private refuse(observations: NumericArray, from: number, to: number): void {
    const at = indexOfNaN(observations, from, to);
    if (at < 0) return;
    const size = observations.length / this.env.numEnvs;
    fail(Math.floor(at / size), `observation value ${at % size} is NaN.`);
  }

  private checkRewards(rewards: Float64Array): void {
    const at = rewards.findIndex((reward) => !Number.isFinite(reward));
    // All finite: their sum only overflowed.
    if (at >= 0) fail(at, `its reward is ${rewards[at]}, which is not a finite number.`);
  }

  private checkFinalObservations({ finalObservations, terminated, truncated }: VectorStep): void {
    const size = finalObservations.length / this.env.numEnvs;
    for (let i = 0; i < this.env.numEnvs; i++) {
      if (terminated[i] !== 0 || truncated[i] !== 0) this.refuse(finalObservations, i * size, (i + 1) * size);
    }
  }

  private checkShapes(result: VectorStep): void {
    const { numEnvs } = this.env;
    for (const name of ["rewards", "terminated", "truncated", "valid"] as const) {
      const { length } = result[name];
      if (length !== numEnvs)
        throw new Error(`${length} values in \`${name}\` for ${numEnvs} sub-environments.`);
    }
    if (result.finalObservations.length !== result.observations.length) {
      throw new Error("`finalObservations` and `observations` differ in length.");
    }
    this.checked = true;
  }
}

function fail(environmentIndex: number, message: string): never {
  throw Object.assign(new Error(message), { environmentIndex });
}
