import type { Engine } from "../../src/engine/engine.js";
import { streamKey } from "../../src/random/streams.js";
import type { Network } from "../networks/network.js";
import { hiddenAre, type NetworkSpec } from "../networks/spec.js";
import { backprop } from "../rules/backprop.js";
import type { CreditRule } from "../rules/rule.js";
import { straightThrough } from "../rules/straight-through.js";
import { unbiasedWeightMax } from "../rules/unbiased-weight-max.js";
import type { TopDownWeights } from "../top-down/top-down-weights.js";
import type { DecisionLog } from "./decision-log.js";
import { angleOf, combine, isSeen, productOfSets, productOfShared, swapped } from "./estimate.js";
import type { GroupMeans } from "./group-means.js";
import type { LayerDiagnostics } from "./layer-diagnostics.js";
import { Rounds } from "./rounds.js";
import { UnitStatistics } from "./unit-statistics.js";

/** Groups of rounds: enough for a jackknife. */
const GROUPS = 16;
const CORRECTION_GROUPS = 8;
/** Rounds in which the costly rule corrects the cheap one, as a share of all. */
const CORRECTED = 1 / 8;
/** Rows that are run together: as much activity as fits into a processor's cache. */
const ROWS = 2048;

export interface DiagnosticsMeterOptions {
  /** With a memory of its own, so that nothing of the actor's is touched. */
  readonly engine: Engine;
  readonly rule: CreditRule;
  readonly actor: Network;
  /** Of the trial. */
  readonly seed: number;
  /** `AgentConfig.topDown` of the actor; null unless given. */
  readonly topDown?: TopDownWeights | null;
  /** As many as logs may hold. */
  readonly decisions: number;
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
 * Hidden units are drawn in rounds from their law given x_m alone, and each is weighted by π(a_m | hidden) over
 * the mean of that. Through deterministic and Gaussian units g comes by backpropagation in the same rounds (for
 * Gaussian ones the derivative at given noise). Through Bernoulli units it is the straight-through update of
 * the same rounds plus, from few other rounds, what Unbiased Weight Maximization adds to it: this has no bias,
 * as the latter has none, and the little noise of the former.
 */
export class DiagnosticsMeter {
  readonly #actor: Network;
  /** Of the rule, and of what the gradient is found by. */
  readonly #main: Rounds;
  readonly #correction: Rounds | null;
  readonly #together: number;

  constructor({ engine, rule, actor, seed, topDown = null, decisions, rounds }: DiagnosticsMeterOptions) {
    const context = { seed, topDown };
    const { spec } = actor;
    const random = isRandom(spec);
    const groups = random ? GROUPS : 1;
    const perGroup = random ? Math.ceil(rounds / GROUPS) : 1;
    const most = Math.max(Math.floor(ROWS / (groups * perGroup)), 1);
    const together = Math.ceil(decisions / Math.ceil(decisions / most));
    const isCorrected = spec.hidden.length > 0 && hiddenAre(spec, ["bernoulli"]);
    const keysFrom = (first: number, count: number) =>
      Array.from({ length: count }, (_, group) => streamKey(seed, "diagnostics", first + group));
    this.#actor = actor;
    this.#together = together;
    this.#main = new Rounds({
      ...{ engine, spec, context, decisions: together, keys: keysFrom(0, groups), rounds: perGroup },
      rules: [rule, isCorrected ? straightThrough : backprop],
    });
    this.#correction = isCorrected
      ? new Rounds({
          ...{ engine, spec, context, decisions: together, keys: keysFrom(GROUPS, CORRECTION_GROUPS) },
          rounds: Math.ceil((rounds * CORRECTED) / CORRECTION_GROUPS),
          rules: [unbiasedWeightMax, straightThrough],
        })
      : null;
  }

  /**
   * Bottom to top, the output layer last.
   * @param step of training; numbers drawn at one are not drawn at another
   */
  measure(log: DecisionLog, step: number): LayerDiagnostics[] {
    const { layers, spec } = this.#main.network;
    if (log.count === 0) return layers.map(({ units }) => ({ units, ...NOTHING }));
    const all = this.#correction === null ? [this.#main] : [this.#main, this.#correction];
    const units = layers.map((layer, l) => new UnitStatistics(spec, layer, l));
    for (const rounds of all) rounds.begin(this.#actor);
    const draws = all.reduce((sum, rounds) => sum + rounds.count, 0);
    const chunks = Math.ceil(log.capacity / this.#together);
    for (let chunk = 0; chunk * this.#together < log.count; chunk++) {
      const n = chunk * this.#together;
      const count = Math.min(this.#together, log.count - n);
      for (const rounds of all) rounds.draw(log, n, count, step * chunks + chunk);
      const largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
      const totals = new Float64Array(count);
      for (const rounds of all) rounds.findLargest(largest);
      for (const rounds of all) rounds.exponentiate(largest, totals);
      for (const rounds of all) rounds.credit(log, n, totals, draws);
      for (let decision = 0; decision < count; decision++) {
        for (const statistics of units) statistics.add(this.#main.firstRow(decision));
      }
    }
    for (const rounds of all) rounds.finish(log.count);
    return layers.map((layer, l) => ({ units: layer.units, ...this.#directions(l), ...units[l].shares() }));
  }

  #directions(l: number) {
    const [update, near] = this.#main.updates.map((ofLayer) => ofLayer[l]);
    const correction = this.#correction?.updates[0][l];
    if (correction !== undefined) correction.subtract(this.#correction!.updates[1][l]);
    const { squaredUpdate, product, squaredGradient } = products(update, near, correction);
    const cosine = combine((uv, uu, vv) => uv / Math.sqrt(uu * vv), product, squaredUpdate, squaredGradient);
    const isUpdateSeen = isSeen(squaredUpdate);
    const isGradientSeen = isSeen(squaredGradient);
    const variance = this.#main.squares[l] - squaredUpdate.value;
    return {
      ...(isUpdateSeen && isGradientSeen ? angleOf(cosine) : { angle: null, angleError: null }),
      signalToNoise: isUpdateSeen && variance > 0 ? squaredUpdate.value / variance : null,
      norm: isUpdateSeen ? Math.sqrt(squaredUpdate.value) : null,
      gradientNorm: isGradientSeen ? Math.sqrt(squaredGradient.value) : null,
    };
  }
}

/** Of the update u and the gradient s + d, where u and s share their rounds and d has its own. */
function products(u: GroupMeans, s: GroupMeans, d: GroupMeans | undefined) {
  const others = d?.groups ?? 0;
  const squaredUpdate = productOfShared(u, u, others);
  const us = productOfShared(u, s, others);
  const ss = productOfShared(s, s, others);
  if (d === undefined) return { squaredUpdate, product: us, squaredGradient: ss };
  const dd = swapped(productOfShared(d, d, s.groups));
  return {
    squaredUpdate,
    product: combine((shared, apart) => shared + apart, us, productOfSets(u, d)),
    squaredGradient: combine(
      (near, both, correction) => near + 2 * both + correction,
      ...[ss, productOfSets(s, d), dd],
    ),
  };
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
