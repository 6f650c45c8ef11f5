import { InvalidSeedError } from "../errors.js";
import { PCG64 } from "../random/pcg64.js";
import type { SpaceSeed } from "./space.js";

/** Options of spaces without parts. */
export interface SpaceOptions {
  /** An integer ≥ 0, or a generator that the space then shares. Fresh entropy unless given. */
  readonly seed?: bigint | number | PCG64;
}

/** Options of spaces with parts. */
export interface PartsOptions {
  /** As `seed` takes it. Fresh entropy unless given. */
  readonly seed?: SpaceSeed;
}

const MOST_SUBSEED = 2 ** 31 - 1;

/** What spaces share: a generator of their own, made when it is first drawn from. */
export abstract class SeededSpace {
  #generator: PCG64 | undefined;

  protected constructor(generator?: bigint | number | PCG64) {
    if (generator !== undefined)
      this.#generator = generator instanceof PCG64 ? generator : new PCG64(generator);
  }

  protected get random(): PCG64 {
    this.#generator ??= new PCG64();
    return this.#generator;
  }

  /**
   * Restarts the generator.
   *
   * @returns the seed.
   * @throws InvalidSeedError
   */
  seed(seed: SpaceSeed): SpaceSeed {
    if (typeof seed === "object") throw new InvalidSeedError(seed);
    this.random.seed(seed);
    return seed;
  }

  /** Seeds for `count` parts, drawn as Gymnasium draws them. */
  protected subseeds(count: number): number[] {
    return this.random.integerArray(0, MOST_SUBSEED, count);
  }

  abstract toString(): string;
}
