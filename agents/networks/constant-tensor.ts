import type { Tensor } from "../../src/engine/engine.js";
import type { Network } from "./network.js";

/** A tensor [replicas, rows, columns] in a network's engine with these values, for what never changes. */
export function constantTensor(
  { engine, replicas }: Network,
  rows: number,
  columns: number,
  value: (replica: number, row: number, column: number) => number,
): Tensor {
  const tensor = engine.tensor(replicas, rows, columns);
  tensor.data.set(
    Float64Array.from({ length: replicas * rows * columns }, (_, k) => {
      const row = Math.floor(k / columns);
      return value(Math.floor(row / rows), row % rows, k % columns);
    }),
  );
  return tensor;
}
