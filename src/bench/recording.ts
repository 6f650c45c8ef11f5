import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { runTrial } from "../experiment/trial.js";
import { budget, interact } from "../streams/index.js";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { referenceAgent, referenceConfig, streamedRate } from "./subjects.js";

/** So many that a trial is saved several times on the way. */
const STEPS = 1_000_000;
const ROUNDS = 5;

/**
 * A trial with all that it keeps (episodes, curve, checkpoints) against the same training with nothing kept, with and
 * without the episodes' statistics that a comparison consists of.
 */
export async function benchRecording(): Promise<BenchmarkResult[]> {
  const results: BenchmarkResult[] = [];
  for (const environment of ["CartPole-v1", "Multiplexer-v0"]) {
    results.push(
      await compareContenders(
        `trial with all its files, ${environment}, weight-max`,
        "steps/s",
        { name: "trial", measure: () => rateOf(() => recorded(environment)) },
        [
          { name: "statistics only, nothing kept", measure: () => counted(environment) },
          { name: "nothing kept", measure: () => rateOf(() => unrecorded(environment)) },
        ],
        ROUNDS,
      ),
    );
  }
  return results;
}

async function rateOf(train: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await train();
  return (1000 * STEPS) / (performance.now() - start);
}

async function recorded(environment: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-bench-"));
  try {
    const { status } = await runTrial(
      {
        ...{ env: environment, rule: "weight-max", seed: 1, source: { id: environment, kwargs: {} } },
        ...{
          budget: { steps: STEPS },
          batch: 1,
          agent: referenceConfig(environment),
          engine: "wasm",
          retries: 0,
        },
        folder,
      },
      { stop: { requested: false } },
    );
    if (status !== "done") throw new Error(`the trial is ${status}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function counted(environment: string): Promise<number> {
  return streamedRate(referenceAgent(environment, "weight-max", createWasmEngine()), STEPS);
}

async function unrecorded(environment: string): Promise<void> {
  const { env, agent } = referenceAgent(environment, "weight-max", createWasmEngine());
  await lastValueFrom(interact(env, agent, { seed: 1 }).pipe(budget({ steps: STEPS })));
}
