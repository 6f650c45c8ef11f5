import { InvalidSpaceError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import { STORAGE } from "./dtype.js";
import type { DType, Space } from "./space.js";

/** Integer dtypes of NumPy. */
export type IntegerDType = Exclude<DType, "float32" | "float64" | "bool" | "object">;

export interface DiscreteOptions {
  /** The smallest element; 0 unless given. */
  readonly start?: number;
  /** int64 unless given. Values are numbers whatever the dtype; it decides how samples are drawn. */
  readonly dtype?: IntegerDType;
  readonly seed?: bigint | number;
}

/** The integers start … start + n − 1 (gymnasium/spaces/discrete.py). */
export class Discrete implements Space<number> {
  readonly kind = "Discrete";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype: IntegerDType;
  readonly n: number;
  readonly start: number;
  #generator: PCG64 | undefined;

  /** @throws InvalidSpaceError when n is not positive or an element does not fit the dtype. */
  constructor(n: number, options: DiscreteOptions = {}) {
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
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** Whether the value is a number, an integer and in range. Booleans and bigints are not. */
  contains(value: unknown): value is number {
    return (
      Number.isInteger(value) && (value as number) >= this.start && (value as number) < this.start + this.n
    );
  }

  /** Uniform over the elements. */
  sample(): number {
    const bits = this.dtype === "int64" ? 32 : ((8 * STORAGE[this.dtype].bytes) as 8 | 16 | 32);
    return this.start + this.#random.integers(0, this.n, bits);
  }

  get #random(): PCG64 {
    this.#generator ??= new PCG64();
    return this.#generator;
  }

  /** @throws InvalidSeedError */
  seed(seed: bigint | number): void {
    this.#random.seed(seed);
  }

  toString(): string {
    const start = this.start === 0 ? "" : `, start=${this.start}`;
    return `Discrete(${this.n}${start}${this.dtype === "int64" ? "" : `, dtype=${this.dtype}`})`;
  }
}
