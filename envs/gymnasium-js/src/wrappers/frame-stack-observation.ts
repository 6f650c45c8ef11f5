import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidArgumentError, InvalidStateError } from "../errors.js";
import { fromJsonable, toJsonable } from "../spaces/jsonable.js";
import type { Space } from "../spaces/space.js";
import { stackValues } from "../spaces/stack.js";
import type { NumericArray } from "../vector-env.js";
import { batchSpace } from "./batch-space.js";
import { joinStates, splitStates } from "./own-state.js";
import { Wrapper } from "./wrapper.js";
import { zeroValue } from "./zero-value.js";

export interface FrameStackOptions<O = unknown> {
  /**
   * What stands for the frames before the first: that one again ("reset", unless given), the space's
   * value closest to zero, or a value of the space.
   */
  readonly paddingType?: "reset" | "zero" | O;
}

/** The padding; undefined for the episode's first frame. @throws InvalidArgumentError */
export function paddingOf(space: Space, paddingType: unknown = "reset"): unknown {
  if (paddingType === "reset") return undefined;
  if (paddingType === "zero") return zeroValue(space);
  if (space.contains(paddingType)) return paddingType;
  throw new InvalidArgumentError("paddingType", paddingType, `"reset", "zero" or a value of ${space}`);
}

/** @throws InvalidArgumentError unless it is an integer ≥ 1 */
export function checkStackSize(stackSize: number): number {
  if (Number.isSafeInteger(stackSize) && stackSize >= 1) return stackSize;
  throw new InvalidArgumentError("stackSize", stackSize, "an integer ≥ 1");
}

const OWNER = "FrameStackObservation";

/**
 * The last `stackSize` observations at once, the newest last
 * (gymnasium/wrappers/stateful_observation.py). Arrays gain a first axis; Tuple and Dict are stacked part
 * by part; values that are no arrays become a list.
 */
export class FrameStackObservation<O = unknown, A = unknown> extends Wrapper<unknown, A, O, A> {
  readonly stackSize: number;
  readonly #inner: Space<O>;
  readonly #padding: O | undefined;
  /** Oldest first: [stackSize], or empty before the first reset. */
  #frames: O[] = [];

  /** @throws InvalidArgumentError */
  constructor(env: Env<O, A>, stackSize: number, options: FrameStackOptions<O> = {}) {
    const inner = env.observationSpace;
    super(env, { observationSpace: batchSpace(inner, checkStackSize(stackSize)) });
    this.stackSize = stackSize;
    this.#inner = inner;
    this.#padding = paddingOf(inner, options.paddingType) as O | undefined;
  }

  override reset(options?: ResetOptions): ResetResult<unknown> {
    const result = this.env.reset(options);
    const first = copyOf(result.observation);
    this.#frames = new Array<O>(this.stackSize - 1).fill(this.#padding ?? first);
    this.#frames.push(first);
    return { ...result, observation: stackValues(this.#inner, [...this.#frames]) };
  }

  override step(action: A): StepResult<unknown> {
    const result = this.env.step(action);
    this.#frames.push(copyOf(result.observation));
    if (this.#frames.length > this.stackSize) this.#frames.shift();
    return { ...result, observation: stackValues(this.#inner, [...this.#frames]) };
  }

  protected override saveAround(inner: Uint8Array): Uint8Array {
    const frames = this.#frames.map((frame) => toJsonable(this.#inner, frame));
    return joinStates(new TextEncoder().encode(JSON.stringify([OWNER, frames])), inner);
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    const [own, inner] = splitStates(OWNER, state);
    this.#frames = this.#framesIn(new TextDecoder().decode(own));
    return inner;
  }

  #framesIn(json: string): O[] {
    try {
      const [owner, frames] = JSON.parse(json) as [unknown, readonly unknown[]];
      if (owner === OWNER && (frames.length === 0 || frames.length === this.stackSize)) {
        return frames.map((frame) => fromJsonable(this.#inner, frame));
      }
    } catch {
      // Told below.
    }
    throw new InvalidStateError(OWNER, "other bytes", `a state with ${this.stackSize} observations`);
  }
}

/** The environment may write its next observation into the same arrays. */
function copyOf<T>(value: T): T {
  if (ArrayBuffer.isView(value)) return (value as unknown as NumericArray).slice() as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)])) as T;
}
