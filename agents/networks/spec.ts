import type { Activation } from "../../src/engine/engine.js";
import type { Model } from "../../src/engine/model.js";

/**
 * Bernoulli-logistic and Gaussian units fire at random; the others are deterministic functions of their
 * input.
 */
export type UnitKind = "bernoulli" | "gaussian" | Activation;

export const UNIT_KINDS: readonly UnitKind[] = [
  "bernoulli",
  "gaussian",
  "tanh",
  "relu",
  "leaky-relu",
  "softplus",
  "linear",
];

/** Of units that are not random, for critics and yardsticks. */
export const ACTIVATIONS: readonly Activation[] = ["tanh", "relu", "leaky-relu", "softplus", "linear"];

/** Hidden Gaussian units: their mean f(z) and their standard deviation σ > 0, which is not learned. */
export interface GaussianUnits {
  readonly mean: Activation;
  readonly scale: number;
}

/**
 * Where the σ of a Gaussian head comes from: it stays as it is, it is learned but the same for all
 * observations, or the network predicts it from the observation.
 */
export type ScaleKind = "fixed" | "learned" | "predicted";

/** The σ of Gaussian heads. */
export interface OutputScale {
  readonly kind: ScaleKind;
  /** σ > 0 at first. */
  readonly initial: number;
}

/**
 * A group of output units: `softmax` over `size` classes (its last logit fixed to 0 unless
 * `fullLogits`), `size` independent Bernoulli units, `size` Gaussian units, or `size` linear units (a
 * critic's value).
 */
export interface HeadSpec {
  readonly kind: "softmax" | "bernoulli" | "gaussian" | "linear";
  readonly size: number;
  readonly fullLogits?: boolean;
}

/**
 * The weights of new layers: `glorot` uniform within ±√(6/(inputs + units)), biases within ±1e-3; `fan-in` uniform
 * within ±1/√inputs, biases 0.
 */
export type Initialisation = "glorot" | "fan-in";

/** The shape of a network, bottom to top. */
export interface NetworkSpec {
  /** Size of an observation. */
  readonly inputs: number;
  /** Linear units between a one-hot observation and the first layer, learned under any rule; none unless given. */
  readonly embedding?: number;
  readonly hidden: readonly { readonly units: number; readonly kind: UnitKind }[];
  readonly heads: readonly HeadSpec[];
  /** T > 0 of each layer, the output layer last. Default 1. */
  readonly temperatures?: readonly number[];
  /** Of hidden Gaussian units; f = tanh and σ = 1 unless given. */
  readonly gaussian?: GaussianUnits;
  /** Of Gaussian heads; learned from 1 on unless given. */
  readonly scale?: OutputScale;
  /** Computes the logits from the observation in place of all layers: `hidden` is empty, and the output has no weights. */
  readonly model?: Model;
}

export const DEFAULT_GAUSSIAN: GaussianUnits = { mean: "tanh", scale: 1 };
export const DEFAULT_SCALE: OutputScale = { kind: "learned", initial: 1 };

/** Number of logits (columns of the weight matrix) that a head needs. */
export function logitsOf(head: HeadSpec, scale: OutputScale = DEFAULT_SCALE): number {
  if (head.kind === "softmax" && !head.fullLogits) return head.size - 1;
  return head.kind === "gaussian" && scale.kind === "predicted" ? 2 * head.size : head.size;
}

/** Whether all hidden units are of the given kinds. */
export function hiddenAre(spec: NetworkSpec, kinds: readonly UnitKind[]): boolean {
  return spec.hidden.every((layer) => kinds.includes(layer.kind));
}

/** Whether every output head draws its value at random. */
export function headsAreStochastic(spec: NetworkSpec): boolean {
  return spec.heads.every((head) => head.kind !== "linear");
}
