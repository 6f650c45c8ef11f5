import type { Activation } from "../src/engine/engine.js";
import {
  DEFAULT_GAUSSIAN,
  DEFAULT_SCALE,
  type GaussianUnits,
  type Initialisation,
  type OutputScale,
  type UnitKind,
} from "./networks/spec.js";
import type { TopDownWeights } from "./top-down/top-down-weights.js";

/** A constant, or a linear change from `from` to `to` over the first `steps` agent steps, constant after. */
export type Schedule = number | { readonly from: number; readonly to: number; readonly steps: number };

export type OptimizerConfig =
  | { readonly kind: "sgd" }
  /** `corrected`: m is a mean of gradients whose bias is corrected as Adam's is, not their sum; false unless given. */
  | { readonly kind: "momentum"; readonly momentum: number; readonly corrected?: boolean }
  | {
      readonly kind: "adam";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      /** Bias correction is dropped after this many updates; null keeps it for good. */
      readonly correctionSteps: number | null;
    };

/** A network of deterministic units that predicts the return, trained by backpropagation and TD(λ). */
export interface CriticConfig {
  readonly hidden: readonly number[];
  readonly units: Activation;
  /** One rate a layer, bottom to top, the output layer last. */
  readonly rates: readonly Schedule[];
  readonly lambda: number;
  readonly optimizer: OptimizerConfig;
}

/** How an agent acts in a Box: one Gaussian unit for each number. */
export interface ContinuousConfig {
  /**
   * How a unit's value becomes a number between the bounds, −1 and 1 standing for them: cut off, or bent
   * by tanh. Without two finite bounds the value itself is taken, cut off at a bound that there is.
   */
  readonly bounding: "clip" | "squash";
  /** σ of the units, in units of half the range where there are two bounds. */
  readonly scale: OutputScale;
  /** Rate of a learned log σ; null for that of the output layer. */
  readonly scaleRate: Schedule | null;
}

/** The whole episodes that one update of `batch-return` learns from. */
export interface BatchReturnConfig {
  /** Of each update, ≥ 1. */
  readonly episodes: number;
  /** Advantages are cut off at ± this (> 0); null for no limit. */
  readonly clip: number | null;
}

/** How an agent sees. */
export interface ObservationConfig {
  /**
   * Each number of an observation is multiplied by its own factor before anything else; null for none. Only where
   * all are plain numbers.
   */
  readonly scale: readonly number[] | null;
  /**
   * Whether each number of a Box or MultiBinary space is shifted and scaled by its mean and deviation over all
   * steps learned from so far, and cut off at ±10.
   */
  readonly normalize: boolean;
  /**
   * Whole numbers of known range are seen one-hot; this many linear units between them and the first layer
   * learn a vector for each. null for none.
   */
  readonly embedding: number | null;
  /** Rate of the embedding; null for that of the first layer. */
  readonly embeddingRate: Schedule | null;
}

/** Everything but rule, environment and seed that decides how an agent learns. */
export interface AgentConfig {
  /** Units of each hidden layer, bottom to top. */
  readonly hidden: readonly number[];
  /** Hidden units; null takes the rule's own default. */
  readonly units: UnitKind | null;
  /** T of each layer, the output layer last; null for 1 everywhere. */
  readonly temperatures: readonly number[] | null;
  /** `bernoulli` is one unit for two actions; `softmax` fixes its last logit to 0, `softmax-full` does not. */
  readonly output: "softmax" | "softmax-full" | "bernoulli";
  /** In a Box. */
  readonly continuous: ContinuousConfig;
  /** Of hidden Gaussian units. */
  readonly gaussian: GaussianUnits;
  /** The actor's weights at first. */
  readonly initialisation: Initialisation;
  readonly observation: ObservationConfig;
  readonly optimizer: OptimizerConfig;
  /** One rate a layer, bottom to top, the output layer last. */
  readonly rates: readonly Schedule[];
  /**
   * What every unit's eligibility is multiplied with: the reward itself (bandits), the critic's TD
   * error at each step, the discounted return less a baseline at the end of each episode, or (`batch-return`)
   * after several whole episodes the discounted return less their mean at the same time step, over its deviation.
   * `label` is supervised learning: the action is replaced by the one that the environment's infos tell as `label`, and
   * the feedback is 1.
   */
  readonly feedback: "reward" | "td-error" | "return" | "batch-return" | "label";
  /** With `batch-return`, which needs a batch of one sub-environment. */
  readonly batchReturn: BatchReturnConfig;
  /** γ in [0, 1]. */
  readonly discount: number;
  /** Whether rewards are divided by the running deviation of discounted returns, and cut off at ±10. */
  readonly normalizeRewards: boolean;
  /**
   * β ≥ 0: what the feedback grows by for each −log π(action | hidden values), so that the output layer
   * follows β times the gradient of its expected entropy, and with `reinforce` and `backprop` the layers
   * below do as well. With traces earlier steps share in it.
   */
  readonly entropy: number;
  /** ≥ 0: each update takes this times the rate off every weight and bias (decoupled from the gradient). */
  readonly weightDecay: number;
  /** > 0: the most that the norm of the gradient of all weights and biases may be, with `batch-return` and `label`; null for no limit. */
  readonly gradientNorm: number | null;
  /** λ of the actor's eligibility traces with `td-error`; 0 for none. */
  readonly lambda: number;
  /** With `return`: nothing, a running mean of past returns, or the critic's value. */
  readonly baseline: "none" | "mean" | "critic";
  /** Used with `td-error` and with the `critic` baseline. */
  readonly critic: CriticConfig;
  /** Whether a truncated episode's last state keeps its value; otherwise its last step teaches nothing. */
  readonly bootstrapTruncated: boolean;
  /** Learn from a step only after acting on, and evaluating, the next state, as the authors' program does. */
  readonly lag: boolean;
  /** The network that hands out the credit under `tdca` and its controls, which need one. Others leave it alone. */
  readonly topDown: TopDownWeights | null;
}

const ADAM: OptimizerConfig = {
  kind: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  correctionSteps: null,
};

/** The reference actor-critic of Weight Maximization (Chung 2020): 64-32 units, online Adam, γ = 0.98, critic λ = 0.8. */
export const DEFAULT_AGENT: AgentConfig = {
  hidden: [64, 32],
  units: null,
  temperatures: null,
  output: "softmax",
  continuous: { bounding: "clip", scale: DEFAULT_SCALE, scaleRate: null },
  gaussian: DEFAULT_GAUSSIAN,
  initialisation: "glorot",
  observation: { scale: null, normalize: false, embedding: null, embeddingRate: null },
  optimizer: ADAM,
  rates: [0.01, 0.001, 0.0001],
  feedback: "td-error",
  batchReturn: { episodes: 4, clip: 3 },
  discount: 0.98,
  normalizeRewards: false,
  entropy: 0,
  weightDecay: 0,
  gradientNorm: null,
  lambda: 0,
  baseline: "critic",
  critic: {
    hidden: [64, 32],
    units: "softplus",
    rates: [0.01, 0.0001, 0.00001],
    lambda: 0.8,
    optimizer: ADAM,
  },
  bootstrapTruncated: true,
  lag: false,
  topDown: null,
};
