import { backprop } from "../../agents/rules/backprop.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { unbiasedWeightMax } from "../../agents/rules/unbiased-weight-max.js";
import type { Engine } from "../engine/engine.js";
import { multiplexerNetwork, multiplexerQuestions } from "./multiplexer.js";
import { type UpdateMoments, UpdateSampler } from "./update-moments.js";

/** How much a rule's update of one hidden layer varies, at one width of that layer. */
export interface VarianceRow {
  readonly width: number;
  /** Counted from 1 at the bottom. */
  readonly layer: number;
  /** Trace of the update's covariance ÷ squared norm of the exact gradient. */
  readonly value: number;
  /** The same ÷ squared norm of the rule's own mean update: blind to the scale of a biased rule. */
  readonly scaleMatched: number;
  /** Standard error of `value` over initialisations. */
  readonly standardError: number;
}

export interface VarianceOptions {
  readonly widths: readonly number[];
  /** Networks drawn at each width. */
  readonly initialisations: number;
  /** Passes over all 2048 questions of the multiplexer for each of them, at least 2. */
  readonly passes: number;
}

export const VARIANCE_WIDTHS: readonly number[] = [8, 16, 32, 64, 128, 256];

/**
 * The variance of single-sample updates at Glorot initialisation on the 3-bit multiplexer (11 inputs,
 * one hidden layer, one Bernoulli output unit), averaged over initialisations. The exact gradient of a
 * wide layer cannot be enumerated: its squared norm is estimated from many updates of a rule that is
 * unbiased and varies little (`unbiased-weight-max`, or `backprop` through deterministic units) by
 * products of independent means, which has no bias. Rules that step their layers as they go are left
 * out (their update depends on the optimizer), and so are those that refuse the network.
 */
export function updateVariances(
  rules: readonly CreditRule[],
  engine: Engine,
  { widths, initialisations, passes }: VarianceOptions,
): Map<string, VarianceRow[]> {
  const rows = new Map<string, VarianceRow[]>(rules.map(({ id }) => [id, []]));
  const questions = multiplexerQuestions();
  for (const units of ["bernoulli", "tanh"] as const) {
    const gradientRule = units === "bernoulli" ? unbiasedWeightMax : backprop;
    const measured = rules.filter((rule) => rule.defaultUnits === units && measurable(rule));
    if (measured.length === 0) continue;
    const sampled = [gradientRule, ...measured.filter((rule) => rule !== gradientRule)];
    for (const width of widths) {
      const sampler = new UpdateSampler(engine, width, sampled, questions);
      const networks = Array.from({ length: initialisations }, (_, n) => sampler.measure(1 + n, passes));
      for (const rule of measured) {
        const k = sampled.indexOf(rule);
        const moments = networks.map((network) => network[k]);
        const gradients = networks.map((network) => network[0].squaredMean);
        rows.get(rule.id)!.push(varianceRow(width, moments, gradients));
      }
    }
  }
  return rows;
}

/** Slope of log value against log width by least squares; 1 when the variance is proportional to the width. */
export function logLogSlope(rows: readonly { readonly width: number; readonly value: number }[]): number {
  const x = rows.map(({ width }) => Math.log(width));
  const y = rows.map(({ value }) => Math.log(value));
  const meanX = mean(x);
  const meanY = mean(y);
  const covariance = mean(x.map((value, k) => (value - meanX) * (y[k] - meanY)));
  return covariance / mean(x.map((value) => (value - meanX) ** 2));
}

function measurable(rule: CreditRule): boolean {
  return !rule.stepsTopDown && rule.supports(multiplexerNetwork(8, rule.defaultUnits)) === true;
}

function varianceRow(
  width: number,
  moments: readonly UpdateMoments[],
  gradients: readonly number[],
): VarianceRow {
  const traces = moments.map(({ meanSquare, squaredMean }) => meanSquare - squaredMean);
  const values = traces.map((trace, n) => trace / gradients[n]);
  const value = mean(values);
  const spread = Math.sqrt(mean(values.map((single) => (single - value) ** 2)));
  return {
    width,
    layer: 1,
    value,
    scaleMatched: mean(traces) / mean(moments.map(({ squaredMean }) => squaredMean)),
    standardError: spread / Math.sqrt(Math.max(values.length - 1, 1)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
