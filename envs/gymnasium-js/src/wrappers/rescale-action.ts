import type { Env } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { type Bound, Box } from "../spaces/box.js";
import { allocate, cast } from "../spaces/dtype.js";
import type { NumericArray } from "../vector-env.js";
import { ActionWrapper } from "./action-wrapper.js";
import { boxOf } from "./clip-action.js";

/** The affine map from a rescaled Box to the original one (gymnasium/wrappers/utils.py). */
export class BoxRescaling {
  /** With the new bounds. */
  readonly box: Box;
  readonly #gradient: NumericArray;
  readonly #intercept: NumericArray;
  readonly #round: (value: number) => number;

  /**
   * @param low new lower bounds, one for all or one each; infinite exactly where the old ones are.
   * @param high new upper bounds, likewise.
   * @throws InvalidArgumentError, InvalidSpaceError
   */
  constructor(original: Box, low: Bound, high: Bound) {
    const { shape, dtype, size } = original;
    const target = new Box(low, high, { shape, dtype: "float64" });
    this.box = new Box(low, high, { shape, dtype });
    this.#gradient = allocate(dtype, size).fill(1);
    this.#intercept = allocate(dtype, size);
    this.#round = dtype === "float32" ? Math.fround : (value) => value;
    for (let k = 0; k < size; k++) {
      const [from, to] = [target.low[k]!, target.high[k]!];
      const [below, above] = [original.boundedBelow[k] === 1, original.boundedAbove[k] === 1];
      if (Number.isFinite(from) !== below) throw unlike("minAction", from, original.low[k]!, k);
      if (Number.isFinite(to) !== above) throw unlike("maxAction", to, original.high[k]!, k);
      if (below && above) {
        const range = original.high[k]! - original.low[k]!;
        this.#gradient[k] = (to - from) / range;
      }
      // With both bounds the lower one decides.
      if (above) this.#intercept[k] = to - original.high[k]!;
      if (below) this.#intercept[k] = this.#round(this.#gradient[k]! * -original.low[k]!) + from;
    }
  }

  /** Writes the original of the rescaled action at `source[at …]` to `target[at …]`. */
  restore(source: NumericArray, at: number, target: NumericArray): void {
    const round = this.#round;
    const { dtype, size } = this.box;
    for (let k = 0; k < size; k++) {
      const value = round(round(source[at + k]!) - this.#intercept[k]!) / this.#gradient[k]!;
      target[at + k] = cast(dtype, value);
    }
  }
}

function unlike(name: string, value: number, bound: number, k: number): InvalidArgumentError {
  return new InvalidArgumentError(`${name}[${k}]`, value, `what is as finite as the space's own ${bound}`);
}

/**
 * Takes actions between `minAction` and `maxAction` and maps them linearly to the bounds of the wrapped
 * environment's Box (gymnasium/wrappers/transform_action.py).
 */
export class RescaleAction<O = unknown> extends ActionWrapper<O, NumericArray> {
  readonly #rescaling: BoxRescaling;

  /** @throws InvalidArgumentError unless the action space is a Box and the bounds fit it */
  constructor(env: Env<O, NumericArray>, minAction: Bound, maxAction: Bound) {
    const rescaling = new BoxRescaling(boxOf(env.actionSpace, "action"), minAction, maxAction);
    super(env, { actionSpace: rescaling.box });
    this.#rescaling = rescaling;
  }

  protected override action(action: NumericArray): NumericArray {
    const { dtype, size } = this.#rescaling.box;
    const original = allocate(dtype, size);
    this.#rescaling.restore(action, 0, original);
    return original;
  }
}
