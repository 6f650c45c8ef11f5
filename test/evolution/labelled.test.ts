import type { NumericArray, VectorEnv, VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { forceAction } from "../../agents/actions/force-action.js";
import type { AgentConfig } from "../../agents/config.js";
import { logProbability } from "../../agents/diagnostics/log-probability.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import {
  cartPoleFamily,
  type TaskFamily,
  type TaskParameters,
  taskFamily,
} from "../../envs/families/index.js";
import evolveClassification from "../../experiments/evolve-classification.js";
import unseenClassification from "../../experiments/unseen-classification.js";
import { type LifetimeOptions, LifetimeRunner } from "../../src/evolution/lifetimes.js";
import { planEvolution } from "../../src/evolution/plan-evolution.js";
import { ordinaryAgent } from "./ordinary-agent.js";

const PLAN = planEvolution(evolveClassification);
const { agent: CONFIG, topDown: SPEC, batch } = PLAN;
const family = taskFamily(PLAN.family);
const UPDATES = 12;
const SEEDS = [1, 2 ** 40];
const TASKS = family.sample("training", 5, SEEDS.length);
/** Minibatches that lifetimes are tested on. */
const TESTED = 512 / batch;

interface Case {
  /** Of the agent. */
  readonly rule: string;
  readonly topDown?: Partial<TopDownSpec>;
  readonly advantage?: LifetimeOptions["advantage"];
  readonly config?: Partial<AgentConfig>;
  /** `class-mixtures` unless given. */
  readonly family?: string;
  readonly isTested?: boolean;
}

const CASES: readonly Case[] = [
  { rule: "backprop" },
  { rule: "backprop", config: { hidden: [20, 10], rates: [0.03, 0.02, 0.01], gradientNorm: null } },
  { rule: "output-only", config: { optimizer: { kind: "momentum", momentum: 0.9, corrected: true } } },
  { rule: "direct-feedback-alignment" },
  { rule: "tdca" },
  { rule: "tdca", topDown: { diffusion: { kernel: "gaussian", credits: 8, seed: 1 } } },
  { rule: "tdca", topDown: { mode: "gated", outputCredits: "probability" } },
  { rule: "tdca", topDown: { mode: "input" } },
  { rule: "tdca:zero-advantage", topDown: { mode: "input" }, advantage: "zero" },
  { rule: "tdca:random-sign", advantage: "random-sign" },
  { rule: "tdca", family: "digits" },
  { rule: "backprop", isTested: true },
  { rule: "tdca", isTested: true, family: "digits" },
];

describe("lifetimes of labelled samples are the ordinary agent's", () => {
  test.each(CASES)("%j", ({ rule, topDown, advantage, config: changes, family: id, isTested = false }) => {
    const own = taskFamily(id ?? PLAN.family);
    const tasks = own.sample("training", 5, SEEDS.length);
    const config = { ...CONFIG, ...changes };
    const spec: TopDownSpec = { ...SPEC, ...topDown };
    const [fast] = rule.split(":");
    const parameters = fast === "tdca" ? unevolvedParameters(spec, 3) : new Float32Array(0);
    const runner = new LifetimeRunner({
      ...{ family: own, config, rule: fast, updates: UPDATES, advantage, batch, isTested },
      topDown: fast === "tdca" ? spec : null,
    });
    const { returns, steps } = runner.run([parameters, parameters], tasks, SEEDS);
    expect(steps).toBe(2 * tasks.length * (UPDATES + (isTested ? TESTED : 1)) * batch);
    tasks.forEach((task, t) => {
      const options = { rule, config, spec, parameters, family: own, task, seed: SEEDS[t], isTested };
      const ordinary = ordinaryScores(options);
      expect(Math.abs(ordinary[UPDATES] - ordinary[0])).toBeGreaterThan(1e-3);
      for (const member of [0, 1]) {
        const start = (member * tasks.length + t) * (UPDATES + 1);
        [...returns.subarray(start, start + UPDATES + 1)].forEach((score, b) => {
          expect(Math.abs(score - ordinary[b])).toBeLessThan(1e-4 * Math.abs(ordinary[b]));
        });
      }
    });
  });

  test("members, tasks and minibatches larger than a history make no difference to each other", () => {
    const members = [1, 2, 3].map((seed) => unevolvedParameters(SPEC, seed));
    const options = { family, config: CONFIG, rule: "tdca", updates: 3, topDown: SPEC, batch: 600 };
    const { returns } = new LifetimeRunner(options).run(members, TASKS, SEEDS);
    const runner = new LifetimeRunner({ ...options, slots: 1 });
    members.forEach((member, m) => {
      TASKS.forEach((task, t) => {
        const own = returns.subarray((m * TASKS.length + t) * 4, (m * TASKS.length + t + 1) * 4);
        expect(runner.run([member], [task], [SEEDS[t]]).returns).toEqual(own);
      });
    });
    expect(new Set(returns).size).toBe(TASKS.length * (1 + members.length * 3));
  });

  test("rates of 0 learn nothing", () => {
    const options = { family, rule: "backprop", updates: 0, topDown: null, batch };
    const last = (rates: readonly number[], updates: number): number =>
      new LifetimeRunner({ ...options, config: { ...CONFIG, rates }, updates })
        .run([new Float32Array(0)], TASKS.slice(0, 1), [7])
        .returns.at(-1)!;
    expect(last([0, 0], 150)).toBeCloseTo(-Math.log(10), 0);
    expect(last([0.03, 0.03], 150)).toBeGreaterThan(-0.1);
  });
});

