import { type NumericArray, RunningMeanStd, type Space } from "gymnasium-js";
import type { Transition } from "../agent.js";
import type { ObservationConfig } from "../config.js";
import { AgentConfigError } from "../errors.js";
import { type FeatureLayout, featuresOf, writeFeatures } from "./features.js";
import { momentsOf, restoreMoments } from "./saved-moments.js";

/** Normalised numbers are cut off at ± this, as is usual since Gymnasium's and its users' example. */
const LIMIT = 10;
/** Added to variances before their root is taken. */
const EPSILON = 1e-8;

/** Turns packed observations into what networks see. */
export class ObservationEncoder {
  /** Numbers that a network sees of one observation. */
  readonly size: number;
  readonly #layout: FeatureLayout;
  readonly #batch: number;
  /** Of the plain numbers, one a replica; empty where nothing is normalised. */
  readonly #moments: readonly RunningMeanStd[];
  /** The plain numbers of one replica's batch, [batch × numbers]. */
  readonly #seen: Float64Array;
  /** Where in a seen observation the plain numbers lie. */
  readonly #plain: readonly number[];
  /** Where in a packed observation they lie. */
  readonly #packed: readonly number[];
  readonly #isCopy: boolean;
  /** One a number of an observation. */
  readonly #scale: readonly number[] | null;

  /** @throws {AgentConfigError} for a space that networks cannot see, or cannot see through an embedding */
  constructor(space: Space, config: ObservationConfig, replicas: number, batch: number) {
    this.#layout = featuresOf(space);
    this.#batch = batch;
    this.size = this.#layout.size;
    const numbers = this.#layout.features.filter(({ kind }) => kind === "numbers");
    if (config.embedding !== null && numbers.length > 0) {
      throw new AgentConfigError(
        `agent.observation.embedding is ${config.embedding}, but the environment has ${space}: allowed is an ` +
          "embedding of Discrete and MultiDiscrete observations, or null",
      );
    }
    this.#scale = config.scale;
    const isPlain = numbers.length === this.#layout.features.length;
    if (config.scale !== null && !(isPlain && config.scale.length === this.size)) {
      throw new AgentConfigError(
        `agent.observation.scale has ${config.scale.length} factors, but the environment has ${space}: allowed is ` +
          (isPlain ? `a list of ${this.size}, or null` : "null, or observations of plain numbers only"),
      );
    }
    const indices = (key: "from" | "to"): number[] =>
      numbers.flatMap((feature) => Array.from({ length: feature.count }, (_, i) => feature[key] + i));
    this.#plain = indices("to");
    this.#packed = indices("from");
    const normalizes = config.normalize && this.#plain.length > 0;
    this.#moments = normalizes
      ? Array.from({ length: replicas }, () => new RunningMeanStd(this.#plain.length))
      : [];
    this.#seen = new Float64Array(normalizes ? batch * this.#plain.length : 0);
    this.#isCopy = !normalizes && isPlain;
  }

  /** Takes observations that were acted on into the running moments, where `valid` is 1. */
  observe(observations: NumericArray, valid: Uint8Array): void {
    const { packedSize } = this.#layout;
    const count = this.#packed.length;
    this.#moments.forEach((moments, replica) => {
      let rows = 0;
      for (let k = replica * this.#batch; k < (replica + 1) * this.#batch; k++) {
        if (!valid[k]) continue;
        for (let i = 0; i < count; i++) {
          const factor = this.#scale?.[i] ?? 1;
          this.#seen[rows * count + i] = factor * observations[k * packedSize + this.#packed[i]];
        }
        rows++;
      }
      moments.update(this.#seen.subarray(0, rows * count));
    });
  }

  /** Writes what networks see of a batch of observations. */
  encode(observations: NumericArray, target: Float32Array | Float64Array): void {
    if (this.#isCopy) copyNumbers(observations, target);
    else writeFeatures(this.#layout, observations, target.length / this.size, target);
    if (this.#scale !== null) this.#multiply(target, this.#scale);
    if (this.#moments.length > 0) this.#normalize(target);
  }

  /** The same of what followed each step: the episode's own last observation where it was truncated. */
  encodeFollowing(transition: Transition, target: Float32Array | Float64Array): void {
    const { nextObservations, finalObservations, truncated } = transition;
    if (!truncated.includes(1)) {
      this.encode(nextObservations, target);
      return;
    }
    const { packedSize } = this.#layout;
    const following = nextObservations.slice();
    for (let k = 0; k < truncated.length; k++) {
      if (!truncated[k]) continue;
      for (let i = k * packedSize; i < (k + 1) * packedSize; i++) following[i] = finalObservations[i];
    }
    this.encode(following, target);
  }

  /** Plain numbers that outlive a step, by name. */
  counters(): Record<string, readonly number[]> {
    if (this.#moments.length === 0) return {};
    return { moments: this.#moments.flatMap(momentsOf) };
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#moments.forEach((moments, replica) => {
      restoreMoments(moments, counters.moments, replica);
    });
  }

  #multiply(target: Float32Array | Float64Array, factors: readonly number[]): void {
    for (let k = 0; k < target.length; k++) target[k] *= factors[k % factors.length];
  }

  #normalize(target: Float32Array | Float64Array): void {
    const rows = target.length / this.size;
    for (let row = 0; row < rows; row++) {
      const { mean, variance } = this.#moments[Math.floor(row / this.#batch)];
      for (let i = 0; i < this.#plain.length; i++) {
        const k = row * this.size + this.#plain[i];
        const value = (target[k] - mean[i]) / Math.sqrt(variance[i] + EPSILON);
        target[k] = Math.min(Math.max(value, -LIMIT), LIMIT);
      }
    }
  }
}

/** Copies without the fixed cost that `set` has on a few numbers. */
export function copyNumbers(source: NumericArray, target: Float32Array | Float64Array): void {
  if (source.length > 32) {
    target.set(source);
    return;
  }
  for (let k = 0; k < source.length; k++) target[k] = source[k];
}
