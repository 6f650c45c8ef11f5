import { InvalidSpaceError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import { childSeeds } from "./child-seeds.js";
import type { Space } from "./space.js";

/** The values of a list of spaces. */
export type ValuesOf<S extends readonly Space[]> = {
  readonly [K in keyof S]: S[K] extends Space<infer T> ? T : never;
};

/** A value of each of several spaces, in order (gymnasium/spaces/tuple.py). */
export class Tuple<S extends readonly Space[] = readonly Space[]> implements Space<ValuesOf<S>> {
  readonly kind = "Tuple";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  readonly #generator = new PCG64(0);

  /** @throws InvalidSpaceError when a part is no space */
  constructor(
    readonly spaces: S,
    options: { readonly seed?: bigint | number } = {},
  ) {
    for (const [i, space] of spaces.entries()) {
      if (typeof space?.contains !== "function") {
        throw new InvalidSpaceError(`Tuple space ${i}`, space, "a space");
      }
    }
    if (options.seed !== undefined) this.seed(options.seed);
  }

  contains(value: unknown): value is ValuesOf<S> {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
    const parts = value as unknown as ArrayLike<unknown>;
    return parts.length === this.spaces.length && this.spaces.every((space, i) => space.contains(parts[i]));
  }

  sample(): ValuesOf<S> {
    return this.spaces.map((space) => space.sample()) as unknown as ValuesOf<S>;
  }

  /** Seeds each part by a draw of a generator with this seed, as Gymnasium does. @throws InvalidSeedError */
  seed(seed: bigint | number): void {
    const seeds = childSeeds(this.#generator, seed, this.spaces.length);
    this.spaces.forEach((space, i) => {
      space.seed(seeds[i]!);
    });
  }

  toString(): string {
    return `Tuple(${this.spaces.join(", ")}${this.spaces.length === 1 ? "," : ""})`;
  }
}
