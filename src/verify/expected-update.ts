import { Network } from "../../agents/networks/network.js";
import type { CreditRule, RuleContext } from "../../agents/rules/rule.js";
import type { Head, Tensor } from "../engine/engine.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import type { EnumerationCase } from "./enumeration-case.js";
import { loadWeights, plainUpdate } from "./plain-update.js";
import { verificationContext } from "./rule-context.js";
import { layerStates, product, randomHeads } from "./states.js";

/**
 * E[ΔW] of a rule, layer by layer: probability × update summed over every joint state of the network,
 * all of them computed at once by the rule itself on the reference engine. States are the samples of a
 * batch; for a rule that steps its layers they are replicas, so that each steps from the same weights.
 *
 * @param contextOf what the rule is bound with; that of verifications unless given
 */
export function expectedUpdate(
  rule: CreditRule,
  testCase: EnumerationCase,
  contextOf: (network: Network) => RuleContext = verificationContext,
): Float64Array[] {
  const states = jointStates(testCase);
  const count = states.length;
  const engine = createReferenceEngine();
  const network = rule.stepsTopDown
    ? new Network(engine, testCase.spec, count, 1)
    : new Network(engine, testCase.spec, 1, count);
  loadWeights(network, testCase.weights);
  network.input.data.set(states.flatMap(({ input }) => testCase.inputs[input]));
  network.force(network.layers.map((_, l) => states.flatMap(({ values }) => values[l])));

  const probabilities = states.map(
    ({ input }, sample) => testCase.inputProbabilities[input] * stateProbability(network, sample),
  );
  const rewards = states.map(({ input, output }) => testCase.rewards[input][output]);
  const feedback = engine.tensor(network.replicas, network.batch, 1);
  feedback.data.set(rewards);
  const shares = rule.stepsTopDown ? undefined : probabilities;
  const replicaWeights = rule.stepsTopDown ? probabilities : [1];
  const context = contextOf(network);
  return plainUpdate(rule, network, feedback, { shares, context }).map((gradient) =>
    weightedSum(gradient, replicaWeights),
  );
}

interface JointState {
  /** Index of the input. */
  readonly input: number;
  /** Index of the output layer's state. */
  readonly output: number;
  /** Values of each layer's units; empty for deterministic ones. */
  readonly values: readonly (readonly number[])[];
}

function jointStates({ spec, inputs }: EnumerationCase): JointState[] {
  const layers = Array.from({ length: spec.hidden.length + 1 }, (_, l) => layerStates(randomHeads(spec, l)));
  const top = layers.length - 1;
  const outputs = layers[top].map((values, output) => ({ values, output }));
  const below = product(layers.slice(0, top));
  return inputs.flatMap((_, input) =>
    below.flatMap((hidden) =>
      outputs.map(({ values, output }) => ({ input, output, values: [...hidden, values] })),
    ),
  );
}

/** P(values of all layers | input), from the probabilities that the network itself would draw with. */
function stateProbability(network: Network, sample: number): number {
  let probability = 1;
  for (const { heads, h, p, units } of network.layers) {
    for (const head of heads) {
      const start = sample * units + head.start;
      const own = (data: ArrayLike<number>): number[] =>
        Array.from({ length: head.count }, (_, k) => data[start + k]);
      probability *= headProbability(head, own(h.data), own(p.data));
    }
  }
  return probability;
}

function headProbability({ kind }: Head, h: readonly number[], p: readonly number[]): number {
  if (kind === "bernoulli") return h.reduce((chance, on, k) => chance * (on === 1 ? p[k] : 1 - p[k]), 1);
  const chosen = h.indexOf(1);
  return chosen === -1 ? 1 - p.reduce((sum, q) => sum + q, 0) : p[chosen];
}

function weightedSum({ data, rows, columns }: Tensor, weights: readonly number[]): Float64Array {
  const stride = rows * columns;
  return Float64Array.from({ length: stride }, (_, k) =>
    weights.reduce((sum, weight, replica) => sum + weight * data[replica * stride + k], 0),
  );
}
