import type { Env } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { Box } from "../spaces/box.js";
import { allocate } from "../spaces/dtype.js";
import type { Space } from "../spaces/space.js";
import type { NumericArray } from "../vector-env.js";
import { ActionWrapper } from "./action-wrapper.js";

/** @throws InvalidArgumentError unless the space is a Box */
export function boxOf(space: Space, role: string): Box {
  if (space.kind === "Box") return space as Box;
  throw new InvalidArgumentError(`${role} space`, `${space}`, "a Box");
}

/** The Box without bounds. */
export function unbounded({ shape, dtype }: Box): Box {
  return new Box(-Infinity, Infinity, { shape, dtype });
}

/** Writes the action at `source[at …]` to `target[at …]`, within the Box; NaN stays. */
export function clip({ low, high, size }: Box, source: NumericArray, at: number, target: NumericArray): void {
  for (let k = 0; k < size; k++) target[at + k] = Math.min(Math.max(source[at + k]!, low[k]!), high[k]!);
}

/**
 * Brings actions within the bounds of the wrapped environment's Box; the own one is unbounded
 * (gymnasium/wrappers/transform_action.py).
 */
export class ClipAction<O = unknown> extends ActionWrapper<O, NumericArray> {
  readonly #box: Box;

  /** @throws InvalidArgumentError unless the action space is a Box; InvalidSpaceError for unsigned integers, which are always bounded */
  constructor(env: Env<O, NumericArray>) {
    const box = boxOf(env.actionSpace, "action");
    super(env, { actionSpace: unbounded(box) });
    this.#box = box;
  }

  protected override action(action: NumericArray): NumericArray {
    const clipped = allocate(this.#box.dtype, this.#box.size);
    clip(this.#box, action, 0, clipped);
    return clipped;
  }
}
