import { type ActionBatch, packingOf, type Space } from "gymnasium-js";
import { actionBatch } from "../streams/action-batch.js";

/** Different actions, or batches of them, that a measurement goes through again and again. */
export const BATCHES = 16;

/** Batches of random legal actions, packed. */
export function randomBatches(space: Space, numEnvs: number): ActionBatch[] {
  const packing = packingOf(space);
  space.seed(1);
  return Array.from({ length: BATCHES }, () => {
    const batch = actionBatch(space, numEnvs);
    for (let i = 0; i < numEnvs; i++) packing.pack(space.sample(), batch, i * packing.size);
    return batch;
  });
}
