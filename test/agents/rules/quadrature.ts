import type { Schedule } from "../../../agents/config.js";
import { Learner } from "../../../agents/learner.js";
import type { Layer } from "../../../agents/networks/layer.js";
import { Network } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { CounterStream } from "../../../src/random/streams.js";

/** A value with its probability; of Gaussian units a node ξ of h = mean + σ ξ. */
interface Node {
  readonly values: readonly number[];
  readonly probability: number;
}

/** What an output paid or was worth, given the values of all layers and the output's distribution. */
export type Payoff = (output: readonly number[], distribution: OutputDistribution) => number;

export interface OutputDistribution {
  readonly p: readonly number[];
  readonly deviation: readonly number[];
}

type Nodes = readonly (readonly [node: number, weight: number])[];

/**
 * Nodes and weights with which Σ w f(ξ) is E f(ξ) for standard normal ξ: the trapezoidal rule, whose error
 * falls like e^(−2πd/step), d being the distance of the nearest singularity of f from the real line.
 */
export function normalNodes(step: number): Nodes {
  const half = Math.ceil(8.5 / step);
  return Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = (k - half) * step;
    return [x, (step * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI)];
  });
}

/** A network with random weights before one observation, and every way that it may turn out. */
export class QuadratureCase {
  readonly #network: Network;
  readonly #parameters: readonly Layer[];
  readonly #nodes: Nodes;

  /** @param step of the quadrature for each Gaussian unit */
  constructor(
    readonly spec: NetworkSpec,
    readonly observation: readonly number[],
    step: number,
  ) {
    this.#nodes = normalNodes(step);
    this.#network = new Network(createReferenceEngine(), spec, 1, 1);
    this.#network.initialise([3], "initialisation");
    this.#parameters = parametersOf(this.#network);
    const random = new CounterStream(5, "initialisation");
    for (const { weights } of this.#parameters) {
      for (let k = 0; k < weights.data.length; k++) weights.data[k] += 0.8 * (random.uniform() - 0.5);
    }
  }

  /** Of the layers, then of embedding and scale. */
  get weights(): readonly ArrayLike<number>[] {
    return this.#parameters.map(({ weights }) => weights.data);
  }

  /** E[payoff] by quadrature, with noise ξ that does not depend on the weights. */
  expectation(payoff: Payoff): number {
    return this.#outcomes().reduce((sum, { probability, values, distribution }) => {
      return sum + probability * payoff(values[values.length - 1], distribution);
    }, 0);
  }

  /** ∂E[payoff]/∂W of every layer by differences of fourth order, which share no formula with any rule. */
  gradient(payoff: Payoff): Float64Array[] {
    const h = 1e-3;
    return this.#parameters.map(({ weights: { data } }) =>
      Float64Array.from(data, (weight, k) => {
        const at = (offset: number): number => {
          data[k] = weight + offset;
          return this.expectation(payoff);
        };
        const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        data[k] = weight;
        return slope;
      }),
    );
  }

  /**
   * E[ΔW] of every layer by plain ascent with rate 1: all outcomes are the samples of one batch.
   * @param feedback of each sample, given the network that has all outcomes in it
   */
  expectedUpdate(rule: string, feedback: (network: Network, outputs: readonly number[][]) => number[]) {
    const outcomes = this.#outcomes();
    const network = new Network(createReferenceEngine(), this.spec, 1, outcomes.length);
    const layers = parametersOf(network);
    layers.forEach(({ weights }, l) => {
      weights.data.set(this.#parameters[l].weights.data);
    });
    network.input.data.set(outcomes.flatMap(() => this.observation));
    network.force(network.layers.map((_, l) => outcomes.flatMap(({ values }) => values[l])));
    const rates: Schedule[] = network.layers.map(() => 1);
    const learner = new Learner({
      ...{ network, rule: creditRule(rule), rates: [rates], mode: "direct" },
      optimizer: { kind: "sgd" },
    });
    const gain = network.engine.tensor(1, outcomes.length, 1);
    const paid = feedback(
      network,
      outcomes.map(({ values }) => [...values[values.length - 1]]),
    );
    gain.data.set(paid.map((value, k) => value * outcomes[k].probability));
    const before = layers.map(({ weights }) => weights.data.slice());
    learner.learn(gain, gain);
    return layers.map(({ weights }, l) =>
      Float64Array.from(weights.data, (value, k) => value - before[l][k]),
    );
  }

  #outcomes(): Outcome[] {
    const network = this.#network;
    network.input.data.set(this.observation);
    let outcomes: Outcome[] = [{ probability: 1, values: [], distribution: { p: [], deviation: [] } }];
    network.layers.forEach((layer, l) => {
      outcomes = outcomes.flatMap((outcome) => {
        network.force([
          ...outcome.values,
          ...network.layers.slice(l).map(({ units }) => new Array(units).fill(0)),
        ]);
        if (!layer.stochastic) return [{ ...outcome, values: [...outcome.values, Array.from(layer.h.data)] }];
        const distribution = { p: Array.from(layer.p.data), deviation: deviationsOf(layer) };
        return nodesOf(layer, distribution, this.#nodes).map((node) => ({
          probability: outcome.probability * node.probability,
          values: [...outcome.values, node.values],
          distribution,
        }));
      });
    });
    return outcomes;
  }
}

interface Outcome {
  readonly probability: number;
  readonly values: readonly (readonly number[])[];
  readonly distribution: OutputDistribution;
}

/** The layers that learn: of the chain, then embedding and scale. */
function parametersOf({ layers, embedding, scale }: Network): Layer[] {
  return [...layers, embedding, scale].filter((layer) => layer !== null);
}

/** σ of every column; 0 where the unit is not Gaussian. */
function deviationsOf({ heads, units, logScale }: Layer): number[] {
  const deviations = new Array<number>(units).fill(0);
  for (const { kind, start, count, scaleStart = 0 } of heads) {
    if (kind !== "gaussian") continue;
    for (let j = 0; j < count; j++) deviations[start + j] = Math.exp(logScale.data[scaleStart + j]);
  }
  return deviations;
}

function nodesOf({ heads, units }: Layer, { p, deviation }: OutputDistribution, gaussian: Nodes): Node[] {
  let nodes: Node[] = [{ values: new Array<number>(units).fill(0), probability: 1 }];
  const extend = (ways: readonly (readonly [column: number, value: number, probability: number])[]): void => {
    nodes = nodes.flatMap(({ values, probability }) =>
      ways.map(([column, value, chance]) => ({
        values: column < 0 ? values : values.map((old, j) => (j === column ? value : old)),
        probability: probability * chance,
      })),
    );
  };
  for (const { kind, start, count, fixedLast } of heads) {
    const columns = Array.from({ length: count }, (_, j) => start + j);
    if (kind === "softmax") {
      const rest = 1 - columns.reduce((sum, j) => sum + p[j], 0);
      extend([...columns.map((j) => [j, 1, p[j]] as const), ...(fixedLast ? [[-1, 0, rest] as const] : [])]);
    } else if (kind === "bernoulli") {
      for (const j of columns) {
        extend([
          [j, 1, p[j]],
          [j, 0, 1 - p[j]],
        ]);
      }
    } else {
      for (const j of columns) extend(gaussian.map(([x, w]) => [j, p[j] + deviation[j] * x, w] as const));
    }
  }
  return nodes;
}
