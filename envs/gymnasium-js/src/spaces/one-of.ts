import { InvalidSpaceError } from "../errors.js";
import { checkParts, restrictionOf } from "./mask.js";
import { checkSeeds, checkSpaces } from "./parts.js";
import { type PartsOptions, SeededSpace } from "./seeded-space.js";
import type { Space, SpaceSeed, ValueOf } from "./space.js";

/** The index of a space and a value of it, for one of several. */
export type OneOfValue<S extends readonly Space[]> = readonly [index: number, value: ValueOf<S[number]>];

/** A value of one of several spaces, with the index of that space (gymnasium/spaces/oneof.py). */
export class OneOf<S extends readonly Space[] = readonly Space[]>
  extends SeededSpace
  implements Space<OneOfValue<S>>
{
  readonly kind = "OneOf";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  readonly spaces: S;

  /** @throws InvalidSpaceError when a part is no space, or there is none */
  constructor(spaces: readonly [...S], options: PartsOptions = {}) {
    super();
    if (spaces.length === 0) throw new InvalidSpaceError("OneOf spaces", spaces, "one space at least");
    this.spaces = Object.freeze([...checkSpaces("OneOf", spaces)]) as unknown as S;
    if (options.seed !== undefined) this.seed(options.seed);
  }

  contains(value: unknown): value is OneOfValue<S> {
    if (!Array.isArray(value) || value.length !== 2) return false;
    const index = value[0] as unknown;
    return typeof index === "number" && (this.spaces[index]?.contains(value[1]) ?? false);
  }

  /**
   * A space drawn uniformly, and a sample of it.
   *
   * @param mask the spaces' masks, null for none: they restrict the value, not which space is drawn.
   * @param probability the spaces' probabilities, null for none; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: readonly unknown[] | null, probability?: readonly unknown[] | null): OneOfValue<S> {
    const restriction = restrictionOf(mask, probability);
    const count = this.spaces.length;
    const given = restriction === "none" ? [] : checkParts(mask ?? probability, count, restriction);
    const index = this.random.integers(0, count);
    const space = this.spaces[index]!;
    const value =
      restriction === "probability" ? space.sample(null, given[index]) : space.sample(given[index]);
    return [index, value as ValueOf<S[number]>];
  }

  /**
   * @param seed one integer, from which the spaces' seeds are drawn as Gymnasium does, or a list of
   *   the choice's seed and the spaces' seeds.
   * @returns the choice's seed and the spaces' seeds.
   * @throws InvalidSeedError
   */
  override seed(seed: SpaceSeed): readonly SpaceSeed[] {
    if (typeof seed !== "object") {
      super.seed(seed);
      return this.seed([seed, ...this.subseeds(this.spaces.length)]);
    }
    const [own, ...parts] = checkSeeds(seed, this.spaces.length + 1);
    return [super.seed(own!), ...parts.map((part, i) => this.spaces[i]!.seed(part) as SpaceSeed)];
  }

  toString(): string {
    return `OneOf(${this.spaces.join(", ")})`;
  }
}
