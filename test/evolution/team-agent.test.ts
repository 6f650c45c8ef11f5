import type { NumericArray, VectorEnv, VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { cartPoleFamily, type TaskParameters } from "../../envs/families/index.js";
import { CART_POLE_AGENT, CART_POLE_TOP_DOWN } from "../../src/bench/lifetime-protocol.js";
import { type LifetimeOptions, LifetimeRunner } from "../../src/evolution/lifetimes.js";
import { ordinaryAgent } from "./ordinary-agent.js";

const UPDATES = 8;
const SEEDS = [1, 2, 3, 4, 5, 6];
const TASKS = cartPoleFamily.sample("training", 7, SEEDS.length);

interface Case {
  /** Of the agent. */
  readonly rule: string;
  readonly topDown?: Partial<TopDownSpec>;
  readonly advantage?: LifetimeOptions["advantage"];
}

const CASES: readonly Case[] = [
  { rule: "backprop" },
  { rule: "output-only" },
  { rule: "direct-feedback-alignment" },
  { rule: "tdca" },
  { rule: "tdca", topDown: { mode: "gated", outputCredits: "probability" } },
  { rule: "tdca", topDown: { diffusion: { kernel: "gaussian", credits: 4, seed: 0 } } },
  { rule: "tdca", topDown: { diffusion: { kernel: "random", credits: 4, seed: 2 } } },
  { rule: "tdca", topDown: { mode: "input" } },
  { rule: "tdca:zero-advantage", topDown: { mode: "input" }, advantage: "zero" },
  { rule: "tdca:random-sign", advantage: "random-sign" },
];

describe("fast lifetimes are the ordinary agent's", () => {
  for (const { rule, topDown, advantage } of CASES) {
    test([rule, JSON.stringify(topDown ?? {})].join(" "), () => {
      const spec: TopDownSpec = { ...CART_POLE_TOP_DOWN, ...topDown };
      const [fast] = rule.split(":");
      const parameters = fast === "tdca" ? unevolvedParameters(spec, 3) : new Float32Array(0);
      const runner = new LifetimeRunner({
        ...{ family: cartPoleFamily, config: CART_POLE_AGENT, rule: fast, updates: UPDATES, advantage },
        topDown: fast === "tdca" ? spec : null,
      });
      const { returns } = runner.run([parameters], TASKS, SEEDS);
      const equal = TASKS.filter((task, t) => {
        const ordinary = ordinaryReturns(rule, spec, parameters, task, SEEDS[t]);
        const own = returns.subarray(t * (UPDATES + 1), (t + 1) * (UPDATES + 1));
        return ordinary.every((value, k) => value === own[k]);
      });
      // One draw that falls between float32's probability and float64's parts two lifetimes for good.
      expect(equal.length).toBeGreaterThanOrEqual(TASKS.length - 1);
      expect(returns.some((value) => value !== returns[0])).toBe(true);
    });
  }
});

/** Mean return of each batch of episodes, by an agent in float64. */
function ordinaryReturns(
  rule: string,
  spec: TopDownSpec,
  parameters: Float32Array,
  task: TaskParameters,
  seed: number,
): readonly number[] {
  const env: VectorEnv = cartPoleFamily.makeVec([task as never]);
  const agent = ordinaryAgent(env, rule, CART_POLE_AGENT, { spec, parameters }, { seed });
  const { episodes } = CART_POLE_AGENT.batchReturn;
  const actions = new Int32Array(1);
  const returns: number[] = [];
  let observations = (env.reset({ seed }) as VectorStep).observations.slice() as NumericArray;
  let ended = 0;
  let total = 0;
  while (returns.length <= UPDATES) {
    agent.act(observations, actions);
    const step = env.step(actions) as VectorStep;
    const nextObservations = step.observations.slice() as NumericArray;
    agent.learn({ ...step, observations, actions, nextObservations });
    observations = nextObservations;
    total += step.rewards[0];
    if (!step.terminated[0] && !step.truncated[0]) continue;
    ended++;
    if (ended % episodes !== 0) continue;
    returns.push(total / episodes);
    total = 0;
  }
  return returns;
}
