import { createInterface } from "node:readline";
import type { TfBackend } from "../engine/tf/tf-backend.js";
import { openEngine } from "../experiment/engines.js";
import { type BatchedShape, BatchedStep, batchedData } from "./batched-step.js";

/** What is run: an engine, TensorFlow.js's backend being that of a whole process. */
export interface BatchedProgram extends BatchedShape {
  readonly engine: "reference" | "wasm" | "tf";
  readonly backend?: TfBackend;
  /** What a second is one of: what a GPU does takes none of the CPU's. */
  readonly clock: "cpu" | "wall";
  /** Of a check. */
  readonly steps: number;
}

const { engine, backend, clock, steps, ...shape } = JSON.parse(process.argv[2]) as BatchedProgram;
const subject = new BatchedStep(await openEngine({ engine, backend }), shape, batchedData(shape));

for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(" ", 2);
  if (command === "check") {
    for (let k = 0; k < steps; k++) subject.step();
    console.log(JSON.stringify(subject.weights()));
  } else {
    const count = Number(argument);
    const before = seconds();
    for (let k = 0; k < count; k++) subject.step();
    console.log((count * subject.samples) / (seconds() - before));
  }
}

function seconds(): number {
  if (clock === "wall") return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
