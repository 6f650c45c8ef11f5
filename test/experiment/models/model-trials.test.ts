import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Box, Discrete } from "gymnasium-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent } from "../../../agents/team-agent.js";
import { initialiseModel } from "../../../src/engine/tf/initialise-model.js";
import { loadTensorFlow } from "../../../src/engine/tf/load-tensorflow.js";
import { saveModel } from "../../../src/engine/tf/model-files.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { evaluateTrial } from "../../../src/evaluate/evaluation.js";
import { playingEngine } from "../../../src/evaluate/playing-engine.js";
import type { SavedTrial } from "../../../src/evaluate/saved-run.js";
import { findModel } from "../../../src/experiment/models/model-source.js";
import { decodeCheckpoint } from "../../../src/experiment/store/checkpoint.js";
import { readStatus } from "../../../src/experiment/store/read-run.js";
import { runTrial, type TrialTask } from "../../../src/experiment/trial.js";
import { denseModel, weightsOf } from "../../agents/model/models.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";
import { DENSE, put } from "./modules.js";

const root = temporaryFolder();
const { tf } = await loadTensorFlow("tfjs-wasm");
put(root, "dense.ts", DENSE());
put(root, "value.ts", DENSE());

const actor = findModel("dense.ts", "agent.model", root);
const critic = findModel("value.ts", "agent.critic.model", root);
const NATIVE = { ...TINY_AGENT, rates: [0.02, 0.02] };
const AGENT = { ...TINY_AGENT, hidden: [], rates: [0.02] };

function task(name: string, changes: Partial<TrialTask> = {}): TrialTask {
  return {
    ...{ env: "CartPole-v1", rule: "backprop", seed: 5, source: { id: "CartPole-v1", kwargs: {} } },
    ...{
      budget: { steps: 300 },
      batch: 2,
      agent: AGENT,
      models: { actor },
      engine: "tf",
      backend: "tfjs-wasm",
    },
    ...{ retries: 0, folder: join(root, name) },
    ...changes,
  };
}

/** Told to stop when it has been asked so many times: once a step, or nearly. */
function stopAfter(steps: number) {
  let asked = 0;
  return {
    stop: {
      get requested() {
        return asked++ >= steps;
      },
    },
  };
}
const never = { stop: { requested: false } };

/** All that equal trials have equal. */
function filesOf({ folder }: TrialTask): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== "timing.json");
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

const saved = (trial: TrialTask, changes: Partial<SavedTrial> = {}): SavedTrial => ({
  arm: trial as unknown as SavedTrial["arm"],
  ...{ seed: trial.seed, folder: trial.folder, engine: trial.engine, backend: trial.backend },
  status: readStatus(trial.folder)!,
  ...changes,
});

