import { allocate } from "../spaces/dtype.js";
import { type Packing, packingOf } from "../spaces/packing.js";
import { stackValues } from "../spaces/stack.js";
import type { NumericArray, VectorEnv } from "../vector-env.js";
import { batchSpace } from "../wrappers/batch-space.js";
import { checkStackSize, type FrameStackOptions, paddingOf } from "../wrappers/frame-stack-observation.js";
import type { OwnState } from "../wrappers/own-state.js";
import { VectorObservationWrapper } from "./vector-observation-wrapper.js";

/** {@link FrameStackObservation} for vector environments; Gymnasium has none. */
export class VectorFrameStackObservation extends VectorObservationWrapper {
  readonly stackSize: number;
  readonly #from: Packing;
  readonly #to: Packing;
  /** [numEnvs × stackSize × size]: each sub-environment's last observations, oldest first. */
  readonly #frames: NumericArray;
  /** [size]; undefined for the episode's first observation. */
  readonly #padding: NumericArray | undefined;

  /** @throws InvalidArgumentError */
  constructor(env: VectorEnv, stackSize: number, options: FrameStackOptions = {}) {
    const inner = env.observationSpace;
    super(env, batchSpace(inner, checkStackSize(stackSize)));
    this.stackSize = stackSize;
    this.#from = packingOf(inner);
    this.#to = packingOf(this.observationSpace);
    const { dtype, size } = this.#from;
    this.#frames = allocate(dtype, env.numEnvs * stackSize * size);
    const padding = paddingOf(inner, options.paddingType);
    if (padding === undefined) return;
    this.#padding = allocate(dtype, size);
    this.#from.pack(padding, this.#padding, 0);
  }

  protected override transform(
    i: number,
    first: boolean,
    source: NumericArray,
    at: number,
    target: NumericArray,
    to: number,
  ): void {
    const { size } = this.#from;
    const all = this.stackSize * size;
    const frames = this.#frames.subarray(i * all, (i + 1) * all);
    const frame = source.subarray(at, at + size);
    if (first) {
      for (let k = 0; k < all - size; k += size) frames.set(this.#padding ?? frame, k);
    } else {
      frames.copyWithin(0, size);
    }
    frames.set(frame, all - size);
    // Values of Tuple and Dict are stacked part by part, arrays just as they lie.
    if (this.env.observationSpace.dtype !== "object") target.set(frames, to);
    else this.#to.pack(this.#stacked(frames), target, to);
  }

  #stacked(frames: NumericArray): unknown {
    const { size, unpack } = this.#from;
    const values = Array.from({ length: this.stackSize }, (_, k) => unpack(frames, k * size));
    return stackValues(this.env.observationSpace, values);
  }

  protected override ownState(): OwnState {
    return { owner: "VectorFrameStackObservation", parts: [this.observations, this.#frames] };
  }
}
