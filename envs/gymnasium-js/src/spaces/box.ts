import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";
import { allocate, canHold, cast, STORAGE, type StoredDType } from "./dtype.js";
import { restrictionOf } from "./mask.js";
import { entriesOf, type NestedNumbers, shapeOf, showShape, sizeOf } from "./nested.js";
import { SeededSpace, type SpaceOptions } from "./seeded-space.js";
import { showNumber } from "./show-number.js";
import type { Space } from "./space.js";

/**
 * A bound: one number for all entries, or one each, flat in C order or nested. ±Infinity is allowed, and
 * at ±(2^53 − 1) and beyond a bound of int64 and uint64 counts as infinite.
 */
export type Bound = NestedNumbers;

export interface BoxOptions extends SpaceOptions {
  /** Taken from the bounds when left out; scalars alone mean [1]. */
  readonly shape?: readonly number[];
  /** float32 unless given. */
  readonly dtype?: StoredDType;
}

/**
 * Closed intervals, one for each entry of an array (gymnasium/spaces/box.py). Values are typed
 * arrays of the dtype, flat in C order: of int64 and uint64 a Float64Array of whole numbers up to
 * ±(2^53 − 1), of float16 a Float32Array.
 */
export class Box extends SeededSpace implements Space<NumericArray> {
  readonly kind = "Box";
  readonly shape: readonly number[];
  readonly dtype: StoredDType;
  /** Entries of a value. */
  readonly size: number;
  /**
   * [size], in the space's dtype; integer dtypes hold their extremes where the bound is infinite,
   * int64 and uint64 ±(2^53 − 1).
   */
  readonly low: NumericArray;
  /** [size], as `low`. */
  readonly high: NumericArray;
  /** 1 where the lower bound is finite. */
  readonly boundedBelow: Uint8Array;
  /** 1 where the upper bound is finite. */
  readonly boundedAbove: Uint8Array;

  /** @throws InvalidSpaceError when shape, dtype and bounds do not fit together. */
  constructor(low: Bound, high: Bound, options: BoxOptions = {}) {
    super(options.seed);
    this.dtype = options.dtype ?? "float32";
    if (!(this.dtype in STORAGE)) {
      throw new InvalidSpaceError("Box dtype", this.dtype, `one of ${Object.keys(STORAGE).join(", ")}`);
    }
    this.shape = Object.freeze([...(options.shape ?? shapeOf(low) ?? shapeOf(high) ?? [1])]);
    if (!this.shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
      throw new InvalidSpaceError("Box shape", this.shape, "integers ≥ 0");
    }
    this.size = sizeOf(this.shape);
    this.low = allocate(this.dtype, this.size);
    this.high = allocate(this.dtype, this.size);
    this.boundedBelow = new Uint8Array(this.size);
    this.boundedAbove = new Uint8Array(this.size);
    this.#fill("low", low, this.low, this.boundedBelow);
    this.#fill("high", high, this.high, this.boundedAbove);
    for (let i = 0; i < this.size; i++) {
      if (this.low[i]! > this.high[i]!) {
        throw new InvalidSpaceError(`Box low[${i}]`, this.low[i], `at most high[${i}] = ${this.high[i]}`);
      }
    }
  }

  #fill(name: "low" | "high", bound: Bound, target: NumericArray, bounded: Uint8Array): void {
    const values = typeof bound === "number" ? undefined : entriesOf(bound, this.shape);
    if (typeof bound !== "number" && values === undefined) {
      throw new InvalidSpaceError(
        `Box ${name}`,
        bound,
        `a number, or numbers of shape ${showShape(this.shape)}`,
      );
    }
    const { kind, min, max } = STORAGE[this.dtype];
    const sign = name === "low" ? -1 : 1;
    for (let i = 0; i < this.size; i++) {
      const given = values === undefined ? (bound as number) : values[i]!;
      const value = this.#wide && sign * given >= Number.MAX_SAFE_INTEGER ? sign * Infinity : given;
      const infinite = value === sign * Infinity;
      const field = `Box ${name}[${i}]`;
      if (Number.isNaN(value)) throw new InvalidSpaceError(field, value, "a number");
      const signless = kind === "unsigned" || kind === "bool";
      // Gymnasium allows a uint64 bound up to 2^64 − 1, which no double tells from its neighbours.
      if (infinite && signless && !(this.#wide && name === "high")) {
        throw new InvalidSpaceError(field, value, `a finite bound: the dtype is ${this.dtype}`);
      }
      if (Number.isFinite(value) ? value < min || value > max : !infinite && kind !== "float") {
        throw new InvalidSpaceError(field, value, `what ${this.dtype} holds: ${min} to ${max}`);
      }
      bounded[i] = infinite ? 0 : 1;
      const extreme = name === "low" ? min : max;
      target[i] = infinite && kind !== "float" ? extreme : cast(this.dtype, value);
    }
  }

