import type { Network } from "../../agents/networks/network.js";
import type { CreditRule, RuleContext } from "../../agents/rules/rule.js";
import type { Tensor } from "../engine/engine.js";
import { verificationContext } from "./rule-context.js";

/** How samples make an update. */
export interface PlainUpdateOptions {
  /** Of each sample, [replicas × batch], what its part of the update is multiplied with; 1 unless given. */
  readonly shares?: readonly number[];
  /** What the rule is bound with; that of verifications unless given. */
  readonly context?: RuleContext;
}

/**
 * A rule's update of every layer for the network's current activity, before any optimizer:
 * ΔW = Σ over samples of share · feedback · h_inᵀ e/T, shaped [replicas, inputs + 1, units]. Layers are credited
 * from the top down; a rule that `stepsTopDown` finds each layer above already stepped (plain SGD,
 * rate 1), so it leaves the network with changed weights.
 *
 * @param feedback [replicas, batch, 1]
 */
export function plainUpdate(
  rule: CreditRule,
  network: Network,
  feedback: Tensor,
  { shares, context = verificationContext(network) }: PlainUpdateOptions = {},
): Tensor[] {
  const { engine, layers, replicas } = network;
  const bound = rule.bind(network, context);
  const gain = engine.tensor(replicas, network.batch, 1);
  // A rule may have taken the feedback into its eligibility.
  gain.data.set(
    Float64Array.from(feedback.data, (value, k) => (bound.feedback ? 1 : value) * (shares?.[k] ?? 1)),
  );
  bound.feedback?.data.set(feedback.data);
  const one = engine.tensor(replicas, 1, 1);
  one.data.fill(1);
  const gradients = layers.map(({ weights }) => engine.tensor(replicas, weights.rows, weights.columns));
  for (let l = layers.length - 1; l >= 0; l--) {
    const { eligibility, input, reward, temperature, weights } = layers[l];
    bound.credit(l);
    let credited = eligibility;
    if (bound.handsOutRewards) {
      credited = engine.tensor(replicas, network.batch, eligibility.columns);
      engine.multiply(credited, eligibility, reward);
    }
    engine.outer(gradients[l], input, credited, gain, temperature);
    if (rule.stepsTopDown) engine.sgd(weights, gradients[l], one, one);
  }
  return gradients;
}

/** Gives every replica of the network the same weights. */
export function loadWeights(network: Network, weights: readonly ArrayLike<number>[]): void {
  network.layers.forEach((layer, l) => {
    const { data } = layer.weights;
    for (let start = 0; start < data.length; start += weights[l].length) data.set(weights[l], start);
  });
}
