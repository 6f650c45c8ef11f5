import { Network, unitKeys } from "../../agents/networks/network.js";
import type { HeadSpec, NetworkSpec } from "../../agents/networks/spec.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import type { Engine, Tensor } from "../engine/engine.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { CounterStream } from "../random/streams.js";
import { maxAbsDifference } from "./agreement.js";
import { loadWeights, plainUpdate } from "./plain-update.js";
import { enumerationSuite, randomCase } from "./suite.js";

/** How far an engine's updates are from those of the reference engine. */
export interface EngineComparison {
  readonly engine: string;
  readonly rule: string;
  /** Worst |difference| over networks and layers, of credit and of update, ÷ the largest entry there. */
  readonly maxRelativeError: number;
}

/** What float32 may differ by, ratios of probabilities included. */
export const ENGINE_TOLERANCE = 2e-5;

const SAMPLES = 64;

/**
 * Compares an engine with the reference, update by update: equal weights (rounded to float32), equal
 * activity of the random units (drawn by the reference and forced on both), equal gains.
 */
export function compareEngines(candidate: Engine, rules: readonly CreditRule[]): EngineComparison[] {
  return rules.map((rule) => ({
    engine: candidate.id,
    rule: rule.id,
    maxRelativeError: networksFor(rule)
      .map((network, n) => compareOn(candidate, rule, network, 1 + n))
      .reduce((worst, error) => Math.max(worst, error), 0),
  }));
}

interface WeightedSpec {
  readonly spec: NetworkSpec;
  readonly weights: readonly Float64Array[];
}

/** Of the network as experiments have it: the first that the rule takes. */
const LARGE_HEADS: readonly HeadSpec[] = [
  { kind: "bernoulli", size: 1 },
  { kind: "softmax", size: 4, fullLogits: true },
];

/** The networks of the suite, and one of the size that experiments use. */
function networksFor(rule: CreditRule): WeightedSpec[] {
  const supports = (spec: NetworkSpec): boolean => rule.supports(spec) === true;
  const kind = rule.defaultUnits;
  const large = LARGE_HEADS.map((head): NetworkSpec => {
    const hidden = [64, 32].map((units) => ({ units, kind }));
    return { inputs: 20, hidden, heads: [head] };
  }).find(supports);
  const suite = enumerationSuite(supports);
  if (large === undefined) return suite;
  const { weights } = randomCase("20-64-32", large, 100);
  // A third of the suite's range: units with 64 inputs would otherwise hardly ever be undecided.
  return [...suite, { spec: large, weights: weights.map((layer) => layer.map((weight) => weight / 3)) }];
}

function compareOn(
  candidate: Engine,
  rule: CreditRule,
  { spec, weights }: WeightedSpec,
  seed: number,
): number {
  const stream = new CounterStream(seed, "environment");
  const observations = Float32Array.from({ length: SAMPLES * spec.inputs }, () => 2 * stream.uniform() - 1);
  const gains = Float32Array.from({ length: SAMPLES }, () => 2 * stream.uniform() - 1);
  const networks = [createReferenceEngine(), candidate].map((engine) => {
    const network = rule.stepsTopDown
      ? new Network(engine, spec, SAMPLES, 1)
      : new Network(engine, spec, 1, SAMPLES);
    loadWeights(
      network,
      weights.map((layer) => Float32Array.from(layer)),
    );
    network.input.data.set(observations);
    return network;
  });
  const [reference] = networks;
  reference.forward(unitKeys(Array.from({ length: reference.replicas }, (_, replica) => seed + replica)), 0);
  const values = reference.layers.map(({ h }) => h.data.slice());
  const [expected, found] = networks.map((network) => {
    network.force(values);
    const gain = network.engine.tensor(network.replicas, network.batch, 1);
    gain.data.set(gains);
    const updates = plainUpdate(rule, network, gain);
    return [...network.layers.map(({ eligibility }) => eligibility), ...updates].map(copy);
  });
  return expected.reduce((worst, tensor, k) => Math.max(worst, relativeError(found[k], tensor)), 0);
}

function copy({ data }: Tensor): Float64Array {
  return Float64Array.from(data);
}

/** Largest |found − expected| ÷ largest |expected|. */
function relativeError(found: Float64Array, expected: Float64Array): number {
  const largest = maxAbsDifference(expected, new Float64Array(expected.length));
  const difference = maxAbsDifference(found, expected);
  return difference === 0 ? 0 : difference / largest;
}
