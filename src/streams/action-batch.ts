import { type ActionBatch, allocate, packingOf, type Space } from "gymnasium-js";

/**
 * A zeroed batch for `numEnvs` actions of `space`, flat, C order, in the dtype that its values are packed
 * in: Int32Array for Discrete, Float32Array for a float32 Box.
 *
 * @throws InvalidSpaceError for a space whose values have no common size
 */
export function actionBatch(space: Space, numEnvs: number): ActionBatch {
  const { dtype, size } = packingOf(space);
  return allocate(dtype, numEnvs * size);
}
