import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { type BatchedShape, BatchedStep, batchedData, shapeName } from "./batched-step.js";
import { type BenchmarkResult, measureInTurn, resultOf } from "./benchmark.js";
import { backendStep, backendsHere, CHECKED_STEPS, engineStep, stepContender } from "./engine-step.js";
import { numbersOf, numPyStep, pythonWithNumPy } from "./numpy-step.js";
import type { StepProcess } from "./step-process.js";

interface Case extends BatchedShape {
  /** Whether those take part that would need a minute: the reference engine, which is written to be read, and tfjs-cpu. */
  readonly slow: boolean;
  /** Of the way that all weights went in the checked steps, how far from each other float32 programs may end. */
  readonly tolerance: number;
}

const TOLERANCE = 1e-4;
/**
 * Of half a million weights some have a gradient that is nothing but rounding, by whose sign Adam's first steps move
 * them as far as any other.
 */
const TOLERANCE_WIDE = 1e-2;
const CASES: readonly Case[] = [
  { replicas: 1, rows: 1, slow: true, tolerance: TOLERANCE },
  { replicas: 1, rows: 1024, slow: true, tolerance: TOLERANCE },
  { replicas: 32, rows: 32, slow: true, tolerance: TOLERANCE },
  { replicas: 1, rows: 1024, hidden: [512, 512], slow: false, tolerance: TOLERANCE_WIDE },
];

/**
 * A whole training step of many samples on one core, in samples per second of CPU time, each contender in a process of
 * its own. Before anything is measured each takes the same steps and must end at the same weights.
 */
export async function benchBatchedStep(): Promise<BenchmarkResult[]> {
  const results: BenchmarkResult[] = [];
  await forEachCase(async (shape, processes) => {
    const measured = await measureInTurn(processes.map((process) => stepContender(process, shape)));
    const all = processes.map(({ name }, k) => ({ name, values: measured[k] }));
    const title = `batched step, ${shapeName(shape)}, weight-max, one core`;
    results.push(resultOf(title, "samples/s", all[0], all.slice(1)));
  });
  return results;
}

/**
 * Measures nothing: of each size who took part, wasm first.
 *
 * @throws Error where one does not end at the same weights
 */
export async function checkBatchedStep(): Promise<string[][]> {
  const names: string[][] = [];
  await forEachCase(async (_, processes) => {
    names.push(processes.map(({ name }) => name));
  });
  return names;
}

/** Calls `use` with all that take part, once they were seen to do the same mathematics. */
async function forEachCase(
  use: (shape: BatchedShape, processes: readonly StepProcess[]) => Promise<void>,
): Promise<void> {
  const python = pythonWithNumPy();
  if (python === undefined) process.stderr.write("NumPy is left out: no Python here has it.\n");
  const backends = await backendsHere();
  for (const { slow, tolerance, ...shape } of CASES) {
    const processes: StepProcess[] = [
      engineStep("wasm engine", { engine: "wasm" }, shape),
      ...(slow ? [engineStep("reference engine", { engine: "reference" }, shape)] : []),
      ...(python === undefined ? [] : [numPyStep(python, shape)]),
      ...backends.filter(({ id }) => slow || id !== "tfjs-cpu").map((backend) => backendStep(backend, shape)),
    ];
    try {
      await checkAlike(shape, tolerance, processes);
      await use(shape, processes);
    } finally {
      for (const process of processes) process.stop();
    }
  }
}

/** @throws Error where one does not do the same mathematics */
async function checkAlike(
  shape: BatchedShape,
  tolerance: number,
  processes: readonly StepProcess[],
): Promise<void> {
  const data = batchedData(shape);
  const reference = new BatchedStep(createReferenceEngine(), shape, data);
  const start = reference.weights();
  for (let k = 0; k < CHECKED_STEPS; k++) reference.step();
  const end = reference.weights();
  const told = numbersOf(shape, start, data, CHECKED_STEPS);
  for (const process of processes) {
    const apart = distance(await process.check(told), end) / distance(start, end);
    if (!(apart < tolerance)) {
      throw new Error(`the batched step: ${process.name} ended ${apart} of the way off the reference`);
    }
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.NaN;
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));
}
