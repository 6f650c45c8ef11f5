import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeVec } from "gymnasium-js";
import { lastValueFrom } from "rxjs";
import { expect, test } from "vitest";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { savedPolicy } from "../../src/evaluate/saved-policy.js";
import { loadShipped } from "../../src/experiment/load-experiment.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { decodeCheckpoint } from "../../src/experiment/store/checkpoint.js";
import { readEpisodes } from "../../src/experiment/store/episode-log.js";
import { runTrial, type TrialRecord } from "../../src/experiment/trial.js";
import { budget, interact, policy } from "../../src/streams/index.js";
import { temporaryFolder } from "./tiny.js";

const root = temporaryFolder();
const never = { stop: { requested: false } };

test("two groups of four CartPoles learn together, the same each time, and leave a network to play with", async () => {
  const { arms, engine } = planExperiment(await loadShipped("cart-pole"), {
    ...{ rules: ["weight-max"], seeds: [1], budget: { steps: 60_000 }, batch: 8, groups: 2 },
  });
  const arm = arms[0]!;
  const train = (name: string): Promise<TrialRecord> =>
    runTrial({ ...arm, engine, seed: 1, retries: 0, folder: join(root, name) }, never);
  const record = await train("one");
  expect(record).toMatchObject({ status: "done", steps: 60_000 });
  expect(record.finalReturn).toBeGreaterThan(400);

  const { seconds: _, stepsPerSecond: __, ...status } = record;
  expect(await train("other")).toMatchObject(status);
  const [first, second] = ["one", "other"].map((name) =>
    decodeCheckpoint(readFileSync(join(root, name, "checkpoint.safetensors"))),
  );
  expect(second).toEqual(first);
  expect(first!.environment).toBeUndefined();
  expect(first!.tracker).toMatchObject({ groups: 2, transitions: 60_000 });
  const episodes = [...readEpisodes(join(root, "one", "episodes.bin"))][0]!;
  expect(new Set(episodes.environments).size).toBe(8);

  const env = makeVec("CartPole-v1", { numEnvs: 4 });
  const { observationSpace, actionSpace } = env;
  const network = savedPolicy(
    { arm, engine, seed: 1, folder: join(root, "one"), status: record },
    { engine: createWasmEngine(), observationSpace, actionSpace, seed: 9, greedy: true },
  );
  const act = policy((observations, actions) => network.act(observations, actions));
  const ended = await lastValueFrom(interact(env, act, { seed: 3 }).pipe(budget({ episodes: 1 })));
  expect(ended.step).toBeGreaterThan(300);
});
