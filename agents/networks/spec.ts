import type { Activation } from "../../src/engine/engine.js";

/** Bernoulli-logistic units fire at random; the others are deterministic functions of their input. */
export type UnitKind = "bernoulli" | Activation;

export const UNIT_KINDS: readonly UnitKind[] = [
  "bernoulli",
  "tanh",
  "relu",
  "leaky-relu",
  "softplus",
  "linear",
];

/**
 * A group of output units: `softmax` over `size` classes (its last logit fixed to 0 unless
 * `fullLogits`), `size` independent Bernoulli units, or `size` linear units (a critic's value).
 */
export interface HeadSpec {
  readonly kind: "softmax" | "bernoulli" | "linear";
  readonly size: number;
  readonly fullLogits?: boolean;
}

/** The shape of a network, bottom to top. */
export interface NetworkSpec {
  /** Size of an observation. */
  readonly inputs: number;
  readonly hidden: readonly { readonly units: number; readonly kind: UnitKind }[];
  readonly heads: readonly HeadSpec[];
  /** T > 0 of each layer, the output layer last. Default 1. */
  readonly temperatures?: readonly number[];
}

/** Number of logits (columns of the weight matrix) that a head needs. */
export function logitsOf(head: HeadSpec): number {
  return head.kind === "softmax" && !head.fullLogits ? head.size - 1 : head.size;
}

/** Whether all hidden units are of the given kinds. */
export function hiddenAre(spec: NetworkSpec, kinds: readonly UnitKind[]): boolean {
  return spec.hidden.every((layer) => kinds.includes(layer.kind));
}

/** Whether every output head draws its value at random. */
export function headsAreStochastic(spec: NetworkSpec): boolean {
  return spec.heads.every((head) => head.kind !== "linear");
}
