import { ActionBatchSizeError } from "../errors.js";
import type { Box } from "../spaces/box.js";
import { allocate } from "../spaces/dtype.js";
import type { ActionBatch, NumericArray, VectorEnv } from "../vector-env.js";
import { boxOf } from "../wrappers/clip-action.js";
import { VectorWrapper } from "./vector-wrapper.js";

/** Changes the actions of a Box on their way in, those that a reset transition ignores included. */
export abstract class VectorActionWrapper extends VectorWrapper {
  readonly #actions: NumericArray;
  readonly #size: number;

  /** @throws InvalidArgumentError unless the action space is a Box */
  constructor(env: VectorEnv, actionSpace: Box) {
    super(env, { actionSpace });
    const { dtype, size } = boxOf(env.actionSpace, "action");
    this.#actions = allocate(dtype, env.numEnvs * size);
    this.#size = size;
  }

  /** Writes the wrapped environment's action for the one at `source[at …]` to `target[at …]`. */
  protected abstract transform(source: NumericArray, at: number, target: NumericArray): void;

  /** @throws ActionBatchSizeError */
  protected override onActions(actions: ActionBatch): ActionBatch {
    const { length } = this.#actions;
    if (actions.length !== length) throw new ActionBatchSizeError(actions.length, length);
    for (let i = 0; i < this.numEnvs; i++) this.transform(actions, i * this.#size, this.#actions);
    return this.#actions;
  }
}
