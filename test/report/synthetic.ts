import type { CurveSeries } from "../../src/report/index.js";
import { seededUniform, type TrialOutcome } from "../../src/statistics/index.js";
import { CurveBins } from "../../src/streams/index.js";

export interface SyntheticRule {
  readonly rule: string;
  readonly best: number;
  /** Episodes after which half of it is learned. */
  readonly pace: number;
  readonly noise: number;
}

/** Made-up learning curves and outcomes: they show no rule's real behaviour. */
export function synthetic(
  env: string,
  rules: readonly SyntheticRule[],
  seeds: number,
  episodes: number,
): { series: CurveSeries[]; trials: TrialOutcome[] } {
  const trials: TrialOutcome[] = [];
  const series = rules.map(({ rule, best, pace, noise }, index) => ({
    env,
    rule,
    curves: Array.from({ length: seeds }, (_, s) => {
      const uniform = seededUniform(1000 * index + s);
      const bins = new CurveBins(512);
      const talent = 0.8 + 0.4 * uniform();
      const ends: number[] = [];
      let transitions = 0;
      for (let i = 0; i < episodes; i++) {
        const value = (best * i * talent) / (pace + i * talent) + noise * (uniform() + uniform() - 1);
        transitions += 1 + Math.round(Math.abs(value));
        bins.add({ index: i, transitions, return: value, length: Math.abs(value) });
        ends.push(value);
      }
      const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
      const status = "done" as const;
      const finalReturn = mean(ends.slice(-Math.ceil(episodes / 10)));
      trials.push({ env, rule, seed: s + 1, status, averageReturn: mean(ends), finalReturn });
      return { seed: s + 1, points: bins.curve().points };
    }),
  }));
  return { series, trials };
}
