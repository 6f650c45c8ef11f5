import type { Box } from "../spaces/box.js";
import type { NumericArray, VectorEnv } from "../vector-env.js";
import { boxOf, clip, unbounded } from "../wrappers/clip-action.js";
import { VectorActionWrapper } from "./vector-action-wrapper.js";

/**
 * Brings actions within the bounds of the wrapped environment's Box; the own one is unbounded
 * (gymnasium/wrappers/vector/vectorize_action.py).
 */
export class VectorClipAction extends VectorActionWrapper {
  readonly #box: Box;

  /** @throws InvalidArgumentError unless the action space is a Box */
  constructor(env: VectorEnv) {
    const box = boxOf(env.actionSpace, "action");
    super(env, unbounded(box));
    this.#box = box;
  }

  protected override transform(source: NumericArray, at: number, target: NumericArray): void {
    clip(this.#box, source, at, target);
  }
}
