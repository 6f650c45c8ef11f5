import type { Engine, Tensor } from "../engine.js";
import * as credit from "./credit.js";
import * as forward from "./forward.js";
import * as gaussian from "./gaussian.js";
import * as optimizers from "./optimizers.js";
import * as ratios from "./ratios.js";
import * as traces from "./traces.js";

/** The specification of every operation: plain loops in float64, written to be read. */
export function createReferenceEngine(): Engine {
  return {
    id: "reference",
    precision: "float64",
    tensor: createTensor,
    record: (operations) => operations,
    ...forward,
    ...credit,
    ...gaussian,
    ...ratios,
    ...traces,
    ...optimizers,
  };
}

function createTensor(replicas: number, rows: number, columns: number): Tensor {
  return { replicas, rows, columns, data: new Float64Array(replicas * rows * columns) };
}