  /** Whether NumPy's integers of the dtype go beyond those that doubles hold. */
  get #wide(): boolean {
    const { kind, bytes } = STORAGE[this.dtype];
    return kind !== "float" && bytes === 8;
  }

  /**
   * Whether the value has this shape, a dtype that casts to this one without loss, and lies within
   * the bounds; NaN never does. A typed array is flat and so shows its size only, and holds whole
   * numbers where the dtype does; arrays of numbers (nested, or flat for one dimension) are cast first.
   */
  contains(value: unknown): value is NumericArray {
    let entries: ArrayLike<number> | undefined;
    if (ArrayBuffer.isView(value)) {
      if (!canHold(this.dtype, value) || value.length !== this.size) return false;
      entries = value;
    } else if (typeof value === "number" || Array.isArray(value)) {
      entries = entriesOf(value, this.shape)?.map((entry) => cast(this.dtype, entry));
    }
    if (entries === undefined) return false;
    const wide = this.#wide;
    for (let i = 0; i < this.size; i++) {
      const entry = entries[i]!;
      if (!(entry >= this.low[i]! && entry <= this.high[i]!)) return false;
      if (wide && !Number.isInteger(entry)) return false;
    }
    return true;
  }

  /**
   * Each entry from the uniform distribution between its bounds, or from a shifted exponential
   * (one bound) or standard normal distribution (none), in Gymnasium's order of draws.
   *
   * @throws InvalidArgumentError when a mask or a probability is given: intervals take none.
   */
  sample(mask?: null, probability?: null): NumericArray {
    const restriction = restrictionOf(mask, probability);
    if (restriction !== "none") {
      throw new InvalidArgumentError(
        `${restriction} of a Box`,
        mask ?? probability,
        "null: a Box takes none",
      );
    }
    const generator = this.random;
    const { kind, min, max } = STORAGE[this.dtype];
    const integer = kind !== "float";
    const drawn = new Float64Array(this.size);
    const eachWhere = (below: number, above: number, draw: (i: number) => number): void => {
      for (let i = 0; i < this.size; i++) {
        if (this.boundedBelow[i] === below && this.boundedAbove[i] === above) drawn[i] = draw(i);
      }
    };
    const high = (i: number): number => this.high[i]! + (integer ? 1 : 0);
    eachWhere(0, 0, () => generator.standardNormal());
    eachWhere(1, 0, (i) => generator.standardExponential() + this.low[i]!);
    eachWhere(0, 1, (i) => -generator.standardExponential() + high(i));
    eachWhere(1, 1, (i) => generator.uniform(this.low[i]!, high(i)));
    const sample = allocate(this.dtype, this.size);
    // Gymnasium keeps signed draws two away from the dtype's extremes, even where that leaves the
    // bounds; here they stay within those. Those of int64 are out of reach.
    const margin = kind === "signed" && !this.#wide ? 2 : 0;
    for (let i = 0; i < this.size; i++) {
      const value = drawn[i]!;
      const kept = Math.min(Math.max(Math.floor(value), min + margin), max - margin);
      sample[i] = integer ? Math.min(Math.max(kept, this.low[i]!), this.high[i]!) : cast(this.dtype, value);
    }
    return sample;
  }

  /** As Gymnasium prints it, but for NumPy's padding of columns. */
  toString(): string {
    return `Box(${this.#show(this.low)}, ${this.#show(this.high)}, ${showShape(this.shape)}, ${this.dtype})`;
  }

  #show(bound: NumericArray): string {
    const uniform = bound.length > 0 && bound.every((value) => value === bound[0]);
    if (uniform) return showNumber(bound[0]!, this.dtype, true);
    return `[${Array.from(bound, (value) => showNumber(value, this.dtype, false)).join(" ")}]`;
  }
}
