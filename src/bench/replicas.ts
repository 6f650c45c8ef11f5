import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setLibraryEnvironment } from "../engine/tf/library-environment.js";
import { tensorFlow } from "../experiment/engines.js";
import { runPack } from "../experiment/packing/run-pack.js";
import type { PlannedEngine } from "../experiment/planned-engine.js";
import { runTrial, type TrialTask } from "../experiment/trial.js";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { referenceConfig } from "./subjects.js";

const REPLICAS = 32;
/** Trials that run one after the other: so many tell their rate. */
const SEPARATE = 4;
const ROUNDS = 3;
const ENVIRONMENT = "CartPole-v1";
const never = { stop: { requested: false } };

/** Steps per second of 32 trials that are trained as one, with all that they keep, against separate ones, in one thread. */
export async function benchReplicas(): Promise<BenchmarkResult[]> {
  const results = [await benchOn({ engine: "wasm" }, "wasm", 10_000)];
  setLibraryEnvironment();
  try {
    const { backend } = await tensorFlow();
    results.push(await benchOn({ engine: "tf", backend }, backend, 200));
  } catch (error) {
    process.stderr.write(`Engine tf is left out: ${(error as Error).message}\n`);
  }
  return results;
}

function benchOn(engine: PlannedEngine, name: string, steps: number): Promise<BenchmarkResult> {
  const measured = (count: number, train: (tasks: readonly TrialTask[]) => Promise<void>) => async () => {
    const folder = mkdtempSync(join(tmpdir(), "creditgym-bench-"));
    try {
      const tasks = Array.from({ length: count }, (_, k) => taskOf(engine, k + 1, steps, folder));
      const start = performance.now();
      await train(tasks);
      return (1000 * count * steps) / (performance.now() - start);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  return compareContenders(
    `trials of ${ENVIRONMENT}, weight-max, on ${name}, ${REPLICAS} replicas`,
    "steps/s",
    {
      name: "packed",
      measure: measured(REPLICAS, async (tasks) => {
        for (const { status, error } of await runPack(tasks, never)) checkDone(status, error);
      }),
    },
    [
      {
        name: "separate",
        measure: measured(SEPARATE, async (tasks) => {
          for (const task of tasks) {
            const { status, error } = await runTrial(task, never);
            checkDone(status, error);
          }
        }),
      },
    ],
    ROUNDS,
  );
}

function taskOf(engine: PlannedEngine, seed: number, steps: number, folder: string): TrialTask {
  return {
    ...{ env: ENVIRONMENT, rule: "weight-max", seed, source: { id: ENVIRONMENT, kwargs: {} } },
    ...{ budget: { steps }, batch: 1, agent: referenceConfig(ENVIRONMENT), retries: 0, ...engine },
    folder: join(folder, String(seed)),
  };
}

function checkDone(status: string, error: string | undefined): void {
  if (status !== "done") throw new Error(`a trial is ${status}: ${error}`);
}
