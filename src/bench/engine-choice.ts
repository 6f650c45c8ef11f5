import { availableParallelism } from "node:os";
import { chooseEngine } from "../experiment/choose-engine.js";
import { type BatchedShape, batchedConfig, shapeName } from "./batched-step.js";
import { type BenchmarkResult, measureInTurn, resultOf } from "./benchmark.js";
import {
  type Backend,
  backendStep,
  backendsHere,
  engineStep,
  isNative,
  isOnGpu,
  nativeOf,
  stepContender,
} from "./engine-step.js";

const SIZES: readonly BatchedShape[] = [
  ...[1, 1024, 8192].map((rows) => ({ replicas: 1, rows })),
  ...[256, 1024, 4096].map((rows) => ({ replicas: 1, rows, hidden: [128, 128] })),
  ...[64, 256, 1024].map((rows) => ({ replicas: 1, rows, hidden: [256, 256] })),
  ...[16, 64, 256, 1024].map((rows) => ({ replicas: 1, rows, hidden: [512, 512] })),
  { replicas: 4, rows: 64, hidden: [512, 512] },
  { replicas: 4, rows: 128, hidden: [512, 512] },
  { replicas: 16, rows: 16, hidden: [512, 512] },
  { replicas: 32, rows: 32, hidden: [256, 256] },
  { replicas: 1, rows: 1024, hidden: [128, 128], traces: true },
  { replicas: 1, rows: 128, hidden: [512, 512], traces: true },
];
const ROUNDS = 5;

/**
 * What `--engine auto` chooses at several sizes, against what it might have chosen: wasm, and TensorFlow's native
 * library, where it is here: with one thread in samples per second of CPU time, with all in samples per second of wall
 * time, which says little where other programs run.
 */
export async function benchEngineChoice(): Promise<BenchmarkResult[]> {
  const native = (await backendsHere()).find(isNative);
  if (native === undefined) {
    process.stderr.write("The choice of an engine is left out: there is no native TensorFlow.\n");
    return [];
  }
  const results: BenchmarkResult[] = [];
  for (const shape of SIZES) results.push(...(await benchSize(shape, native)));
  return results;
}

async function benchSize(shape: BatchedShape, native: Backend): Promise<BenchmarkResult[]> {
  const { hidden, critic } = batchedConfig(shape);
  const threads = [...new Set([1, availableParallelism()])];
  const processes = threads.flatMap((count) => {
    const measured = { threads: count, clock: count === 1 && !isOnGpu(native) ? "cpu" : "wall" } as const;
    return [
      engineStep("wasm engine", { engine: "wasm" }, shape, measured),
      backendStep(native, shape, measured),
    ];
  });
  try {
    // The steps of the batched-step part, where all are checked to end at the same weights.
    for (const process of processes) await process.check({});
    const measured = await measureInTurn(
      processes.map((process) => stepContender(process, shape)),
      ROUNDS,
    );
    const all = processes.map(({ name }, k) => ({ name, values: measured[k] }));
    return threads.map((count, k) => {
      const { engine } = chooseEngine(
        {
          replicas: shape.replicas,
          rows: shape.rows,
          networks: [hidden, critic.hidden],
          traces: shape.traces ?? false,
          threads: count,
        },
        () => nativeOf(native),
      );
      const [wasm, tf] = all.slice(2 * k);
      const [chosen, other] = engine === "tf" ? [tf, wasm] : [wasm, tf];
      const title = `auto, ${shapeName(shape)}, ${count === 1 ? "1 thread" : `${count} threads`}: ${chosen.name}`;
      return resultOf(title, "samples/s", chosen, [other]);
    });
  } finally {
    for (const process of processes) process.stop();
  }
}
