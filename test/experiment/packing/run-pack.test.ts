import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { runPack } from "../../../src/experiment/packing/run-pack.js";
import { runTrial, type TrialRecord, type TrialTask } from "../../../src/experiment/trial.js";
import { weightsOf } from "../../agents/top-down/weights.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";
import { TRIAL_SETTINGS } from "../trial-settings.js";
import { alone, filesOf, never, stopAfter, untimed } from "./packed-trials.js";

const root = temporaryFolder();
const SEEDS = [3, 8, 5, 11];

function tasks(name: string, changes: Partial<TrialTask> = {}): TrialTask[] {
  return SEEDS.map((seed) => ({
    ...{ env: "CartPole-v1", rule: "weight-max", seed, source: { id: "CartPole-v1", kwargs: {} } },
    ...{ budget: { episodes: 25 }, batch: 1, agent: TINY_AGENT, engine: "wasm", retries: 0 },
    folder: join(root, name, String(seed)),
    ...changes,
  }));
}

const topDown = weightsOf({ units: [4] });
const evaluation = { episodes: 3, policy: "sampled", points: 3 } as const;

const cases: readonly (readonly [string, Partial<TrialTask>])[] = [
  ...TRIAL_SETTINGS,
  ["evaluated on the way", { evaluation, agent: { ...TINY_AGENT, lambda: 0.5 } }],
  ["evaluated by the engine for reading", { engine: "reference", evaluation }],
  [
    "numbers of the rule's own",
    {
      rule: "direct-feedback-alignment",
      agent: { ...TINY_AGENT, hidden: [4, 4], rates: [0.01, 0.01, 0.01] },
    },
  ],
  ["a control", { rule: "tdca:random-sign", agent: { ...TINY_AGENT, output: "softmax-full", topDown } }],
];

describe("trials that are packed", () => {
  it.each(cases)("leave the same bytes as separate ones: %s", async (label, changes) => {
    const separate = tasks(`separate ${label}`, changes);
    const packed = tasks(`packed ${label}`, changes);
    const records = await alone(separate);
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["done"]));
    expect(untimed(await runPack(packed, never))).toEqual(untimed(records));
    expect(filesOf(packed)).toEqual(filesOf(separate));
  });

  it.each(cases)("go on where they stopped, together or not: %s", async (label, changes) => {
    const separate = tasks(`separate again ${label}`, changes);
    const records = await alone(separate);
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["done"]));
    const pieces = tasks(`pieces ${label}`, changes);
    // Asked once a trial and step: the pieces end in the middle of a step of the pack.
    for (const times of [30, 2, 403]) await runPack(pieces, stopAfter(times));
    // Others keep them company than those that they began with.
    await runPack(pieces.slice(1, 3), stopAfter(60));
    await runTrial(pieces[3]!, stopAfter(20));
    expect(untimed(await runPack(pieces, never))).toEqual(untimed(records));
    expect(filesOf(pieces)).toEqual(filesOf(separate));
  });

  const module = join(import.meta.dirname, "../../fixtures/experiments/failing-env.ts");
  const TD_AGENT: AgentConfig = { ...TINY_AGENT, feedback: "td-error" };
  const LABEL_AGENT: AgentConfig = { ...TINY_AGENT, units: "tanh", feedback: "label" };
  it.each([
    ["throws", false, TD_AGENT, /its motor is hot/],
    ["NaN", false, TD_AGENT, /observation value 0 is NaN/],
    ["reward", false, TD_AGENT, /not a finite number/],
    ["huge", false, TD_AGENT, /no longer finite/],
    ["outside", true, TD_AGENT, /failed to learn .* observation value 0 is 7/],
    [
      "outside",
      true,
      { ...TD_AGENT, lag: true, bootstrapTruncated: false },
      /failed to act .* observation value 0 is 7/,
    ],
    ["label", false, LABEL_AGENT, /failed to learn .* the environment's label is 7/],
    ["unlabelled", false, LABEL_AGENT, /failed to learn .* tells no "label"/],
    ["outside", true, { ...TINY_AGENT, feedback: "return", baseline: "mean" }, /failed to act .* is 7/],
  ] as const)("fail alone: %s, whole numbers: %s", async (how, whole, agent, message) => {
    const name = `${how} ${whole} ${agent.feedback} ${agent.lag}`;
    const failing = (all: TrialTask[]): TrialTask[] =>
      all.map((task, k) => ({
        ...task,
        source: { id: "./failing-env.ts", module, kwargs: { whole, ...(k === 1 && { failAt: 33, how }) } },
      }));
    const rule = agent.feedback === "label" ? "backprop" : "weight-max";
    const changes: Partial<TrialTask> = { env: "./failing-env.ts", rule, budget: { steps: 200 }, agent };
    const separate = failing(tasks(`failing alone ${name}`, changes));
    const packed = failing(tasks(`failing packed ${name}`, changes));
    const records = await alone(separate);
    expect(records.map(({ status, error }) => error ?? status)).toEqual([
      "done",
      expect.stringMatching(message),
      "done",
      "done",
    ]);
    expect(untimed(await runPack(packed, never))).toEqual(untimed(records));
    expect(filesOf(packed)).toEqual(filesOf(separate));
  });

  it("go on by themselves where their environments cannot be saved", async () => {
    const stateless = join(import.meta.dirname, "../../fixtures/experiments/stateless-env.ts");
    const source = { id: "./stateless-env.ts", module: stateless, kwargs: {} };
    const changes = { env: "./stateless-env.ts", source, budget: { steps: 1e9 }, retries: 1 };
    const packed = tasks("stateless", changes);
    const first = await runPack(packed, stopAfter(4 * 100));
    expect(first.every(({ status, steps }) => status === "interrupted" && steps >= 99)).toBe(true);
    const separate = tasks("stateless alone", changes);
    for (const [k, one] of separate.entries()) await runTrial(one, stopAfter(first[k]!.steps));
    const second = await runPack(packed, stopAfter(4 * 50));
    expect(second.every(({ restarts }) => restarts?.length === 1)).toBe(true);
    const again: TrialRecord[] = [];
    for (const [k, one] of separate.entries()) {
      again.push(await runTrial(one, stopAfter(second[k]!.steps - second[k]!.restarts![0]!.steps)));
    }
    expect(untimed(second)).toEqual(untimed(again));
    expect(filesOf(packed)).toEqual(filesOf(separate));
  });
});