describe("a trial with a model", () => {
  it("trains as the native network with its weights does", async () => {
    const engine = createWasmEngine();
    const spaces = { observationSpace: new Box(-1, 1, { shape: [4] }), actionSpace: new Discrete(2) };
    const config = { engine, rule: creditRule("backprop"), config: NATIVE, seeds: [5], batch: 2, ...spaces };
    const model = denseModel(tf, 4, [4], 1);
    const weights = weightsOf(createTeamAgent(config), "actor").map((values, k) =>
      tf.tensor(values, model.getWeights()[k]!.shape),
    );
    model.setWeights(weights);
    await saveModel(model, join(root, "saved"));
    const models = { actor: findModel("saved", "agent.model", root) };
    const native = await runTrial(task("native", { agent: NATIVE, models: undefined }), never);
    const record = await runTrial(task("as the native one", { models }), never);
    expect(native).toMatchObject({ status: "done", episodes: expect.any(Number) });
    expect(native.episodes).toBeGreaterThan(5);
    const { seconds: _, stepsPerSecond: __, ...rest } = native;
    expect(record).toMatchObject(rest);
  });

  it.each([
    ["an actor", {}],
    [
      "a critic alone",
      { agent: { ...NATIVE, critic: { ...AGENT.critic, hidden: [], rates: [0.01] } }, models: { critic } },
    ],
    [
      "both, with traces",
      {
        agent: { ...AGENT, lambda: 0.7, critic: { ...AGENT.critic, hidden: [], rates: [0.01] } },
        models: { actor, critic },
      },
    ],
  ] as const)(
    "%s: leaves the same bytes when it is stopped and taken up again, and no tensors",
    async (name, changes) => {
      const before = tf.memory().numTensors;
      const evaluation = { episodes: 2, policy: "sampled", points: 2 } as const;
      const whole = task(`${name}, whole`, { ...changes, evaluation });
      expect(await runTrial(whole, never)).toMatchObject({
        status: "done",
        evaluationReturn: expect.any(Number),
      });
      const pieces = task(`${name}, in pieces`, { ...changes, evaluation });
      for (const steps of [1, 57, 2]) {
        expect(await runTrial(pieces, stopAfter(steps))).toMatchObject({ status: "interrupted" });
      }
      expect(await runTrial(pieces, never)).toMatchObject({ status: "done" });
      expect(filesOf(pieces)).toEqual(filesOf(whole));
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it.each([5, 6])("begins with the weights that its module draws from seed %s", async (seed) => {
    const trial = task(`seed ${seed}`, { budget: { steps: 2 }, seed, agent: { ...AGENT, rates: [0] } });
    await runTrial(trial, never);
    const model = denseModel(tf, 4, [4], 1);
    initialiseModel(tf, model, seed);
    const { agent } = decodeCheckpoint(readFileSync(join(trial.folder, "checkpoint.safetensors")));
    model.getWeights().forEach((weights, k) => {
      expect(Array.from(agent.tensors[`actor.model.${k}.weights`]!)).toEqual(Array.from(weights.dataSync()));
    });
    model.dispose();
  });

  it("that goes wrong is told in one sentence", async () => {
    const gone = { ...actor, id: "gone.ts", path: join(root, "gone.ts") };
    const { status, error } = await runTrial(task("gone", { models: { actor: gone } }), never);
    expect(status).toBe("failed");
    expect(error).toMatch(/gone\.ts cannot be loaded/);
    expect(error).not.toContain("\n");
  });
});

describe("evaluating what was trained on engine tf", () => {
  // Whatever `creditgym engines install` built on this machine.
  const withoutAddons = () => vi.stubEnv("CREDITGYM_CACHE", join(root, "no-cache"));
  afterEach(() => void vi.unstubAllEnvs());
  const options = { episodes: 3, seed: 1, maxSteps: 500, greedy: false };

  it("plays a model with its trained weights, on other backends to the same returns, and says so", async () => {
    withoutAddons();
    const trial = task("to be played");
    await runTrial(trial, never);
    const notes: string[] = [];
    const onNote = (note: string): void => void notes.push(note);
    const here = await evaluateTrial(saved(trial), { ...options, onNote });
    expect(here).toMatchObject({ status: "done", episodes: 3 });
    expect(notes).toEqual([]);
    const cpu = await evaluateTrial(saved(trial, { backend: "tfjs-cpu" }), { ...options, onNote });
    expect(cpu.returns).toEqual(here.returns);
    const elsewhere = await evaluateTrial(saved(trial, { backend: "tfjs-node-gpu" }), { ...options, onNote });
    expect(elsewhere.returns).toEqual(here.returns);
    expect(notes).toEqual([
      "trained on tfjs-node-gpu, which cannot be loaded here: played on tfjs-wasm, where numbers may differ in their last bits",
    ]);
    const untrained = task("untrained", { budget: { steps: 1 } });
    await runTrial(untrained, never);
    expect((await evaluateTrial(saved(untrained), options)).returns).not.toEqual(here.returns);
  });

  it("plays a native network on wasm where its backend is missing", async () => {
    withoutAddons();
    const trial = task("native, to be played", { agent: NATIVE, models: undefined });
    await runTrial(trial, never);
    const here = await evaluateTrial(saved(trial), options);
    expect(await playingEngine(saved(trial, { backend: "tfjs-node" }))).toEqual({
      on: { engine: "wasm" },
      notes: [
        "trained on tfjs-node, which cannot be loaded here: played on engine wasm, where numbers may differ in their last bits",
      ],
    });
    const elsewhere = await evaluateTrial(saved(trial, { backend: "tfjs-node" }), options);
    expect(elsewhere.returns).toEqual(here.returns);
  });

  it("tells of a module that is not what it was, and refuses one that is gone", async () => {
    put(root, "changing.ts", DENSE());
    const trial = task("changing", { models: { actor: findModel("changing.ts", "agent.model", root) } });
    await runTrial(trial, never);
    put(root, "changing.ts", DENSE("initialiseModel(tf, model, 1);"));
    const notes: string[] = [];
    await evaluateTrial(saved(trial), { ...options, onNote: (note) => void notes.push(note) });
    expect(notes).toEqual([
      `not as in training: the model ${join(root, "changing.ts")}; its weights are the checkpoint's all the same`,
    ]);
    const gone = saved(task("changing", { models: { actor: { ...actor, path: join(root, "gone.ts") } } }));
    await expect(evaluateTrial(gone, options)).rejects.toThrow(/gone\.ts cannot be read: ENOENT/);
  });
});
