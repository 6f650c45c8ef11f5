import { InvalidSpaceError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import type { IntegerDType } from "./discrete.js";
import { STORAGE } from "./dtype.js";
import { flattenNumbers, type NestedNumbers, shapeOf } from "./nested.js";
import type { Space } from "./space.js";

export interface MultiDiscreteOptions {
  /** The smallest value of each entry, shaped as `nvec`; 0 unless given. */
  readonly start?: NestedNumbers;
  /** int64 unless given. Values are Int32Arrays whatever the dtype. */
  readonly dtype?: IntegerDType;
  readonly seed?: bigint | number;
}

/** Arrays of integers, entry i one of start_i … start_i + nvec_i − 1 (gymnasium/spaces/multi_discrete.py). */
export class MultiDiscrete implements Space<Int32Array> {
  readonly kind = "MultiDiscrete";
  readonly shape: readonly number[];
  readonly dtype: IntegerDType;
  /** Number of values of each entry, flat, C order. */
  readonly nvec: Int32Array;
  /** Smallest value of each entry, flat, C order. */
  readonly start: Int32Array;
  #generator: PCG64 | undefined;

  /** @throws InvalidSpaceError when a number of values is not positive or a value does not fit 32 bits. */
  constructor(nvec: NestedNumbers, options: MultiDiscreteOptions = {}) {
    this.dtype = options.dtype ?? "int64";
    this.shape = Object.freeze(shapeOf(nvec));
    this.nvec = this.#numbers("nvec", nvec);
    this.start =
      options.start === undefined ? new Int32Array(this.nvec.length) : this.#numbers("start", options.start);
    const { min, max } = this.dtype === "int64" ? STORAGE.int32 : STORAGE[this.dtype];
    for (const [i, n] of this.nvec.entries()) {
      if (n < 1) throw new InvalidSpaceError(`MultiDiscrete nvec[${i}]`, n, "an integer ≥ 1");
      const start = this.start[i]!;
      if (start < min || start + n - 1 > Math.min(max, STORAGE.int32.max)) {
        throw new InvalidSpaceError(
          `MultiDiscrete start[${i}]`,
          start,
          `an integer with all values in ${min} … ${Math.min(max, STORAGE.int32.max)}`,
        );
      }
    }
    if (options.seed !== undefined) this.seed(options.seed);
  }

  #numbers(name: string, values: NestedNumbers): Int32Array {
    const flat = flattenNumbers(values, this.shape);
    if (
      flat === undefined ||
      !flat.every((value) => Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31)
    ) {
      throw new InvalidSpaceError(
        `MultiDiscrete ${name}`,
        values,
        `32-bit integers of shape (${this.shape.join(", ")})`,
      );
    }
    return Int32Array.from(flat);
  }

  /** Whether the value is an integer array, or (nested) array of numbers, of this shape with all entries in range. */
  contains(value: unknown): value is Int32Array {
    if (ArrayBuffer.isView(value) && (value instanceof Float32Array || value instanceof Float64Array)) {
      return false;
    }
    if (!ArrayBuffer.isView(value) && !Array.isArray(value)) return false;
    const flat = flattenNumbers(value as unknown as NestedNumbers, this.shape);
    return (
      flat !== undefined &&
      flat.every((entry, i) => {
        const above = entry - this.start[i]!;
        return Number.isInteger(entry) && above >= 0 && above < this.nvec[i]!;
      })
    );
  }

  /** Each entry uniform over its values, in Gymnasium's order of draws. */
  sample(): Int32Array {
    return this.nvec.map((n, i) => Math.floor(this.generator.random() * n) + this.start[i]!);
  }

  private get generator(): PCG64 {
    this.#generator ??= new PCG64();
    return this.#generator;
  }

  /** @throws InvalidSeedError */
  seed(seed: bigint | number): void {
    this.generator.seed(seed);
  }

  toString(): string {
    const list = (values: Int32Array): string => `[${values.join(" ")}]`;
    const start = this.start.every((value) => value === 0) ? "" : `, start=${list(this.start)}`;
    return `MultiDiscrete(${list(this.nvec)}${start}${this.dtype === "int64" ? "" : `, dtype=${this.dtype}`})`;
  }
}
