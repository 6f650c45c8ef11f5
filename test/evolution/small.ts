import type { Evolution } from "../../src/evolution/definition.js";
import type { Evaluator } from "../../src/evolution/evaluator.js";
import { type EvolutionPlan, planEvolution } from "../../src/evolution/plan-evolution.js";

/** A valid evolution to change some things of, over before it is noticed. */
export const SMALL: Evolution = {
  name: "small",
  family: "cart-pole",
  topDown: { hidden: [3], diffusion: { credits: 2 } },
  agent: {
    ...{ hidden: [4], units: "tanh", output: "softmax-full", feedback: "batch-return", rates: [1, 1] },
    ...{ batchReturn: { episodes: 1 }, optimizer: { kind: "sgd" } },
  },
  ...{ updates: 2, population: 6, generations: 7, tasks: 2, sigma: 0.3, validation: { every: 3, tasks: 4 } },
};

export const smallPlan = (changes: Partial<Evolution> = {}): EvolutionPlan =>
  planEvolution({ ...SMALL, ...changes });

export type Call = Parameters<Evaluator["evaluate"]>;

/** An evaluator whose returns are a function of member, task's seed and batch; it remembers what it was asked. */
export function analytic(
  returnOf: (member: Float32Array, seed: number, batch: number, call: number) => number,
  batches = 3,
): Evaluator & { readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    evaluate: async (...call) => {
      calls.push(call);
      const [members, , seeds, onShare] = call;
      const returns = members.flatMap((member) =>
        seeds.flatMap((seed) =>
          Array.from({ length: batches }, (_, batch) => returnOf(member, seed, batch, calls.length - 1)),
        ),
      );
      onShare?.(1, returns.length);
      return { returns: Float64Array.from(returns), steps: returns.length };
    },
  };
}

/** Highest at parameters of ½ each; tasks and batches differ by a constant. */
export const hill = (member: Float32Array, seed: number, batch: number): number =>
  (seed % 10) + batch - member.reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
