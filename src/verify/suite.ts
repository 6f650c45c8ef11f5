import { type HeadSpec, logitsOf, type NetworkSpec, type UnitKind } from "../../agents/networks/spec.js";
import { CounterStream } from "../random/streams.js";
import type { EnumerationCase } from "./enumeration-case.js";
import { layerStates, randomHeads } from "./states.js";

interface Shape {
  readonly name: string;
  readonly hidden: readonly number[];
  readonly heads: readonly HeadSpec[];
}

const INPUTS = 3;
/** Weights are uniform within this, biases within half of it: units are driven well off p = ½. */
const WEIGHT_LIMIT = 2;

const bernoulli = (size: number): HeadSpec => ({ kind: "bernoulli", size });
const softmax3: HeadSpec = { kind: "softmax", size: 3 };
const fullSoftmax3: HeadSpec = { ...softmax3, fullLogits: true };

const SHAPES: readonly Shape[] = [
  { name: "3-4-3-1", hidden: [4, 3], heads: [bernoulli(1)] },
  { name: "3-4-3-(1,1)", hidden: [4, 3], heads: [bernoulli(1), bernoulli(1)] },
  { name: "3-4-softmax3", hidden: [4], heads: [softmax3] },
  { name: "3-4-softmax3 full", hidden: [4], heads: [fullSoftmax3] },
  { name: "3-4-3-softmax3", hidden: [4, 3], heads: [softmax3] },
  { name: "3-4-3-(softmax3,2)", hidden: [4, 3], heads: [softmax3, bernoulli(2)] },
  { name: "3-4-3-2-1", hidden: [4, 3, 2], heads: [bernoulli(1)] },
  { name: "3-4-3-softmax3 full", hidden: [4, 3], heads: [fullSoftmax3] },
  { name: "3-4-3-2-softmax3 full", hidden: [4, 3, 2], heads: [fullSoftmax3] },
];

const TEMPERATURES: readonly ((layer: number) => number)[] = [
  () => 1,
  () => 2,
  (layer) => [2, 1, 0.5][layer % 3],
];

/** Hidden units that the suite is laid out with; a rule gets the first that it supports. */
const HIDDEN_KINDS: readonly ((layer: number) => UnitKind)[] = [
  () => "bernoulli",
  (layer) => (["tanh", "softplus", "leaky-relu"] as const)[layer % 3],
  () => "tanh",
  () => "linear",
];

/**
 * The networks on which a rule is put to the proof: one to three hidden layers, Bernoulli and softmax
 * heads, temperatures 1, 2 and mixed, random weights, inputs and reward tables. Seeded: the same each
 * time. @param supports `true` for networks that the rule takes
 */
export function enumerationSuite(supports: (spec: NetworkSpec) => boolean): EnumerationCase[] {
  const cases: EnumerationCase[] = [];
  SHAPES.forEach((shape, s) => {
    TEMPERATURES.forEach((temperature, t) => {
      const spec = HIDDEN_KINDS.map((kind) => specOf(shape, kind, temperature)).find(supports);
      if (spec !== undefined)
        cases.push(randomCase(nameOf(shape, spec), spec, 1 + s * TEMPERATURES.length + t));
    });
  });
  return cases;
}

/** A case with random weights, three random inputs of random probability, and a random reward table. */
export function randomCase(id: string, spec: NetworkSpec, seed: number): EnumerationCase {
  const stream = new CounterStream(seed, "initialisation");
  const uniform = (limit: number): number => limit * (2 * stream.uniform() - 1);
  let inputs = spec.inputs;
  const sizes = [
    ...spec.hidden.map(({ units }) => units),
    spec.heads.reduce((sum, head) => sum + logitsOf(head), 0),
  ];
  const weights = sizes.map((units) => {
    const layer = Float64Array.from({ length: (inputs + 1) * units }, (_, k) =>
      uniform(k < inputs * units ? WEIGHT_LIMIT : WEIGHT_LIMIT / 2),
    );
    inputs = units;
    return layer;
  });
  const observations = [0, 1, 2].map(() => Array.from({ length: spec.inputs }, () => uniform(1.5)));
  const chances = observations.map(() => 0.2 + stream.uniform());
  const total = chances.reduce((sum, chance) => sum + chance);
  const outputs = layerStates(randomHeads(spec, spec.hidden.length)).length;
  return {
    id,
    spec,
    weights,
    inputs: observations,
    inputProbabilities: chances.map((chance) => chance / total),
    rewards: observations.map(() => Array.from({ length: outputs }, () => uniform(2))),
  };
}

function specOf(
  { hidden, heads }: Shape,
  kind: (layer: number) => UnitKind,
  temperature: (layer: number) => number,
): NetworkSpec {
  return {
    inputs: INPUTS,
    hidden: hidden.map((units, layer) => ({ units, kind: kind(layer) })),
    heads,
    temperatures: [...hidden, 0].map((_, layer) => temperature(layer)),
  };
}

function nameOf({ name }: Shape, { hidden, temperatures = [] }: NetworkSpec): string {
  const kinds = [...new Set(hidden.map(({ kind }) => kind))].join("/");
  return `${name} ${kinds}, T = ${[...new Set(temperatures)].join("/")}`;
}
