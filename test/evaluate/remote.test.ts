import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AsyncEnv, Env } from "gymnasium-js";
import { beforeAll, expect, it } from "vitest";
import { evaluateTrial } from "../../src/evaluate/evaluation.js";
import { type Picture, pictureOf, renderModeFor } from "../../src/evaluate/picture.js";
import { findTrials, type SavedTrial } from "../../src/evaluate/saved-run.js";
import type { EnvironmentChoice } from "../../src/experiment/definition.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { writeExperiment } from "../../src/experiment/store/run-folder.js";
import { runTrial } from "../../src/experiment/trial.js";
import { EXPERIMENT, temporaryFolder } from "../experiment/tiny.js";
import { testPython } from "../python.js";

const root = temporaryFolder();
const playing = { episodes: 2, seed: 1, maxSteps: 20, greedy: false };

beforeAll(() => {
  testPython();
});

/** A short training in FrozenLake, which draws text without any further package. */
async function trained(
  name: string,
  changes: Partial<Exclude<EnvironmentChoice, string>>,
): Promise<SavedTrial> {
  const folder = join(root, name);
  const settings = { rules: ["reinforce"], seeds: [4], budget: { episodes: 3 }, batch: 2 };
  const agent = { hidden: [4], rates: [0.01, 0.001] };
  const environments = [{ id: "gymnasium:FrozenLake-v1", ...changes }];
  const plan = planExperiment({
    experiment: { ...EXPERIMENT, ...settings, environments, agent },
    directory: root,
  });
  mkdirSync(folder);
  writeExperiment(folder, plan);
  const { engine, retries, arms } = plan;
  const task = { ...arms[0]!, seed: 4, engine, retries, folder: join(folder, arms[0]!.folder, "4") };
  expect(await runTrial(task, { stop: { requested: false } })).toMatchObject({ status: "done" });
  return findTrials(folder).trials[0]!;
}

it("a network trained in one of Python's environments plays there, and is seen", async () => {
  const clip = { name: "ClipReward", kwargs: { min_reward: 0, max_reward: 0.5 } };
  const trial = await trained("lake", { kwargs: { is_slippery: false }, wrappers: [clip] });
  const renderMode = await renderModeFor(trial, ["ansi", "svg", "rgb_array"]);
  expect(renderMode).toBe("ansi");
  const pictures: Picture[] = [];
  const spectate = (env: Env | AsyncEnv) => async (): Promise<void> => {
    pictures.push(await pictureOf(env));
  };
  const evaluation = await evaluateTrial(trial, { ...playing, spectate, renderMode: renderMode! });
  expect(evaluation).toMatchObject({ env: "gymnasium:FrozenLake-v1", status: "done", episodes: 2 });
  const steps = evaluation.lengths.reduce((sum, length) => sum + length);
  expect(pictures).toHaveLength(steps + 2);
  expect(pictures[0]).toContain("HFFG");
  await expect(renderModeFor(trial, ["svg"])).rejects.toThrow(
    "gymnasium:FrozenLake-v1 cannot be shown: it draws human, ansi, rgb_array; allowed is an environment that draws svg",
  );
});

it("wrappers of vector environments cannot be had in a single one", async () => {
  const wrappers = [{ name: "RecordEpisodeStatistics", vector: true }];
  const trial = await trained("vector", { wrappers });
  await expect(evaluateTrial(trial, playing)).rejects.toThrow(
    'environment is "gymnasium:FrozenLake-v1" with wrappers of vector environments: allowed here are wrappers of single ones only',
  );
});
