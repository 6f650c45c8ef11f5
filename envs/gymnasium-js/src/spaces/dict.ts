import { InvalidSpaceError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import { childSeeds } from "./child-seeds.js";
import type { Space } from "./space.js";

/** A value by key for each of several spaces (gymnasium/spaces/dict.py). */
export class Dict<T extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>>
  implements Space<T>
{
  readonly kind = "Dict";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  /** In the order of keys, as Gymnasium sorts them; address values by key. */
  readonly spaces: { readonly [K in keyof T]: Space<T[K]> };
  readonly #generator = new PCG64(0);

  /** @throws InvalidSpaceError when a part is no space */
  constructor(
    spaces: { readonly [K in keyof T]: Space<T[K]> },
    options: { readonly seed?: bigint | number } = {},
  ) {
    const entries = Object.entries(spaces) as [string, Space][];
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [key, space] of entries) {
      if (typeof space?.contains !== "function") {
        throw new InvalidSpaceError(`Dict space "${key}"`, space, "a space");
      }
    }
    this.spaces = Object.freeze(Object.fromEntries(entries)) as Dict<T>["spaces"];
    if (options.seed !== undefined) this.seed(options.seed);
  }

  contains(value: unknown): value is T {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const entries = this.#entries();
    const parts = value as Readonly<Record<string, unknown>>;
    return (
      Object.keys(parts).length === entries.length &&
      entries.every(([key, space]) => Object.hasOwn(parts, key) && space.contains(parts[key]))
    );
  }

  sample(): T {
    return Object.fromEntries(this.#entries().map(([key, space]) => [key, space.sample()])) as T;
  }

  /** Seeds each part by a draw of a generator with this seed, as Gymnasium does. @throws InvalidSeedError */
  seed(seed: bigint | number): void {
    const entries = this.#entries();
    const seeds = childSeeds(this.#generator, seed, entries.length);
    entries.forEach(([, space], i) => {
      space.seed(seeds[i]!);
    });
  }

  #entries(): [string, Space][] {
    return Object.entries(this.spaces) as [string, Space][];
  }

  toString(): string {
    return `Dict(${this.#entries()
      .map(([key, space]) => `'${key}': ${space}`)
      .join(", ")})`;
  }
}
