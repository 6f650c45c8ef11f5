import { createInterface } from "node:readline";
import { openEngine } from "../experiment/engines.js";
import { type BatchedShape, BatchedStep, batchedData } from "./batched-step.js";

/** What `StepProcess` runs for an engine; TensorFlow.js, whose backend is that of a whole process, would be loaded here. */
const { engine, steps, ...shape } = JSON.parse(process.argv[2]) as BatchedShape & {
  readonly engine: "reference" | "wasm";
  /** Of a check. */
  readonly steps: number;
};
const subject = new BatchedStep(await openEngine({ engine }), shape, batchedData(shape));

for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(" ", 2);
  if (command === "check") {
    for (let k = 0; k < steps; k++) subject.step();
    console.log(JSON.stringify(subject.weights()));
  } else {
    const count = Number(argument);
    const before = process.cpuUsage();
    for (let k = 0; k < count; k++) subject.step();
    const { user, system } = process.cpuUsage(before);
    console.log((1e6 * count * subject.samples) / (user + system));
  }
}
