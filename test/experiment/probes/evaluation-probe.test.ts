import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EvaluationSettings, PlannedEvaluation } from "../../../src/experiment/definition.js";
import type { EvaluationPoint } from "../../../src/experiment/probes/lines.js";
import { runTrial, type TrialTask } from "../../../src/experiment/trial.js";
import { testPython } from "../../python.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";

const root = temporaryFolder();
const task = (name: string, more: Partial<TrialTask> = {}): TrialTask => ({
  ...{ env: "CartPole-v1", rule: "reinforce", seed: 5, source: { id: "CartPole-v1", kwargs: {} } },
  ...{ budget: { episodes: 30 }, batch: 1, agent: TINY_AGENT, engine: "wasm", retries: 0 },
  ...more,
  folder: join(root, name),
});
const evaluation = (settings: EvaluationSettings): PlannedEvaluation => ({
  ...{ episodes: 4, policy: "sampled", points: 3 },
  ...settings,
});
const file = (name: string, path: string): Buffer => readFileSync(join(root, name, path));
const points = (name: string): EvaluationPoint[] =>
  file(name, "evaluation.jsonl")
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EvaluationPoint);
const train = (...options: Parameters<typeof task>) =>
  runTrial(task(...options), { stop: { requested: false } });

describe("evaluations while a trial trains", () => {
  it("change nothing in the training, and are the same each time", async () => {
    await train("without");
    const record = await train("with", { evaluation: evaluation({}) });
    await train("again", { evaluation: evaluation({}) });
    expect(file("with", "episodes.bin")).toEqual(file("without", "episodes.bin"));
    expect(file("again", "evaluation.jsonl")).toEqual(file("with", "evaluation.jsonl"));
    const found = points("with");
    expect(found.map(({ episode }) => episode)).toEqual([10, 20, 30]);
    for (const { returns, lengths, policy, meanReturn } of found) {
      expect(policy).toBe("sampled");
      // CartPole pays 1 a step.
      expect(lengths).toEqual(returns);
      expect(returns).toHaveLength(4);
      expect(meanReturn).toBeCloseTo(returns.reduce((sum, one) => sum + one, 0) / 4);
    }
    expect(found.at(-1)!.step).toBe(record.steps);
    expect(record.evaluationReturn).toBe(found.at(-1)!.meanReturn);
    expect(new Set(found.map(({ returns }) => returns.join()))).toHaveProperty("size", 3);
  });

  it("take the most probable action when they are greedy", async () => {
    await train("greedy", { evaluation: evaluation({ policy: "greedy" }) });
    expect(points("greedy").map(({ policy }) => policy)).toEqual(["greedy", "greedy", "greedy"]);
    expect(points("greedy").map(({ returns }) => returns)).not.toEqual(
      points("with").map(({ returns }) => returns),
    );
  });

  it("begin in states that depend on the trial's seed and the point, not on what was learned", async () => {
    // An untrained network and one that learned something else: the same first states and draws.
    const idle = { ...TINY_AGENT, rates: [0, 0] };
    const returns = async (name: string, more: Partial<TrialTask>) => {
      await train(name, { evaluation: evaluation({}), agent: idle, ...more });
      return points(name).map((point) => point.returns);
    };
    const first = await returns("idle", {});
    expect(await returns("idle-by-steps", { budget: { steps: 700 } })).toEqual(first);
    expect(await returns("idle-seed", { seed: 6 })).not.toEqual(first);
  });

  it.each<[string, Partial<TrialTask>]>([
    ["several sub-environments", { batch: 3, budget: { episodes: 20 } }],
    ["several groups", { batch: 4, groups: 2, evaluation: evaluation({ points: 1 }) }],
    ["the reference engine", { engine: "reference", budget: { episodes: 6 } }],
  ])("are made with %s", async (name, more) => {
    const record = await train(name, { evaluation: evaluation({}), ...more });
    expect(record.status).toBe("done");
    expect(points(name).at(-1)!.returns).toHaveLength(4);
  });

  it("are made in Python's environments, and let go of them", { timeout: 120_000 }, async () => {
    testPython();
    const idle = {
      budget: { steps: 60 },
      agent: { ...TINY_AGENT, rates: [0, 0] },
      evaluation: evaluation({}),
    };
    await train("twin", idle);
    await train("python", { ...idle, source: { id: "gymnasium:CartPole-v1", kwargs: {} } });
    expect(points("python").map(({ returns }) => returns)).toEqual(
      points("twin").map(({ returns }) => returns),
    );
  });

  it("fail the trial when the environment fails in them, and say where", async () => {
    const module = join(import.meta.dirname, "../../fixtures/experiments/broken-env.ts");
    // It breaks at its fifth step, which the training's has not reached with two episodes of two steps.
    const record = await train("broken", {
      env: "./broken-env.ts",
      source: { id: "./broken-env.ts", module, kwargs: {} },
      budget: { episodes: 2 },
      evaluation: evaluation({ points: 1 }),
    });
    expect(record).toMatchObject({
      status: "failed",
      episodes: 2,
      error:
        "./broken-env.ts: evaluation 1, episode 3, step 2: the environment gave an observation that is NaN",
    });
  });
});