test("the evolution's policies learn as those of the experiment", () => {
  const { families, agent, batch: own, budget } = unseenClassification;
  const { topDown: _topDown, ...learning } = agent!;
  // The evolution's own, and the one that its command line is given for the other network.
  expect(families).toEqual([PLAN.family, "digits"]);
  expect(evolveClassification.agent).toEqual(learning);
  expect({ batch, steps: PLAN.updates * batch }).toEqual({ batch: own, ...budget });
});

const withoutSet = ({ set: _, ...task }: TaskParameters): TaskParameters => task;

describe("refusals", () => {
  const make = (change: Partial<LifetimeOptions>) => () =>
    new LifetimeRunner({
      family,
      config: CONFIG,
      rule: "backprop",
      updates: 1,
      topDown: null,
      batch,
      ...change,
    });

  test.each<[string, Partial<LifetimeOptions>, RegExp]>([
    [
      "no labels",
      { family: cartPoleFamily },
      /^agent.feedback is "label", but the environment tells no "label"/,
    ],
    ["batch", { batch: 0 }, /^batch is 0: allowed is an integer of at least 1/],
    [
      "batches of episodes",
      { config: { ...CONFIG, feedback: "batch-return" } },
      /^batch is 32: allowed is 1, as agent.feedback "batch-return"/,
    ],
    [
      "no samples to test with",
      {
        ...{ family: cartPoleFamily, isTested: true, batch: 1 },
        config: { ...CONFIG, feedback: "batch-return" },
      },
      /^fitness is "test": allowed with agent.feedback "label", which is "batch-return"$/,
    ],
    [
      "tasks without a set",
      { isTested: true, family: { ...family, sample: (...draw) => family.sample(...draw).map(withoutSet) } },
      /^fitness is "test", but the family's tasks have no "set": allowed is auc, final or validation$/,
    ],
  ])("%s", (_, change, sentence) => {
    expect(make(change)).toThrow(sentence);
  });
});

interface OrdinaryOptions {
  readonly rule: string;
  readonly config: AgentConfig;
  readonly spec: TopDownSpec;
  readonly parameters: Float32Array;
  readonly family: TaskFamily;
  readonly task: TaskParameters;
  readonly seed: number;
  readonly isTested: boolean;
}

/** Mean log π(label) of each minibatch, by an agent in float64; of test samples in place of the last where asked for. */
function ordinaryScores(options: OrdinaryOptions): readonly number[] {
  const { rule, config, spec, parameters, family: own, task, seed, isTested } = options;
  const make = (shown: TaskParameters): VectorEnv =>
    own.makeVec(new Array<TaskParameters>(batch).fill(shown));
  const env = make(task);
  const agent = ordinaryAgent(env, rule, config, { spec, parameters }, { seed, batch });
  const actions = new Int32Array(batch);
  /** Answers a minibatch; returns its score. */
  const answer = (shown: NumericArray, infos: VectorStep["infos"]): number => {
    const labels = Array.from(infos.label as ArrayLike<number>);
    agent.act(shown, actions);
    const { output } = agent.actor;
    const drawn = output.h.data.slice();
    const score = labels.reduce((sum, label, k) => {
      forceAction(output, k, label);
      return sum + logProbability(output, k) / batch;
    }, 0);
    output.h.data.set(drawn);
    return score;
  };
  const scores: number[] = [];
  let { observations, infos } = env.reset({ seed }) as VectorStep;
  observations = observations.slice() as NumericArray;
  for (let b = 0; b < (isTested ? UPDATES : UPDATES + 1); b++) {
    scores.push(answer(observations, infos));
    const step = env.step(actions) as VectorStep;
    const nextObservations = step.observations.slice() as NumericArray;
    agent.learn({ ...step, observations, actions, nextObservations });
    observations = nextObservations;
    infos = step.infos;
  }
  if (!isTested) return scores;
  const others = make({ ...task, set: "test" });
  let shown = others.reset({ seed }) as VectorStep;
  let sum = 0;
  for (let b = 0; b < TESTED; b++) {
    sum += answer(shown.observations, shown.infos);
    shown = others.step(actions) as VectorStep;
  }
  return [...scores, sum / TESTED];
}
