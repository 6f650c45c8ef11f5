import { InvalidArgumentError, InvalidSeedError, InvalidSpaceError } from "../errors.js";
import { restrictionOf } from "./mask.js";
import { checkSpace } from "./parts.js";
import { type PartsOptions, SeededSpace } from "./seeded-space.js";
import type { Space, SpaceSeed } from "./space.js";

type Values = Readonly<Record<string, unknown>>;
type Spaces<T> = { readonly [K in keyof T]: Space<T[K]> };
type Pairs = readonly (readonly [key: string, space: Space])[];

/** A value by key for each of several spaces (gymnasium/spaces/dict.py). */
export class Dict<T extends Values = Values> extends SeededSpace implements Space<T> {
  readonly kind = "Dict";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  readonly spaces: Spaces<T>;
  /** The order of draws and of flattened parts. That of an object's own keys may be another: address by key. */
  readonly keys: readonly (keyof T & string)[];

  /**
   * @param spaces an object, whose keys are sorted, or pairs, whose order is kept: Gymnasium's keyword form.
   * @throws InvalidSpaceError when a part is no space, or a key stands twice
   */
  constructor(spaces: Spaces<T> | Pairs, options: PartsOptions = {}) {
    super();
    const pairs: Pairs = Array.isArray(spaces)
      ? (spaces as Pairs)
      : Object.entries(spaces as Readonly<Record<string, Space>>).sort(([a], [b]) => compare(a, b));
    for (const [key, space] of pairs) checkSpace(`Dict space "${key}"`, space);
    this.keys = Object.freeze(pairs.map(([key]) => key));
    this.spaces = Object.freeze(Object.fromEntries(pairs)) as Spaces<T>;
    const twice = this.keys.find((key, i) => this.keys.indexOf(key) !== i);
    if (twice !== undefined) throw new InvalidSpaceError("Dict key", twice, "each key once");
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** Whether the value is an object with exactly these keys and a value of each space. */
  contains(value: unknown): value is T {
    return this.#hasKeys(value) && this.keys.every((key) => this.spaces[key].contains(value[key]));
  }

  #hasKeys(value: unknown): value is Readonly<Record<string, unknown>> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return (
      Object.keys(value).length === this.keys.length && this.keys.every((key) => Object.hasOwn(value, key))
    );
  }

  /**
   * A sample of each space.
   *
   * @param mask the spaces' masks by key, null for none.
   * @param probability the spaces' probabilities by key, null for none; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: Values | null, probability?: Values | null): T {
    const restriction = restrictionOf(mask, probability);
    const given = mask ?? probability ?? null;
    if (given !== null && !this.#hasKeys(given)) {
      throw new InvalidArgumentError(restriction, given, `an object with the keys ${this.keys.join(", ")}`);
    }
    const samples = this.keys.map((key) => {
      const space = this.spaces[key];
      const part = given?.[key];
      return [key, restriction === "probability" ? space.sample(null, part) : space.sample(part)];
    });
    return Object.fromEntries(samples) as T;
  }

  /**
   * @param seed one integer, from which the spaces' seeds are drawn as Gymnasium does, or their seeds by key.
   * @returns the spaces' seeds by key.
   * @throws InvalidSeedError
   */
  override seed(seed: SpaceSeed): Readonly<Record<string, SpaceSeed>> {
    if (typeof seed !== "object") {
      super.seed(seed);
      const drawn = this.subseeds(this.keys.length);
      return this.seed(Object.fromEntries(this.keys.map((key, i) => [key, drawn[i]!])));
    }
    if (!this.#hasKeys(seed)) {
      throw new InvalidSeedError(
        seed,
        `an integer ≥ 0, or an object of seeds with the keys ${this.keys.join(", ")}`,
      );
    }
    const seeds = seed as Readonly<Record<string, SpaceSeed>>;
    return Object.fromEntries(this.keys.map((key) => [key, this.spaces[key].seed(seeds[key]!) as SpaceSeed]));
  }

  toString(): string {
    return `Dict(${this.keys.map((key) => `${quote(key)}: ${this.spaces[key]}`).join(", ")})`;
  }
}

/** Python's order of strings: by code points, where JavaScript compares UTF-16 units. */
function compare(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A string as Python prints it: in single quotes unless only these occur in it. */
function quote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  if (!text.includes("'")) return `'${escaped}'`;
  return text.includes('"') ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}
