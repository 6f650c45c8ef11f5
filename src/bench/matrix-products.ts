import type { Tensor } from "../engine/engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { CounterStream } from "../random/streams.js";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { compiledProgram } from "./c-program.js";

interface Product {
  readonly replicas: number;
  readonly rows: number;
  readonly inputs: number;
  readonly units: number;
}

const PRODUCTS: readonly Product[] = [
  { replicas: 1, rows: 1, inputs: 64, units: 32 },
  { replicas: 1, rows: 1024, inputs: 64, units: 32 },
  { replicas: 32, rows: 32, inputs: 64, units: 32 },
  { replicas: 1, rows: 1024, inputs: 512, units: 512 },
];
/** Of a measurement: a tenth of a second. */
const FLOPS = 2e9;

/**
 * The wasm engine's products of activity and weights (a layer's `affine`), in GFLOP per second of CPU time, against
 * the most that 128-bit vectors can do on one core, which a program in C shows.
 */
export async function benchMatrixProducts(): Promise<BenchmarkResult[]> {
  const peak = compiledProgram("peak-128", ["-O3", "-ffp-contract=off", "-march=native"], "GFLOP/s");
  if (peak === null) {
    process.stderr.write("The matrix products are left out: their peak takes a checkout and gcc.\n");
    return [];
  }
  const results: BenchmarkResult[] = [];
  for (const product of PRODUCTS) {
    const { replicas, rows, inputs, units } = product;
    results.push(
      await compareContenders(
        `product of ${replicas > 1 ? `${replicas} × ` : ""}${rows}×${inputs} and ${inputs}×${units}, wasm`,
        "GFLOP/s",
        { name: "wasm engine", measure: productRate(product) },
        [{ ...peak, name: "peak of 128-bit vectors, C" }],
      ),
    );
  }
  return results;
}

function productRate({ replicas, rows, inputs, units }: Product): () => number {
  const engine = createWasmEngine();
  const stream = new CounterStream(1, "environment");
  const filled = (...shape: [number, number, number]): Tensor => {
    const tensor = engine.tensor(...shape);
    for (let k = 0; k < tensor.data.length; k++) tensor.data[k] = stream.uniform() - 0.5;
    return tensor;
  };
  const z = engine.tensor(replicas, rows, units);
  const h = filled(replicas, rows, inputs);
  const weights = filled(replicas, inputs + 1, units);
  const temperature = engine.tensor(replicas, 1, 1);
  temperature.data.fill(1);
  const flops = 2 * replicas * rows * (inputs + 1) * units;
  const count = Math.ceil(FLOPS / flops);
  return () => {
    const before = process.cpuUsage();
    for (let k = 0; k < count; k++) engine.affine(z, h, weights, temperature);
    const { user, system } = process.cpuUsage(before);
    return (count * flops) / (user + system) / 1e3;
  };
}
