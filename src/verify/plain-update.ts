import type { Network } from "../../agents/networks/network.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import type { Tensor } from "../engine/engine.js";

/**
 * A rule's update of every layer for the network's current activity, before any optimizer:
 * ΔW = Σ over samples of gain · h_inᵀ e/T, shaped [replicas, inputs + 1, units]. Layers are credited
 * from the top down; a rule that `stepsTopDown` finds each layer above already stepped (plain SGD,
 * rate 1), so it leaves the network with changed weights.
 */
export function plainUpdate(rule: CreditRule, network: Network, gain: Tensor): Tensor[] {
  const { engine, layers, replicas } = network;
  const bound = rule.bind(network);
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
