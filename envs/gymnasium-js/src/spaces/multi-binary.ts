import { InvalidSpaceError } from "../errors.js";
import { checkChances, checkMask, type Mask, restrictionOf } from "./mask.js";
import { entriesOf, showShape, sizeOf } from "./nested.js";
import { SeededSpace, type SpaceOptions } from "./seeded-space.js";
import type { Space } from "./space.js";

/** Arrays of 0 and 1 (gymnasium/spaces/multi_binary.py). */
export class MultiBinary extends SeededSpace implements Space<Int8Array> {
  readonly kind = "MultiBinary";
  readonly shape: readonly number[];
  readonly dtype = "int8";
  /** As given: a number of entries, or their shape. */
  readonly n: number | readonly number[];
  /** Entries of a value. */
  readonly size: number;

  /**
   * @param n number of entries, or their shape
   * @throws InvalidSpaceError unless these are integers ≥ 1
   */
  constructor(n: number | readonly number[], options: SpaceOptions = {}) {
    super(options.seed);
    this.shape = Object.freeze(typeof n === "number" ? [n] : [...n]);
    this.n = typeof n === "number" ? n : this.shape;
    if (!this.shape.every((side) => Number.isSafeInteger(side) && side >= 1)) {
      throw new InvalidSpaceError("MultiBinary n", n, "an integer ≥ 1, or a list of such");
    }
    this.size = sizeOf(this.shape);
  }

  /** Whether the value is a typed array, flat, or nested lists of this shape, with entries 0 and 1 only. */
  contains(value: unknown): value is Int8Array {
    if (!ArrayBuffer.isView(value) && !Array.isArray(value)) return false;
    return entriesOf(value, this.shape)?.every((entry) => entry === 0 || entry === 1) ?? false;
  }

  /**
   * Fair coins.
   *
   * @param mask [size]: entries 0 and 1 are taken as they are, 2 is drawn.
   * @param probability [size], from 0 to 1: of a 1; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: Mask | null, probability?: Mask | null): Int8Array {
    const restriction = restrictionOf(mask, probability);
    if (restriction === "probability") {
      const chances = checkChances(probability, this.size);
      return Int8Array.from({ length: this.size }, (_, i) => (this.random.random() <= chances[i]! ? 1 : 0));
    }
    const fixed = restriction === "mask" ? checkMask(mask, this.size, "mask", [0, 1, 2]) : undefined;
    const coins = this.random.integerArray(0, 2, this.size, 8);
    return Int8Array.from(coins, (coin, i) => (fixed === undefined || fixed[i] === 2 ? coin : fixed[i]!));
  }

  toString(): string {
    return `MultiBinary(${typeof this.n === "number" ? this.n : showShape(this.n)})`;
  }
}
