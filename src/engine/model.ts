import type { Engine, Tensor } from "./engine.js";

/** Numbers that a model computes with: one of its weights, as a list. */
export interface ModelParameter {
  readonly size: number;
  /** Whether training changes them. */
  readonly trainable: boolean;
}

/**
 * A differentiable function from an observation to output logits, with parameters of its own. It stands in for the
 * layers of a network. Tensors have one replica and a row for each sample; those of observations, logits and
 * cotangents may be of any engine, those of parameters and gradients are the model's.
 */
export interface Model {
  /** Where parameters, their gradients and an optimizer's memory are. */
  readonly engine: Engine;
  /** What it computes on, for messages. */
  readonly backend: string;
  /** Numbers of an observation. */
  readonly inputs: number;
  /** Numbers that it puts out. */
  readonly outputs: number;
  readonly parameters: readonly ModelParameter[];
  /** z = what the model puts out for each row of `observations`. */
  evaluate(z: Tensor, observations: Tensor): void;
  /**
   * out_k = Σ_b Σ_j c_bj ∂z_bj/∂θ_k for each trainable parameter θ_k in turn, `out_k` being [1, 1, size]; or each row's
   * own in a row of `out_k` [1, batch, size].
   */
  derive(outs: readonly Tensor[], observations: Tensor, cotangents: Tensor): void;
  /** Copies all parameters, [1, 1, size] each. */
  read(parameters: readonly Tensor[]): void;
  /** Takes parameters over, of all or (`trained`) of those that training changes, in turn. */
  write(parameters: readonly Tensor[], trained: boolean): void;
  /** Frees what it has besides the parameters' last values, which its maker keeps. */
  dispose(): void;
}
