import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import { geometric } from "../random/geometric.js";
import { checkParts, restrictionOf } from "./mask.js";
import { checkSeeds, checkSpace } from "./parts.js";
import { type PartsOptions, SeededSpace } from "./seeded-space.js";
import type { Space, SpaceSeed } from "./space.js";
import { isStackable, stackValues, unstackValues } from "./stack.js";

export interface SequenceOptions extends PartsOptions {
  /** Whether values are batches (one flat array for a Box or Discrete feature …) in place of lists. */
  readonly stack?: boolean;
}

/**
 * A length (or lengths to draw one from; null: drawn as without a mask), and the mask of each
 * element (null for none).
 */
export type SequenceMask = readonly [length: number | ArrayLike<number> | null, feature: unknown];

/** Gymnasium's chance that a sampled sequence ends after an element. */
const CHANCE_TO_END = 0.25;

/**
 * Lists of values of one space, of any length (gymnasium/spaces/sequence.py). Stacked values have
 * another type than lists: name it, as in `new Sequence<number, Int32Array>(…, { stack: true })`.
 */
export class Sequence<T = unknown, V = readonly T[]> extends SeededSpace implements Space<V> {
  readonly kind = "Sequence";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";
  /** Of the elements. */
  readonly space: Space<T>;
  readonly stack: boolean;

  /** @throws InvalidSpaceError when the feature is no space, or its stacked values cannot be told apart */
  constructor(space: Space<T>, options: SequenceOptions = {}) {
    super();
    this.space = checkSpace("Sequence space", space);
    this.stack = options.stack ?? false;
    if (this.stack && !isStackable(space)) {
      throw new InvalidSpaceError(
        "Sequence space",
        `${space}`,
        "a space whose values hold a number at least: they are stacked",
      );
    }
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** The elements of a value, or undefined when it has not the form of one. */
  elements(value: unknown): readonly unknown[] | undefined {
    if (this.stack) return unstackValues(this.space, value);
    return Array.isArray(value) ? (value as unknown[]) : undefined;
  }

  /** The value of some elements: themselves, or their batch. */
  fromElements(elements: readonly unknown[]): V {
    return (this.stack ? stackValues(this.space, elements) : elements) as V;
  }

  contains(value: unknown): value is V {
    return this.elements(value)?.every((element) => this.space.contains(element)) ?? false;
  }

  /**
   * Samples of the feature space, as many as a geometric draw of mean 4 says: at least one.
   *
   * @param probability as the mask, but with the feature's probability; not together with a mask.
   * @throws InvalidArgumentError
   */
  sample(mask?: SequenceMask | null, probability?: SequenceMask | null): V {
    const restriction = restrictionOf(mask, probability);
    const [lengths, feature] =
      restriction === "none" ? [null, null] : checkParts(mask ?? probability, 2, restriction);
    const elements = Array.from({ length: this.#length(lengths, restriction) }, () =>
      restriction === "probability" ? this.space.sample(null, feature) : this.space.sample(feature),
    );
    return this.fromElements(elements);
  }

  #length(given: unknown, field: string): number {
    if (given === null || given === undefined) return geometric(this.random, CHANCE_TO_END);
    const among = typeof given === "number" ? [given] : (given as ArrayLike<number>);
    const list = typeof given === "number" || Array.isArray(given) || ArrayBuffer.isView(given);
    const whole = (length: number): boolean => Number.isSafeInteger(length) && length >= 0;
    if (!list || among.length === 0 || !Array.prototype.every.call(among, whole)) {
      throw new InvalidArgumentError(`length in ${field}`, given, "an integer ≥ 0, a list of such, or null");
    }
    return among[typeof given === "number" ? 0 : this.random.integers(0, among.length)]!;
  }

  /**
   * @param seed one integer, from which the feature's seed is drawn as Gymnasium does, or the two seeds
   *   of the lengths and the feature.
   * @returns the two seeds.
   * @throws InvalidSeedError
   */
  override seed(seed: SpaceSeed): readonly SpaceSeed[] {
    if (typeof seed !== "object") {
      super.seed(seed);
      return this.seed([seed, ...this.subseeds(1)]);
    }
    const [own, feature] = checkSeeds(seed, 2);
    return [super.seed(own!), this.space.seed(feature!) as SpaceSeed];
  }

  toString(): string {
    return `Sequence(${this.space}, stack=${this.stack ? "True" : "False"})`;
  }
}
