import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { compiledProgram } from "./c-program.js";
import { bareRate, referenceAgent, streamedRate } from "./subjects.js";

const STEPS = 40_000;
/** The reference engine is written to be read: fewer steps tell enough. */
const REFERENCE_STEPS = 1_000;

/** One online step of the reference actor-critic, environment and streams included. */
export async function benchOnlineStep(): Promise<BenchmarkResult[]> {
  const results: BenchmarkResult[] = [];
  for (const [environment, rule] of [
    ["CartPole-v1", "weight-max"],
    ["CartPole-v1", "reinforce"],
    ["Multiplexer-v0", "weight-max"],
    ["Multiplexer-v0", "unbiased-weight-max"],
  ] as const) {
    const program =
      environment === "CartPole-v1" && rule === "weight-max" ? compiledProgram("wm-step") : null;
    results.push(
      await compareContenders(
        `online step, ${environment}, ${rule}, wasm engine`,
        "steps/s",
        { name: "wasm engine", measure: () => streamedRate(subject(environment, rule, "wasm"), STEPS) },
        [
          ...(program === null ? [] : [program]),
          {
            name: "reference engine",
            measure: () => streamedRate(subject(environment, rule, "reference"), REFERENCE_STEPS),
          },
        ],
      ),
    );
  }
  return results;
}

/** What the streams add: the same run through `interact` and a trial's operators, and in a bare loop. */
export async function benchStreams(): Promise<BenchmarkResult> {
  const bare: Contender = {
    name: "bare loop",
    measure: () => bareRate(subject("CartPole-v1", "weight-max", "wasm"), STEPS),
  };
  return compareContenders(
    "stream with three operators, CartPole-v1, weight-max",
    "steps/s",
    { name: "stream", measure: () => streamedRate(subject("CartPole-v1", "weight-max", "wasm"), STEPS) },
    [bare],
  );
}

function subject(environment: string, rule: string, engine: "wasm" | "reference") {
  return referenceAgent(environment, rule, engine === "wasm" ? createWasmEngine() : createReferenceEngine());
}
