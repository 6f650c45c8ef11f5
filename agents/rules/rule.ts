import type { Tensor } from "../../src/engine/engine.js";
import type { Network } from "../networks/network.js";
import type { NetworkSpec } from "../networks/spec.js";
import type { TopDownWeights } from "../top-down/top-down-weights.js";

/** Hands out credit in one network; made by {@link CreditRule.bind}. */
export interface BoundRule {
  /**
   * Writes the layer's `eligibility` for feedback 1, and where `handsOutRewards` its `reward`, from
   * the current activity. Called for the top layer first.
   *
   * A learner records it (`Engine.record`) for each set of activity and then repeats what it asked
   * for, so it must consist of operations of the engine that are the same at each call; what varies belongs
   * in tensors. A rule that reads or writes `data` here, or draws `uniforms`, is called each time instead.
   */
  credit(layer: number): void;
  /** True when `eligibility` is still to be multiplied with `reward` (behind a trace, say). */
  readonly handsOutRewards?: boolean;
  /**
   * [replicas, batch, 1], of rules whose credit is not linear in the feedback: to be filled with each sample's
   * feedback before `credit`. `eligibility` is then for this feedback, and is no more to be multiplied with it.
   */
  readonly feedback?: Tensor;
}

/** What a rule may depend on besides the network. */
export interface RuleContext {
  /** One a replica: what a rule draws for itself it draws from these. */
  readonly seeds: readonly number[];
  /** `AgentConfig.topDown`. */
  readonly topDown: TopDownWeights | null;
}

/** What actors are told instead of the feedback, in controls: nothing but 0, or the feedback with a random sign. */
export type FalseAdvantage = "zero" | "random-sign";

/** A way to turn one scalar feedback into a learning signal for every unit. */
export interface CreditRule {
  readonly id: string;
  /** One line for listings. */
  readonly summary: string;
  readonly source: string;
  /** Whether its expected update is the gradient of the expected reward. */
  readonly unbiased: boolean;
  /** The hidden units that it is compared with when an experiment names none. */
  readonly defaultUnits: "bernoulli" | "tanh";
  /** True when each layer must take its optimizer step before the layer under it gets its credit. */
  readonly stepsTopDown?: boolean;
  /** Of a control: what agents tell it instead of the feedback (see `AdvantageControl`). */
  readonly advantage?: FalseAdvantage;
  /** `true`, or the sentence with which the network is refused. */
  supports(spec: NetworkSpec): true | string;
  /**
   * @param context needed by rules that have numbers of their own
   * @throws {AgentConfigError} where it has not what the rule needs, {TypeError} where it is needed and not given
   */
  bind(network: Network, context?: RuleContext): BoundRule;
}
