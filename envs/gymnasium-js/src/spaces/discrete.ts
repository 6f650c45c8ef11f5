import { InvalidSpaceError } from "../errors.js";
import { STORAGE } from "./dtype.js";
import {
  checkMask,
  checkProbability,
  chooseMasked,
  chooseWeighted,
  type Mask,
  restrictionOf,
} from "./mask.js";
import { SeededSpace, type SpaceOptions } from "./seeded-space.js";
import type { DType, Space } from "./space.js";

/** Integer dtypes of NumPy. */
export type IntegerDType = Exclude<DType, "float32" | "float64" | "bool" | "object">;

export interface DiscreteOptions extends SpaceOptions {
  /** The smallest element; 0 unless given. */
  readonly start?: number;
  /** int64 unless given. Values are numbers whatever the dtype; it decides how samples are drawn. */
  readonly dtype?: IntegerDType;
}

/** The integers start … start + n − 1 (gymnasium/spaces/discrete.py). */
export class Discrete extends SeededSpace implements Space<number> {
  readonly kind = "Discrete";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype: IntegerDType;
  readonly n: number;
  readonly start: number;

  /** @throws InvalidSpaceError when n is not positive or an element does not fit the dtype. */
  constructor(n: number, options: DiscreteOptions = {}) {
    super(options.seed);
    this.n = n;
    this.start = options.start ?? 0;
    this.dtype = options.dtype ?? "int64";
    if (!Number.isSafeInteger(n) || n < 1) throw new InvalidSpaceError("Discrete n", n, "an integer ≥ 1");
    if (
      this.dtype !== "int64" &&
      STORAGE[this.dtype]?.kind !== "signed" &&
      STORAGE[this.dtype]?.kind !== "unsigned"
    ) {
      throw new InvalidSpaceError("Discrete dtype", this.dtype, "an integer dtype");
    }
    const { min, max } =
      this.dtype === "int64"
        ? { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
        : STORAGE[this.dtype];
    if (!Number.isSafeInteger(this.start) || this.start < min || this.start + n - 1 > max) {
      throw new InvalidSpaceError(
        "Discrete start",
        this.start,
        `an integer with all elements in ${min} … ${max}`,
      );
    }
  }

  /** Whether the value is a number, an integer and in range. Booleans and bigints are not. */
  contains(value: unknown): value is number {
    return (
      Number.isInteger(value) && (value as number) >= this.start && (value as number) < this.start + this.n
    );
  }

  /**
   * Uniform over the elements, or over those with a 1 in the mask (`start` where there is none).
   *
   * @param mask [n], 0 or 1.
   * @param probability [n], from 0 to 1, of sum 1; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: Mask | null, probability?: Mask | null): number {
    const restriction = restrictionOf(mask, probability);
    if (restriction === "mask") return this.start + chooseMasked(this.random, checkMask(mask, this.n));
    if (restriction === "probability") {
      return this.start + chooseWeighted(this.random, checkProbability(probability, this.n));
    }
    const bits = this.dtype === "int64" ? 32 : ((8 * STORAGE[this.dtype].bytes) as 8 | 16 | 32);
    return this.start + this.random.integers(0, this.n, bits);
  }

  toString(): string {
    const start = this.start === 0 ? "" : `, start=${this.start}`;
    return `Discrete(${this.n}${start}${this.dtype === "int64" ? "" : `, dtype=${this.dtype}`})`;
  }
}
