import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import type { IntegerDType } from "./discrete.js";
import { dtypeOf, STORAGE } from "./dtype.js";
import {
  checkMask,
  checkProbability,
  chooseMasked,
  chooseWeighted,
  type Mask,
  restrictionOf,
} from "./mask.js";
import { entriesOf, type NestedNumbers, shapeOf, showIntegers, showShape } from "./nested.js";
import { SeededSpace, type SpaceOptions } from "./seeded-space.js";
import type { Space } from "./space.js";

export interface MultiDiscreteOptions extends SpaceOptions {
  /** The smallest value of each entry, shaped as `nvec`; 0 unless given. */
  readonly start?: NestedNumbers;
  /** int64 unless given. Values are Int32Arrays whatever the dtype. */
  readonly dtype?: IntegerDType;
}

/** A mask for each entry, nested as the space is shaped. */
export type MultiDiscreteMask = readonly (Mask | MultiDiscreteMask)[];

/** Arrays of integers, entry i one of start_i … start_i + nvec_i − 1 (gymnasium/spaces/multi_discrete.py). */
export class MultiDiscrete extends SeededSpace implements Space<Int32Array> {
  readonly kind = "MultiDiscrete";
  readonly shape: readonly number[];
  readonly dtype: IntegerDType;
  /** Entries of a value. */
  readonly size: number;
  /** Number of values of each entry, flat, C order. */
  readonly nvec: Int32Array;
  /** Smallest value of each entry, flat, C order. */
  readonly start: Int32Array;

  /** @throws InvalidSpaceError when a number of values is not positive or a value does not fit 32 bits. */
  constructor(nvec: NestedNumbers, options: MultiDiscreteOptions = {}) {
    super(options.seed);
    this.dtype = options.dtype ?? "int64";
    if (this.dtype !== "int64" && !/signed/.test(STORAGE[this.dtype]?.kind)) {
      throw new InvalidSpaceError("MultiDiscrete dtype", this.dtype, "an integer dtype");
    }
    this.shape = Object.freeze([...(shapeOf(nvec) ?? [])]);
    this.nvec = this.#numbers("nvec", nvec);
    this.start = options.start === undefined ? this.nvec.map(() => 0) : this.#numbers("start", options.start);
    this.size = this.nvec.length;
    const { min, max } = this.dtype === "int64" ? STORAGE.int32 : STORAGE[this.dtype];
    const most = Math.min(max, STORAGE.int32.max);
    for (const [i, n] of this.nvec.entries()) {
      if (n < 1) throw new InvalidSpaceError(`MultiDiscrete nvec[${i}]`, n, "an integer ≥ 1");
      const start = this.start[i]!;
      if (start < min || start + n - 1 > most) {
        throw new InvalidSpaceError(
          `MultiDiscrete start[${i}]`,
          start,
          `an integer with all values in ${min} … ${most}`,
        );
      }
    }
  }

  #numbers(name: string, values: NestedNumbers): Int32Array {
    const flat = entriesOf(values, this.shape);
    // A value that changes when stored is fractional, or beyond 32 bits.
    if (flat?.every((value) => Object.is(value | 0, value + 0))) return Int32Array.from(flat);
    throw new InvalidSpaceError(
      `MultiDiscrete ${name}`,
      values,
      `32-bit integers of shape ${showShape(this.shape)}`,
    );
  }

  /** Whether the value is an integer array, flat, or nested lists of this shape, with all entries in range. */
  contains(value: unknown): value is Int32Array {
    const dtype = dtypeOf(value);
    if (dtype === undefined ? !Array.isArray(value) : STORAGE[dtype].kind === "float") return false;
    const entries = entriesOf(value, this.shape);
    return (
      entries?.every((entry, i) => {
        const above = entry - this.start[i]!;
        return Number.isInteger(entry) && above >= 0 && above < this.nvec[i]!;
      }) ?? false
    );
  }

  /**
   * Each entry uniform over its values, in Gymnasium's order of draws.
   *
   * @param mask for each entry nvec_i numbers, 0 or 1; an entry with none allowed is its start.
   * @param probability for each entry nvec_i numbers from 0 to 1, of sum 1; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: MultiDiscreteMask | null, probability?: MultiDiscreteMask | null): Int32Array {
    const restriction = restrictionOf(mask, probability);
    if (restriction === "none") {
      return this.nvec.map((n, i) => Math.floor(this.random.random() * n) + this.start[i]!);
    }
    const masks = this.#masks(mask ?? probability, restriction);
    return this.nvec.map((n, i) => {
      const field = `${restriction}[${i}]`;
      const drawn =
        restriction === "mask"
          ? chooseMasked(this.random, checkMask(masks[i], n, field))
          : chooseWeighted(this.random, checkProbability(masks[i], n, field));
      return drawn + this.start[i]!;
    });
  }

  #masks(given: unknown, field: string): readonly unknown[] {
    const masks = Array.isArray(given) ? (given.flat(this.shape.length - 1) as unknown[]) : [];
    if (masks.length === this.size) return masks;
    throw new InvalidArgumentError(field, given, `lists of shape ${showShape(this.shape)}, an entry each`);
  }

  /** As Gymnasium prints it, but for NumPy's line breaks and dots in long arrays. */
  toString(): string {
    const start = this.start.some((value) => value !== 0)
      ? `, start=${showIntegers(this.start, this.shape)}`
      : "";
    return `MultiDiscrete(${showIntegers(this.nvec, this.shape)}${start})`;
  }
}
