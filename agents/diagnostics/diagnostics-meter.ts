import type { Engine } from "../../src/engine/engine.js";
import { streamKey } from "../../src/random/streams.js";
import type { Network } from "../networks/network.js";
import { hiddenAre, type NetworkSpec } from "../networks/spec.js";
import { backprop } from "../rules/backprop.js";
import type { CreditRule } from "../rules/rule.js";
import { unbiasedWeightMax } from "../rules/unbiased-weight-max.js";
import type { DecisionLog } from "./decision-log.js";
import { angleBetween, isSeen, NO_ANGLE, squaredNorm } from "./group-means.js";
import type { LayerDiagnostics } from "./layer-diagnostics.js";
import { Rounds } from "./rounds.js";
import { UnitStatistics } from "./unit-statistics.js";

/** Groups of rounds of the rule; enough for a jackknife. */
const GROUPS = 16;
/** The gradient varies little from round to round, and costs much. */
const GRADIENT_GROUPS = 4;
/** Rows that are run together: as much activity as fits into a processor's cache. */
const ROWS = 1024;

export interface DiagnosticsMeterOptions {
  /** With a memory of its own, so that nothing of the actor's is touched. */
  readonly engine: Engine;
  readonly rule: CreditRule;
  readonly actor: Network;
  readonly seed: number;
  /** Times that hidden units are drawn anew, brought up to a multiple of 16; once where none is random. */
  readonly rounds: number;
}

/**
 * Holds a rule's expected update against the policy gradient, for given decisions and the actor's present
 * weights θ. For decisions (x_m, a_m) with feedback f_m the gradient is
 *
 *   g = 1/M Σ_m f_m ∇ log π_θ(a_m | x_m),
 *
 * π being marginal over hidden units, and the rule's expected update is
 *
 *   u = 1/M Σ_m f_m E[h_inᵀ e/T | x_m, a_m],
 *
 * the expectation being over hidden units given what was seen and done. For an unbiased rule u = g.
 * Hidden units are drawn from their law given x_m and weighted by π(a_m | hidden) over its mean. The gradient
 * comes from rounds of its own: by Unbiased Weight Maximization through Bernoulli units, and by
 * backpropagation through all others, which for Gaussian ones is the derivative at given noise.
 */
export class DiagnosticsMeter {
  readonly #actor: Network;
  readonly #rule: Rounds;
  /** Null where the rule is what the gradient is found by. */
  readonly #gradient: Rounds | null;
  readonly #together: number;

  constructor({ engine, rule, actor, seed, rounds }: DiagnosticsMeterOptions) {
    const { spec } = actor;
    const groups = isRandom(spec) ? GROUPS : 1;
    const perGroup = isRandom(spec) ? Math.ceil(rounds / GROUPS) : 1;
    const decisions = Math.max(Math.floor(ROWS / (groups * perGroup)), 1);
    const yardstick = hiddenAre(spec, ["bernoulli"]) ? unbiasedWeightMax : backprop;
    const roundsOf = (by: CreditRule, first: number, count: number): Rounds => {
      const keys = Array.from({ length: count }, (_, group) => streamKey(seed, "diagnostics", first + group));
      return new Rounds({ engine, spec, rule: by, keys, rounds: perGroup, decisions });
    };
    this.#actor = actor;
    this.#together = decisions;
    this.#rule = roundsOf(rule, 0, groups);
    this.#gradient =
      rule.id === yardstick.id ? null : roundsOf(yardstick, groups, Math.min(groups, GRADIENT_GROUPS));
  }

  /**
   * Bottom to top, the output layer last.
   * @param step of training; numbers drawn at one are not drawn at another
   */
  measure(log: DecisionLog, step: number): LayerDiagnostics[] {
    const { layers, spec } = this.#rule.network;
    if (log.count === 0) return layers.map(({ units }) => ({ units, ...NOTHING }));
    const both = this.#gradient === null ? [this.#rule] : [this.#rule, this.#gradient];
    const units = layers.map((layer, l) => new UnitStatistics(spec, layer, l));
    for (const rounds of both) rounds.begin(this.#actor);
    const chunks = Math.ceil(log.capacity / this.#together);
    for (let chunk = 0; chunk * this.#together < log.count; chunk++) {
      const n = chunk * this.#together;
      const count = Math.min(this.#together, log.count - n);
      for (const rounds of both) rounds.draw(log, n, count, step * chunks + chunk);
      for (let decision = 0; decision < count; decision++) {
        weigh(both, decision);
        const [row] = this.#rule.rowsOf(decision);
        for (const statistics of units) statistics.add(row);
      }
      for (const rounds of both) rounds.credit(log, n, count);
      this.#rule.addSquares(log, n, count);
    }
    for (const rounds of both) rounds.finish(log.count);
    return layers.map((layer, l) => ({ units: layer.units, ...this.#directions(l), ...units[l].shares() }));
  }

  #directions(l: number) {
    const update = this.#rule.updates[l];
    const gradient = this.#gradient?.updates[l];
    const squared = squaredNorm(update);
    const seen = isSeen(squared);
    const squaredGradient = gradient === undefined ? squared : squaredNorm(gradient);
    const variance = this.#rule.squares[l] - squared.value;
    const itself = seen ? NO_ANGLE : { angle: null, angleError: null };
    return {
      ...(gradient === undefined ? itself : angleBetween(update, gradient)),
      signalToNoise: seen && variance > 0 ? squared.value / variance : null,
      norm: seen ? Math.sqrt(squared.value) : null,
      gradientNorm: isSeen(squaredGradient) ? Math.sqrt(squaredGradient.value) : null,
    };
  }
}

const NOTHING = {
  angle: null,
  angleError: null,
  signalToNoise: null,
  norm: null,
  gradientNorm: null,
  entropy: null,
  dead: null,
  saturated: null,
};

function isRandom({ hidden }: NetworkSpec): boolean {
  return hidden.some(({ kind }) => kind === "bernoulli" || kind === "gaussian");
}

/** Turns the log-likelihoods of a decision's rounds into weights of mean 1. */
function weigh(all: readonly Rounds[], decision: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const rounds of all) {
    for (const row of rounds.rowsOf(decision)) largest = Math.max(largest, rounds.weights[row]);
  }
  let total = 0;
  let count = 0;
  for (const rounds of all) {
    for (const row of rounds.rowsOf(decision)) {
      rounds.weights[row] = Math.exp(rounds.weights[row] - largest);
      total += rounds.weights[row];
      count++;
    }
  }
  for (const rounds of all) {
    for (const row of rounds.rowsOf(decision)) rounds.weights[row] *= count / total;
  }
}
