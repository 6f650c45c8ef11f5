import { InvalidSpaceError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import { flattenNumbers, type NestedNumbers } from "./nested.js";
import type { Space } from "./space.js";

/** Arrays of 0 and 1 (gymnasium/spaces/multi_binary.py). */
export class MultiBinary implements Space<Int8Array> {
  readonly kind = "MultiBinary";
  readonly shape: readonly number[];
  readonly dtype = "int8";
  /** Entries of a value. */
  readonly size: number;
  #generator: PCG64 | undefined;

  /**
   * @param n number of entries, or their shape
   * @throws InvalidSpaceError unless these are integers ≥ 1
   */
  constructor(n: number | readonly number[], options: { readonly seed?: bigint | number } = {}) {
    this.shape = Object.freeze(typeof n === "number" ? [n] : [...n]);
    if (!this.shape.every((side) => Number.isSafeInteger(side) && side >= 1)) {
      throw new InvalidSpaceError("MultiBinary n", n, "an integer ≥ 1, or a list of such");
    }
    this.size = this.shape.reduce((product, side) => product * side, 1);
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** Whether the value is a typed array, or (nested) array of numbers, of this shape with entries 0 and 1 only. */
  contains(value: unknown): value is Int8Array {
    if (!ArrayBuffer.isView(value) && !Array.isArray(value)) return false;
    const flat = flattenNumbers(value as unknown as NestedNumbers, this.shape);
    return flat?.every((entry) => entry === 0 || entry === 1) ?? false;
  }

  /** Fair coins. */
  sample(): Int8Array {
    return Int8Array.from(this.generator.integerArray(0, 2, this.size, 8));
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
    return `MultiBinary(${this.shape.length === 1 ? this.shape[0] : `(${this.shape.join(", ")})`})`;
  }
}
