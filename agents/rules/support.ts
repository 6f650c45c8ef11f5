import type { Network } from "../networks/network.js";
import { ACTIVATIONS, headsAreStochastic, hiddenAre, type NetworkSpec } from "../networks/spec.js";
import type { RuleContext } from "./rule.js";

/** For rules that need hidden units which fire or do not. */
export function needsBernoulliUnits(rule: string, spec: NetworkSpec): true | string {
  if (!hiddenAre(spec, ["bernoulli"])) {
    return `rule "${rule}" needs bernoulli hidden units, but the network has ${hiddenKinds(spec)}`;
  }
  if (!headsAreStochastic(spec)) return `rule "${rule}" needs stochastic output heads, but one is linear`;
  return true;
}

/** For rules that need hidden units which draw their values. */
export function needsStochasticUnits(rule: string, spec: NetworkSpec): true | string {
  if (!hiddenAre(spec, ["bernoulli", "gaussian"])) {
    return `rule "${rule}" needs bernoulli or gaussian hidden units, but the network has ${hiddenKinds(spec)}`;
  }
  if (!headsAreStochastic(spec)) return `rule "${rule}" needs stochastic output heads, but one is linear`;
  return true;
}

/** For rules that send derivatives through the hidden units. */
export function needsDeterministicUnits(rule: string, spec: NetworkSpec): true | string {
  if (hiddenAre(spec, ACTIVATIONS)) return true;
  return (
    `rule "${rule}" needs deterministic hidden units (tanh, relu, leaky-relu, softplus or linear), ` +
    `but the network has ${hiddenKinds(spec)}`
  );
}

/** For rules that have numbers of their own. @throws {TypeError} where there is no context */
export function needsContext(rule: string, context: RuleContext | undefined): RuleContext {
  if (context !== undefined) return context;
  throw new TypeError(`rule "${rule}" needs the second argument of bind(), a context with seeds`);
}

/** The output layer's eligibility for feedback 1: the score of its draws, or 1 for a linear head (dV/dz). */
export function creditOutput({ engine, output }: Network): void {
  const { eligibility, h, z } = output;
  if (output.stochastic) output.score();
  else engine.activate(h, eligibility, z, "linear");
}

/** Sends the eligibility of the layer above down its weights, Σ_j w_ij e_j / T, into that of this layer. */
export function projectDown({ engine, layers }: Network, l: number): void {
  const { weights, eligibility, temperature } = layers[l + 1];
  engine.project(layers[l].eligibility, weights, eligibility, temperature);
}

function hiddenKinds(spec: NetworkSpec): string {
  return [...new Set(spec.hidden.map((layer) => layer.kind))].join(", ");
}
