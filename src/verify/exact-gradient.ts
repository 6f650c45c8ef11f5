import type { NetworkSpec, UnitKind } from "../../agents/networks/spec.js";
import { type Head, LEAKY_SLOPE } from "../engine/engine.js";
import type { Dual } from "./dual.js";
import * as dual from "./dual.js";
import type { EnumerationCase } from "./enumeration-case.js";
import { layerStates, randomHeads } from "./states.js";

export interface ExactGradient {
  readonly expectedReward: number;
  /** ∂E[R]/∂W of each layer, shaped as the case's weights. */
  readonly gradient: readonly Float64Array[];
}

/**
 * The gradient of the expected reward without the score function: the distribution over each layer's
 * states is carried up through the transition matrices P(state above | state below), in dual numbers,
 * once for every weight. It shares no formula with the rules that it judges.
 */
export function exactGradient(testCase: EnumerationCase): ExactGradient {
  const { spec, weights } = testCase;
  const constants = weights.map((layer) => Array.from(layer, dual.constant));
  const model = modelOf(spec);
  const gradient = constants.map((layer) =>
    Float64Array.from(layer, (weight, k) => {
      layer[k] = dual.variable(weight.value);
      const { slope } = expectedReward(model, constants, testCase);
      layer[k] = weight;
      return slope;
    }),
  );
  return { expectedReward: expectedReward(model, constants, testCase).value, gradient };
}

interface LayerModel {
  readonly kind: UnitKind | "heads";
  readonly heads: readonly Head[];
  /** Empty for deterministic units. */
  readonly states: readonly (readonly number[])[];
  readonly temperature: number;
}

/** One way that a layer may have turned out, and how probable it is. */
interface Outcome {
  readonly probability: Dual;
  readonly values: readonly Dual[];
}

function modelOf(spec: NetworkSpec): LayerModel[] {
  return Array.from({ length: spec.hidden.length + 1 }, (_, l) => {
    const heads = randomHeads(spec, l);
    return {
      kind: spec.hidden[l]?.kind ?? "heads",
      heads,
      states: heads.length === 0 ? [] : layerStates(heads),
      temperature: spec.temperatures?.[l] ?? 1,
    };
  });
}

function expectedReward(
  model: readonly LayerModel[],
  weights: readonly (readonly Dual[])[],
  { inputs, inputProbabilities, rewards }: EnumerationCase,
): Dual {
  let total = dual.constant(0);
  inputs.forEach((input, x) => {
    let outcomes: Outcome[] = [{ probability: dual.constant(1), values: input.map(dual.constant) }];
    model.forEach((layer, l) => {
      outcomes =
        layer.states.length > 0 ? transition(layer, weights[l], outcomes) : pass(layer, weights[l], outcomes);
    });
    outcomes.forEach(({ probability }, state) => {
      total = dual.add(total, dual.scale(probability, inputProbabilities[x] * rewards[x][state]));
    });
  });
  return total;
}

/** P(state) = Σ over the outcomes below of P(outcome) · P(state | outcome). */
function transition(layer: LayerModel, weights: readonly Dual[], below: readonly Outcome[]): Outcome[] {
  const given = below.map(({ values }) => headProbabilities(layer, logits(layer, weights, values)));
  return layer.states.map((state) => {
    let probability = dual.constant(0);
    below.forEach((outcome, k) => {
      const conditional = layer.heads.reduce(
        (factor, head, n) => dual.multiply(factor, headProbability(head, given[k][n], state)),
        outcome.probability,
      );
      probability = dual.add(probability, conditional);
    });
    return { probability, values: state.map(dual.constant) };
  });
}

/** Deterministic units: every outcome below leads to one outcome. */
function pass(layer: LayerModel, weights: readonly Dual[], below: readonly Outcome[]): Outcome[] {
  return below.map(({ probability, values }) => ({
    probability,
    values: logits(layer, weights, values).map((z) => activate(layer.kind, z)),
  }));
}

function logits({ temperature }: LayerModel, weights: readonly Dual[], values: readonly Dual[]): Dual[] {
  const units = weights.length / (values.length + 1);
  return Array.from({ length: units }, (_, j) => {
    const sum = values.reduce(
      (z, value, i) => dual.add(z, dual.multiply(value, weights[i * units + j])),
      weights[values.length * units + j],
    );
    return dual.scale(sum, 1 / temperature);
  });
}

/** For each head: P(unit fires) of Bernoulli units, P(class) of a softmax. */
function headProbabilities({ heads }: LayerModel, z: readonly Dual[]): Dual[][] {
  return heads.map(({ kind, start, count, fixedLast }) => {
    const own = z.slice(start, start + count);
    if (kind === "bernoulli") return own.map(dual.sigmoid);
    const weights = (fixedLast ? [...own, dual.constant(0)] : own).map(dual.exponential);
    const sum = weights.reduce(dual.add);
    return weights.map((weight) => dual.divide(weight, sum));
  });
}

function headProbability({ kind, start, count }: Head, p: readonly Dual[], state: readonly number[]): Dual {
  const values = state.slice(start, start + count);
  if (kind === "softmax") {
    const chosen = values.indexOf(1);
    return p[chosen === -1 ? count : chosen];
  }
  return values
    .map((fired, k) => (fired === 1 ? p[k] : dual.add(dual.constant(1), dual.scale(p[k], -1))))
    .reduce(dual.multiply);
}

function activate(kind: LayerModel["kind"], z: Dual): Dual {
  switch (kind) {
    case "tanh":
      return dual.tanh(z);
    case "softplus":
      return dual.softplus(z);
    case "relu":
      return z.value > 0 ? z : dual.constant(0);
    case "leaky-relu":
      return z.value > 0 ? z : dual.scale(z, LEAKY_SLOPE);
    default:
      return z;
  }
}
