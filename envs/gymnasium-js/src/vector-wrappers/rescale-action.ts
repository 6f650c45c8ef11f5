import type { Bound } from "../spaces/box.js";
import type { NumericArray, VectorEnv } from "../vector-env.js";
import { boxOf } from "../wrappers/clip-action.js";
import { BoxRescaling } from "../wrappers/rescale-action.js";
import { VectorActionWrapper } from "./vector-action-wrapper.js";

/**
 * Takes actions between `minAction` and `maxAction` and maps them linearly to the bounds of the wrapped
 * environment's Box (gymnasium/wrappers/vector/vectorize_action.py).
 */
export class VectorRescaleAction extends VectorActionWrapper {
  readonly #rescaling: BoxRescaling;

  /** @throws InvalidArgumentError unless the action space is a Box and the bounds fit it */
  constructor(env: VectorEnv, minAction: Bound, maxAction: Bound) {
    const rescaling = new BoxRescaling(boxOf(env.actionSpace, "action"), minAction, maxAction);
    super(env, rescaling.box);
    this.#rescaling = rescaling;
  }

  protected override transform(source: NumericArray, at: number, target: NumericArray): void {
    this.#rescaling.restore(source, at, target);
  }
}
