import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import { cumulate, pick } from "../random/choice.js";
import { checkMask, checkProbability, type Mask, restrictionOf } from "./mask.js";
import { SeededSpace, type SpaceOptions } from "./seeded-space.js";
import type { Space } from "./space.js";

const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export interface TextOptions extends SpaceOptions {
  /** Fewest characters; 1 unless given. */
  readonly minLength?: number;
  /**
   * Characters in the order of masks and of flattening, each once; ASCII letters and digits unless
   * given. Gymnasium's own default has no fixed order: give both sides a string for equal samples.
   */
  readonly charset?: string;
}

/** Strings over a set of characters (gymnasium/spaces/text.py). A character is a code point. */
export class Text extends SeededSpace implements Space<string> {
  readonly kind = "Text";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  readonly minLength: number;
  readonly maxLength: number;
  readonly characters: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;

  /** @throws InvalidSpaceError when the lengths contradict each other, or a character stands twice or there is none. */
  constructor(maxLength: number, options: TextOptions = {}) {
    super(options.seed);
    this.maxLength = maxLength;
    this.minLength = options.minLength ?? 1;
    if (!Number.isSafeInteger(this.minLength) || this.minLength < 0) {
      throw new InvalidSpaceError("Text minLength", this.minLength, "an integer ≥ 0");
    }
    if (!Number.isSafeInteger(maxLength) || maxLength < this.minLength) {
      throw new InvalidSpaceError("Text maxLength", maxLength, `an integer ≥ minLength = ${this.minLength}`);
    }
    this.characters = Object.freeze(Array.from(options.charset ?? ALPHANUMERIC));
    this.#indices = new Map(this.characters.map((character, i) => [character, i]));
    if (this.#indices.size !== this.characters.length || this.characters.length === 0) {
      throw new InvalidSpaceError("Text charset", options.charset, "one character at least, and each once");
    }
  }

  /** The place of a character in the charset, or undefined. */
  indexOf(character: string): number | undefined {
    return this.#indices.get(character);
  }

  contains(value: unknown): value is string {
    if (typeof value !== "string") return false;
    const characters = Array.from(value);
    return (
      characters.length >= this.minLength &&
      characters.length <= this.maxLength &&
      characters.every((character) => this.#indices.has(character))
    );
  }

  /**
   * A uniform length, and each character uniform over the charset.
   *
   * @param mask a length (null: drawn) and 0 or 1 for each character (null: all 1).
   * @param probability a length (null: drawn) and each character's probability (null: equal); not
   *   together with a mask.
   * @throws InvalidArgumentError also when no character may be drawn and the empty string is not in the space.
   */
  sample(
    mask?: readonly [length: number | null, characters: Mask | null] | null,
    probability?: readonly [length: number | null, characters: Mask | null] | null,
  ): string {
    const restriction = restrictionOf(mask, probability);
    const [given, weights] = this.#parts(mask ?? probability ?? [null, null], restriction);
    const count = this.characters.length;
    let each = Float64Array.from({ length: count }, () => 1 / count);
    if (weights !== null && restriction === "probability") {
      each = Float64Array.from(checkProbability(weights, count, "probability of characters"));
    } else if (weights !== null) {
      const allowed = checkMask(weights, count, "mask of characters");
      const sum = Array.prototype.reduce.call(allowed, (a, b) => Number(a) + Number(b), 0) as number;
      each = Float64Array.from(allowed, (value) => (sum > 0 ? value / sum : 0));
    }
    const length = given ?? this.random.integers(this.minLength, this.maxLength + 1);
    if (each.every((weight) => weight === 0)) {
      if (this.minLength === 0) return "";
      throw new InvalidArgumentError(
        "mask of characters",
        weights,
        "a 1 for some character: minLength is not 0",
      );
    }
    const cumulative = cumulate(each);
    return Array.from({ length }, () => this.characters[pick(this.random, cumulative)]).join("");
  }

  #parts(given: unknown, field: string): readonly [number | null, unknown] {
    const parts = given as readonly [number | null | undefined, unknown];
    const length = Array.isArray(given) && given.length === 2 ? (parts[0] ?? null) : Number.NaN;
    if (
      length === null ||
      (Number.isInteger(length) && length >= this.minLength && length <= this.maxLength)
    ) {
      return [length, parts[1] ?? null];
    }
    const range = `${this.minLength} … ${this.maxLength}`;
    throw new InvalidArgumentError(
      field,
      given,
      `[length in ${range} or null, one number for each character or null]`,
    );
  }

  toString(): string {
    const sorted = [...this.characters].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
    return `Text(${this.minLength}, ${this.maxLength}, charset=${sorted.join("")})`;
  }
}
