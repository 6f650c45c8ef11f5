import type { ActionBatch, Space } from "gymnasium-js";

const INTEGER_KINDS = new Set(["Discrete", "MultiDiscrete", "MultiBinary"]);

/**
 * A zeroed batch for `numEnvs` actions of `space`, flat, C order: Int32Array for spaces of whole
 * numbers, Float64Array for a float64 Box, Float32Array otherwise.
 */
export function actionBatch(space: Space, numEnvs: number): ActionBatch {
  const length = numEnvs * space.shape.reduce((size, extent) => size * extent, 1);
  if (INTEGER_KINDS.has(space.kind)) return new Int32Array(length);
  return space.dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
}
