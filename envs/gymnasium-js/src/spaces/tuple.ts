import { checkParts, restrictionOf } from "./mask.js";
import { checkSeeds, checkSpaces } from "./parts.js";
import { type PartsOptions, SeededSpace } from "./seeded-space.js";
import type { Space, SpaceSeed, ValueOf } from "./space.js";

/** The values of a list of spaces. */
export type ValuesOf<S extends readonly Space[]> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** A value of each of several spaces, in order (gymnasium/spaces/tuple.py). */
export class Tuple<S extends readonly Space[] = readonly Space[]>
  extends SeededSpace
  implements Space<ValuesOf<S>>
{
  readonly kind = "Tuple";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  readonly spaces: S;

  /** @throws InvalidSpaceError when a part is no space */
  constructor(spaces: readonly [...S], options: PartsOptions = {}) {
    super();
    this.spaces = Object.freeze([...checkSpaces("Tuple", spaces)]) as unknown as S;
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** Whether the value is a list with a value of each space. */
  contains(value: unknown): value is ValuesOf<S> {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
    const parts = value as unknown as ArrayLike<unknown>;
    return parts.length === this.spaces.length && this.spaces.every((space, i) => space.contains(parts[i]));
  }

  /**
   * A sample of each space.
   *
   * @param mask the spaces' masks, null for none.
   * @param probability the spaces' probabilities, null for none; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: readonly unknown[] | null, probability?: readonly unknown[] | null): ValuesOf<S> {
    const restriction = restrictionOf(mask, probability);
    const given =
      restriction === "none" ? [] : checkParts(mask ?? probability, this.spaces.length, restriction);
    const samples = this.spaces.map((space, i) =>
      restriction === "probability" ? space.sample(null, given[i]) : space.sample(given[i]),
    );
    return samples as unknown as ValuesOf<S>;
  }

  /**
   * @param seed one integer, from which the spaces' seeds are drawn as Gymnasium does, or a list of their seeds.
   * @returns the spaces' seeds.
   * @throws InvalidSeedError
   */
  override seed(seed: SpaceSeed): readonly SpaceSeed[] {
    if (typeof seed !== "object") {
      super.seed(seed);
      return this.seed(this.subseeds(this.spaces.length));
    }
    return checkSeeds(seed, this.spaces.length).map((part, i) => this.spaces[i]!.seed(part) as SpaceSeed);
  }

  toString(): string {
    return `Tuple(${this.spaces.join(", ")})`;
  }
}
