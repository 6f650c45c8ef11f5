import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeVec } from "gymnasium-js";
import { lastValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";
import { creditRules } from "../../agents/rules/index.js";
import { createTeamAgent } from "../../agents/team-agent.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { environmentSeed } from "../../src/experiment/environment-seed.js";
import { decodeCheckpoint } from "../../src/experiment/store/checkpoint.js";
import { readEpisodes } from "../../src/experiment/store/episode-log.js";
import { runTrial, type TrialTask } from "../../src/experiment/trial.js";
import { budget, interact } from "../../src/streams/index.js";
import { TINY_AGENT, temporaryFolder } from "./tiny.js";

const root = temporaryFolder();
const never = { stop: { requested: false } };
const task = (name: string, changes: Partial<TrialTask> = {}): TrialTask => ({
  env: "CartPole-v1",
  rule: "weight-max",
  seed: 5,
  source: { id: "CartPole-v1", kwargs: {} },
  budget: { episodes: 30 },
  batch: 1,
  agent: TINY_AGENT,
  engine: "wasm",
  retries: 0,
  folder: join(root, name),
  ...changes,
});
const read = (name: string, file: string): string => readFileSync(join(root, name, file), "utf8");

describe("runTrial", () => {
  it("fails when no episode ends, however many there are to be", async () => {
    const source = { id: "CartPole-v1", kwargs: {}, maxEpisodeSteps: 30 };
    const ended = await runTrial(task("patient", { source }), { ...never, patience: 31 });
    expect(ended).toMatchObject({ status: "done", episodes: 30 });
    const endless = await runTrial(task("impatient"), { ...never, patience: 3 });
    expect(endless).toMatchObject({ status: "failed", episodes: 0, steps: 4 });
    expect(endless.error).toBe(
      "CartPole-v1: no episode ended within 3 steps; give the environment a time limit (maxEpisodeSteps), " +
        "or the trial a budget of steps",
    );
    const steps = task("steps", { budget: { steps: 40 } });
    expect(await runTrial(steps, { ...never, patience: 3 })).toMatchObject({ status: "done", steps: 40 });
  });

  it("trains to the budget and keeps every file", async () => {
    const record = await runTrial(task("done"), never);
    const episodes = [...readEpisodes(join(root, "done", "episodes.bin"))][0]!;
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value) / values.length;
    expect(record).toMatchObject({
      status: "done",
      episodes: 30,
      steps: episodes.lengths.reduce((sum, length) => sum + length),
      averageReturn: mean(episodes.returns),
      finalReturn: mean(episodes.returns.subarray(27)),
    });
    expect(record.stepsPerSecond).toBeCloseTo(record.steps / record.seconds);
    expect(readdirSync(join(root, "done")).sort()).toEqual([
      "SHA256SUMS",
      "checkpoint.safetensors",
      "curve.jsonl",
      "episodes.bin",
      "episodes.parquet",
      "status.json",
      "timing.json",
    ]);
    const { seconds, stepsPerSecond, ...status } = record;
    expect(JSON.parse(read("done", "status.json"))).toEqual(status);
    expect(JSON.parse(read("done", "timing.json"))).toEqual({ seconds, stepsPerSecond });
    const points = read("done", "curve.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(points).toHaveLength(30);
    expect(points[29]).toMatchObject({ episode: 30, step: record.steps, episodes: 1 });
  });

  it("counts a budget of steps over all sub-environments, exactly", async () => {
    const record = await runTrial(task("exact", { budget: { steps: 101 }, batch: 4 }), never);
    expect(record).toMatchObject({ status: "done", steps: 101 });
  });

  it("has no returns when no episode ends", async () => {
    const record = await runTrial(task("short", { budget: { steps: 3 } }), never);
    expect(record).toMatchObject({ status: "done", episodes: 0, averageReturn: null, finalReturn: null });
  });

  it("keeps what it has when it is stopped", async () => {
    const stop = { requested: false };
    const options = {
      stop,
      onProgress: () => {
        stop.requested = true;
      },
    };
    const record = await runTrial(task("stopped", { budget: { episodes: 1e9 } }), options);
    expect(record.status).toBe("interrupted");
    expect(record.episodes).toBeGreaterThan(0);
    expect(existsSync(join(root, "stopped", "checkpoint.safetensors"))).toBe(true);
    expect(existsSync(join(root, "stopped", "episodes.parquet"))).toBe(false);
    expect(JSON.parse(read("stopped", "status.json")).status).toBe("interrupted");
  });

  it("fails with the place named when the environment gives NaN, and keeps the episodes before", async () => {
    const module = join(import.meta.dirname, "../fixtures/experiments/broken-env.ts");
    const source = { id: "./broken-env.ts", module, kwargs: {} };
    const record = await runTrial(task("broken", { env: "./broken-env.ts", source }), never);
    expect(record).toMatchObject({
      status: "failed",
      error: "./broken-env.ts (sub-environment 0) failed at step 5: observation value 1 is NaN.",
      episodes: 2,
      steps: 4,
    });
    expect(JSON.parse(read("broken", "status.json"))).toMatchObject({
      status: "failed",
      error: record.error,
    });
  });

  it("fails when the network's numbers overflow", async () => {
    const source = { id: "Multiplexer-v0", kwargs: { addressBits: 1 } };
    const agent = { ...TINY_AGENT, optimizer: { kind: "sgd" }, rates: [1e38, 1e38] } as const;
    const record = await runTrial(task("overflow", { env: "Multiplexer-v0", source, agent }), never);
    expect(record).toMatchObject({
      status: "failed",
      error: expect.stringMatching(
        /^Multiplexer-v0: by step 30 the numbers in actor.* were no longer finite/,
      ),
      episodes: 30,
    });
  });

  it("leaves a checkpoint from which it goes on as if it had never stopped", async () => {
    const changes = { budget: { steps: 300 }, agent: { ...TINY_AGENT, lambda: 0.5 } };
    await runTrial(task("whole", changes), never);
    await runTrial(task("half", { ...changes, budget: { steps: 150 } }), never);
    const checkpoint = (name: string) =>
      decodeCheckpoint(readFileSync(join(root, name, "checkpoint.safetensors")));

    const half = checkpoint("half");
    const env = makeVec("CartPole-v1");
    const agent = createTeamAgent({
      engine: createWasmEngine(),
      rule: creditRules.find(({ id }) => id === "weight-max")!,
      config: changes.agent,
      observationSpace: env.observationSpace,
      actionSpace: env.actionSpace,
      seeds: [5],
      batch: 1,
    });
    env.reset();
    env.restore!(half.environment!);
    agent.restore(half.agent);
    const { step, transitions } = half.position;
    expect([...env.observations!]).toEqual([...half.position.nextObservations]);
    await lastValueFrom(interact(env, agent, { from: { step, transitions } }).pipe(budget({ steps: 150 })));

    const whole = checkpoint("whole");
    expect(agent.state()).toEqual(whole.agent);
    expect(env.state!()).toEqual(whole.environment);
    expect(half.tracker.transitions).toBe(150);
    expect(half.curve.bins.length).toBe(half.log.episodes);
  });
});

describe("environmentSeed", () => {
  it("is a seed of 53 bits, different for every trial", () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => environmentSeed(seed));
    expect(seeds.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(seeds).size).toBe(100);
  });
});
