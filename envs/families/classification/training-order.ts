import { type PCG64, permutation } from "gymnasium-js";
import { ORDERS, taskGenerator } from "./task-generator.js";

/** Where in its passes through a training set an environment is; numbers that its saved state holds. */
export interface PassState {
  /** 32 bits that decide the order of the pass. */
  seed: number;
  /** Samples left of it: 0 begins another. */
  left: number;
}

/** Passes through a training set, each in an order of its own; the order follows from a pass's seed alone. */
export class TrainingOrder {
  readonly #size: number;
  #seed = -1;
  #order: Int32Array = new Int32Array(0);

  constructor(size: number) {
    this.#size = size;
  }

  /** The next sample; moves `pass` on. A pass that ended, or is none of this set, begins anew. */
  next(generator: PCG64, pass: PassState): number {
    const isUnderWay = Number.isInteger(pass.left) && pass.left > 0 && pass.left <= this.#size;
    if (!isUnderWay) {
      pass.seed = generator.nextUint32();
      pass.left = this.#size;
    }
    const seed = pass.seed >>> 0;
    if (seed !== this.#seed) {
      this.#seed = seed;
      this.#order = permutation(taskGenerator(ORDERS, seed), this.#size);
    }
    const sample = this.#order[this.#size - pass.left]!;
    pass.left--;
    return sample;
  }
}

/** A pass whose two numbers are kept in `states`. */
export function passIn(states: Float64Array, seedAt: number, leftAt: number): PassState {
  return {
    get seed() {
      return states[seedAt]!;
    },
    set seed(value) {
      states[seedAt] = value;
    },
    get left() {
      return states[leftAt]!;
    },
    set left(value) {
      states[leftAt] = value;
    },
  };
}
