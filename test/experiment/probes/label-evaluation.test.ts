import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Box, type Env, make } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { play } from "../../../src/evaluate/play.js";
import { SavedPolicy } from "../../../src/evaluate/saved-policy.js";
import type { EvaluationPoint } from "../../../src/experiment/probes/lines.js";
import { decodeCheckpoint } from "../../../src/experiment/store/checkpoint.js";
import { runTrial, type TrialTask } from "../../../src/experiment/trial.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";

const root = temporaryFolder();
const ID = "Classification-v0";
const KWARGS = { split: "training", taskSeed: 4 };

const task = (name: string, more: Partial<TrialTask> = {}): TrialTask => ({
  ...{ env: ID, rule: "backprop", seed: 5, source: { id: ID, kwargs: KWARGS }, retries: 0 },
  ...{ budget: { steps: 32 * 60 }, batch: 32, engine: "wasm" },
  agent: {
    ...{ ...TINY_AGENT, hidden: [], rates: [0.1], units: "tanh", output: "softmax-full" },
    ...{ feedback: "label", gradientNorm: 1 },
  },
  evaluation: {
    ...{ episodes: 300, policy: "greedy", points: 2, kwargs: { set: "test" } },
    also: { "training set": {}, again: { set: "test" } },
  },
  ...more,
  folder: join(root, name),
});
const train = (...options: Parameters<typeof task>) =>
  runTrial(task(...options), { stop: { requested: false } });
const file = (name: string, path: string): Buffer => readFileSync(join(root, name, path));
const points = (name: string): EvaluationPoint[] =>
  file(name, "evaluation.jsonl")
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EvaluationPoint);

/** Remembers what it showed, and the labels. */
function watched(kwargs: Record<string, unknown>): { env: Env; shown: [Float32Array, number][] } {
  const inner = make(ID, kwargs);
  const shown: [Float32Array, number][] = [];
  let observation: Float32Array;
  const env: Env = {
    observationSpace: inner.observationSpace,
    actionSpace: inner.actionSpace,
    reset: (options) => {
      const reset = inner.reset(options);
      observation = reset.observation as Float32Array;
      return reset;
    },
    step: (action) => {
      const step = inner.step(action);
      shown.push([observation, step.info.label as number]);
      return step;
    },
  };
  return { env, shown };
}

describe("evaluations in which labels are told", () => {
  it("tell accuracy and log loss, of the training set and of other samples, and change nothing", async () => {
    const agent = { ...task("").agent, hidden: [64], rates: [0.03, 0.03] };
    const record = await train("whole", { agent });
    await train("without", { agent, evaluation: undefined });
    expect(record.status).toBe("done");
    expect(file("whole", "episodes.bin")).toEqual(file("without", "episodes.bin"));
    const [before, after] = points("whole");
    for (const { also, ...first } of [before!, after!]) {
      expect(Object.keys(also!)).toEqual(["training set", "again"]);
      // Episodes of one step that pay 1 for the label.
      expect(first.accuracy).toBeCloseTo(first.meanReturn, 12);
      expect(also!.again).toEqual({ ...also!.again, returns: first.returns, logLoss: first.logLoss });
      expect(also!["training set"]!.returns).not.toEqual(first.returns);
      expect(also!["training set"]!.logLoss).toBeLessThan(first.logLoss!);
    }
    expect(after!.also!["training set"]!.logLoss).toBeLessThan(before!.also!["training set"]!.logLoss!);
    const of = ({ accuracy, logLoss }: { accuracy?: number; logLoss?: number }) => ({ accuracy, logLoss });
    expect(record.labels).toEqual({
      evaluation: of(after!),
      "training set": of(after!.also!["training set"]!),
      again: of(after!.also!.again!),
    });
  });

  it.each(["softmax", "softmax-full"] as const)(
    "tell −log p(label) of the network's own weights: %s",
    async (output) => {
      const own = task(`own-${output}`);
      await train(`own-${output}`, { agent: { ...own.agent, output } });
      const { agent } = decodeCheckpoint(file(`own-${output}`, "checkpoint.safetensors"));
      const { env, shown } = watched({ ...KWARGS, set: "test" });
      const { observationSpace, actionSpace } = env;
      const policy = new SavedPolicy(
        { ...own, agent: { ...own.agent, output } },
        { engine: createWasmEngine(), observationSpace, actionSpace, seed: 3, greedy: true },
      );
      policy.restore(agent);
      const played = await play(env, policy, { episodes: 50, seed: 8, maxSteps: 10 });
      const weights = agent.tensors["actor.0.weights"]!;
      const units = output === "softmax" ? 9 : 10;
      for (const [k, [x, label]] of shown.entries()) {
        const logits = Array.from({ length: 10 }, (_, j) =>
          j >= units
            ? 0
            : x.reduce((sum, value, i) => sum + value * weights[i * units + j]!, weights[16 * units + j]!),
        );
        const loss = Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[label]!;
        const { count, right, logLoss } = played[k]!.labels!;
        expect(count).toBe(1);
        expect(right).toBe(logits.indexOf(Math.max(...logits)) === label ? 1 : 0);
        expect(Math.abs(logLoss - loss)).toBeLessThan(1e-5);
      }
      expect(shown).toHaveLength(50);
    },
  );

  it("are in terms of steps, and leave out labels that are no action", async () => {
    const spaces = make(ID);
    const told = [3, 30, "3", 2n, undefined, 4.5];
    let step = 0;
    const env: Env = {
      observationSpace: new Box(-1, 1, { shape: [16] }),
      actionSpace: spaces.actionSpace,
      reset: () => ({ observation: new Float32Array(16), info: {} }),
      step: () => ({
        ...{ observation: new Float32Array(16), reward: 0, truncated: false },
        ...{ info: { label: told[step++] }, terminated: step === told.length },
      }),
    };
    const own = task("never");
    const { observationSpace, actionSpace } = env;
    const policy = new SavedPolicy(
      { ...own, agent: { ...own.agent, rates: [0] } },
      { engine: createWasmEngine(), observationSpace, actionSpace, seed: 3, greedy: true },
    );
    const [played] = await play(env, policy, { episodes: 1, seed: 8, maxSteps: 10 });
    expect(played!.labels!.count).toBe(2);
    // Biases are within ±1e-3: all actions are about as probable.
    expect(Math.abs(played!.labels!.logLoss - 2 * Math.log(10))).toBeLessThan(0.01);
  });

  it("fail the trial when an evaluation's environment cannot be made, and name the evaluation that fails", async () => {
    const wrong = await train("wrong", {
      evaluation: { episodes: 2, policy: "greedy", points: 1, kwargs: { set: "validation" } },
    });
    expect(wrong).toMatchObject({ status: "failed" });
    expect(wrong.error).toContain('set: validation is not allowed; use "training" or "test"');
    const other = await train("other", {
      evaluation: { episodes: 2, policy: "greedy", points: 1, also: { smaller: { classes: 4 } } },
    });
    expect(other.error).toMatch(/^Classification-v0: evaluation 1 \(smaller\), checkpoint tensor/);
  });
});
