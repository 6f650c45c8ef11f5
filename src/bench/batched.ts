import { join } from "node:path";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { type BatchedShape, BatchedStep, batchedData } from "./batched-step.js";
import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { numbersOf, numPyStep, pythonWithNumPy } from "./numpy-step.js";
import { packageRoot } from "./package-root.js";
import { StepProcess } from "./step-process.js";

/** Networks × samples of each, and steps of a measurement: tenths of a second. */
const SHAPES: readonly (BatchedShape & { readonly steps: number })[] = [
  { replicas: 1, rows: 1, steps: 20_000 },
  { replicas: 1, rows: 1024, steps: 200 },
  { replicas: 32, rows: 32, steps: 200 },
];
/** The reference engine is written to be read: fewer steps tell enough. */
const REFERENCE_SHARE = 1 / 40;
/** NumPy has much to do around each call. */
const NUMPY_SHARE = 1 / 4;
const CHECKED_STEPS = 3;
/** Of the way that all weights went in the checked steps, how far from each other float32 programs may end. */
const TOLERANCE = 1e-4;

/** Someone who takes the step, and with which share of the steps he is measured. */
interface Taker {
  readonly process: StepProcess;
  readonly share: number;
}

/**
 * A whole training step of many samples on one core, in samples per second of CPU time, each contender in a process of
 * its own. Before anything is measured each takes the same steps and must end at the same weights.
 */
export async function benchBatchedStep(): Promise<BenchmarkResult[]> {
  const python = pythonWithNumPy();
  if (python === undefined) process.stderr.write("NumPy is left out: no Python here has it.\n");
  const results: BenchmarkResult[] = [];
  for (const shape of SHAPES) results.push(await benchShape(shape, python));
  return results;
}

async function benchShape(
  { steps, ...shape }: (typeof SHAPES)[number],
  python: string | undefined,
): Promise<BenchmarkResult> {
  const takers: Taker[] = [
    { process: engineStep("wasm", shape), share: 1 },
    { process: engineStep("reference", shape), share: REFERENCE_SHARE },
    ...(python === undefined ? [] : [{ process: numPyStep(python, shape), share: NUMPY_SHARE }]),
  ];
  try {
    await checkAlike(shape, takers);
    const [subject, ...others] = takers.map(
      ({ process: { name }, process, share }): Contender => ({
        name,
        measure: () => process.rate(Math.ceil(steps * share)),
      }),
    );
    const title = `batched step, ${shape.replicas}×${shape.rows}, weight-max, one core`;
    return await compareContenders(title, "samples/s", subject, others);
  } finally {
    for (const { process } of takers) process.stop();
  }
}

function engineStep(engine: "reference" | "wasm", shape: BatchedShape): StepProcess {
  const program = join(packageRoot(), "dist/src/bench/batched-program.js");
  const settings = { engine, ...shape, steps: CHECKED_STEPS };
  return new StepProcess(`${engine} engine`, process.execPath, [program, JSON.stringify(settings)]);
}

/** @throws Error where one does not do the same mathematics */
async function checkAlike(shape: BatchedShape, takers: readonly Taker[]): Promise<void> {
  const data = batchedData(shape);
  const reference = new BatchedStep(createReferenceEngine(), shape, data);
  const start = reference.weights();
  for (let k = 0; k < CHECKED_STEPS; k++) reference.step();
  const end = reference.weights();
  const told = numbersOf(shape, start, data, CHECKED_STEPS);
  for (const { process } of takers) {
    const apart = distance(await process.check(told), end) / distance(start, end);
    if (!(apart < TOLERANCE)) {
      throw new Error(`the batched step: ${process.name} ended ${apart} of the way off the reference`);
    }
  }
}

function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.NaN;
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));
}
