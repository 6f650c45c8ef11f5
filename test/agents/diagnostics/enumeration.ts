import { Network } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { exactGradient } from "../../../src/verify/exact-gradient.js";
import { expectedUpdate } from "../../../src/verify/expected-update.js";
import { layerStates, product, randomHeads } from "../../../src/verify/states.js";
import type { Decision } from "./decisions.js";

export interface Truth {
  /** Of each layer. */
  readonly update: readonly Float64Array[];
  readonly gradient: readonly Float64Array[];
  /** Mean squared norm of one decision's update. */
  readonly squares: readonly number[];
}

/**
 * What diagnostics estimate, exactly. Given the action the expected update is that for a reward of 1/π(action)
 * for this action and none for others, and the gradient of log π is that of such a reward's expectation: both
 * come from the enumerations that prove the rules.
 */
export function enumerate(
  rule: string,
  spec: NetworkSpec,
  weights: readonly Float64Array[],
  decisions: readonly Decision[],
): Truth {
  const states = layerStates(randomHeads(spec, spec.hidden.length));
  const paying = (decision: Decision, reward: number): number[] =>
    states.map((state) => (state.every((value, j) => value === decision.output[j]) ? reward : 0));
  const caseOf = (of: readonly Decision[], rewards: readonly number[]) => ({
    ...{ id: "decisions", spec, weights, inputs: of.map(({ input }) => input) },
    inputProbabilities: of.map(() => 1 / of.length),
    rewards: of.map((decision, m) => paying(decision, rewards[m])),
  });
  const probabilities = decisions.map((one) => exactGradient(caseOf([one], [1])).expectedReward);
  const all = caseOf(
    decisions,
    decisions.map(({ feedback }, m) => feedback / probabilities[m]),
  );
  return {
    update: expectedUpdate(creditRule(rule), all),
    gradient: exactGradient(all).gradient,
    squares: meanSquares(rule, spec, weights, decisions),
  };
}

/** Over all hidden states, weighted by their law given input and action. */
function meanSquares(
  rule: string,
  spec: NetworkSpec,
  weights: readonly Float64Array[],
  decisions: readonly Decision[],
): number[] {
  const hidden = product(spec.hidden.map((_, l) => layerStates(randomHeads(spec, l))));
  const rows = decisions.flatMap((decision) => hidden.map((values) => ({ decision, values })));
  const network = new Network(createReferenceEngine(), spec, 1, rows.length);
  network.layers.forEach((layer, l) => {
    layer.weights.data.set(weights[l]);
  });
  network.input.data.set(rows.flatMap(({ decision }) => decision.input));
  network.force([
    ...spec.hidden.map((_, l) => rows.flatMap(({ values }) => values[l])),
    rows.flatMap(({ decision }) => decision.output),
  ]);
  const chances = rows.map((_, row) => chanceOf(network, row));
  const bound = creditRule(rule).bind(network);
  const squares: number[] = [];
  for (let l = network.layers.length - 1; l >= 0; l--) {
    bound.credit(l);
    const { eligibility, input, inputs, units, temperature } = network.layers[l];
    squares[l] = 0;
    rows.forEach(({ decision }, row) => {
      const first = row - (row % hidden.length);
      const total = chances.slice(first, first + hidden.length).reduce((sum, chance) => sum + chance);
      const square = (data: ArrayLike<number>, count: number): number =>
        Array.from({ length: count }, (_, k) => data[row * count + k] ** 2).reduce((a, b) => a + b, 0);
      const own = square(eligibility.data, units) * (square(input.data, inputs) + 1);
      squares[l] +=
        (chances[row] / total) * (decision.feedback / temperature.data[0]) ** 2 * (own / decisions.length);
    });
  }
  return squares;
}

/** P(all values | input), of Bernoulli units and softmax heads. */
function chanceOf({ layers }: Network, row: number): number {
  let chance = 1;
  for (const { heads, h, p, units } of layers) {
    for (const { kind, start, count } of heads) {
      const columns = Array.from({ length: count }, (_, k) => row * units + start + k);
      if (kind === "bernoulli") {
        for (const k of columns) chance *= h.data[k] === 1 ? p.data[k] : 1 - p.data[k];
      } else {
        const chosen = columns.find((k) => h.data[k] === 1);
        chance *= chosen === undefined ? 1 - columns.reduce((sum, k) => sum + p.data[k], 0) : p.data[chosen];
      }
    }
  }
  return chance;
}
