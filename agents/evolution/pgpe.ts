import type { Checkpoint } from "../agent.js";
import { type Ascent, type AscentKind, createAscent } from "./ascent.js";
import { centredRanks } from "./centred-ranks.js";
import type { EvolutionStrategy } from "./evolution-strategy.js";
import { meanGradient } from "./mean-gradient.js";
import { normalPerturbations } from "./normal-perturbations.js";
import { sigmaGradient } from "./sigma-gradient.js";

export interface PgpeOptions {
  /** [size]: where the search begins. */
  readonly mean: ArrayLike<number>;
  /** Members of a generation, ≥ 2: antithetic pairs and, where it is odd, the mean itself, whose fitness counts for nothing. */
  readonly population: number;
  /** σ of every parameter at first, > 0. */
  readonly sigma: number;
  /** Of the changes of σ, ≥ 0; 0 leaves it as it is. */
  readonly sigmaRate: number;
  /** A generation changes no σ by more than this part of it, in (0, 1). */
  readonly sigmaLimit: number;
  readonly optimizer: AscentKind;
  /** Of the mean's steps, ≥ 0. */
  readonly rate: number;
  /** What the rate is multiplied with from one generation to the next, in (0, 1]. */
  readonly decay: number;
  /** Integer, 0 ≤ seed ≤ 2^53 − 1. */
  readonly seed: number;
}

/**
 * PGPE (Sehnke et al. 2010, "Parameter-exploring policy gradients", with symmetric sampling) on centred ranks of the
 * fitness: a normal distribution with a σ of its own for each parameter, which climbs the expected rank. Members are
 * antithetic pairs μ ± σz, each rounded to float32 by itself; the rest is float64. A generation's numbers depend on
 * seed, generation and state alone.
 */
export class Pgpe implements EvolutionStrategy {
  readonly population: number;
  readonly #options: PgpeOptions;
  readonly #mean: Float64Array;
  readonly #sigma: Float64Array;
  readonly #ascent: Ascent;
  #generation = 0;
  /** Of this generation: drawn when they are first needed. */
  #z: Float64Array | undefined;

  /** @throws {RangeError} for fewer than two members */
  constructor(options: PgpeOptions) {
    const { mean, population, sigma, optimizer } = options;
    if (!Number.isSafeInteger(population) || population < 2) {
      throw new RangeError(`population is ${population}: allowed is an integer of at least 2`);
    }
    this.#options = options;
    this.population = population;
    this.#mean = Float64Array.from(mean);
    this.#sigma = new Float64Array(mean.length).fill(sigma);
    this.#ascent = createAscent(optimizer, mean.length);
  }

  get generation(): number {
    return this.#generation;
  }

  get mean(): Float64Array {
    return this.#mean.slice();
  }

  get sigma(): Float64Array {
    return this.#sigma.slice();
  }

  ask(): Float32Array[] {
    const size = this.#mean.length;
    const z = this.#perturbations();
    const member = (pair: number, sign: number): Float32Array =>
      Float32Array.from(this.#mean, (mean, i) => mean + sign * this.#sigma[i]! * z[pair * size + i]!);
    const members = Array.from({ length: this.#pairs }, (_, pair) => [
      member(pair, 1),
      member(pair, -1),
    ]).flat();
    if (members.length < this.population) members.push(Float32Array.from(this.#mean));
    return members;
  }

  tell(fitness: ArrayLike<number>): void {
    const { rate, decay, sigmaRate, sigmaLimit } = this.#options;
    if (fitness.length !== this.population) {
      throw new RangeError(
        `fitness has ${fitness.length} values: allowed is one for each of ${this.population} members`,
      );
    }
    const z = this.#perturbations();
    const ranks = centredRanks(Float64Array.from({ length: 2 * this.#pairs }, (_, k) => fitness[k]!));
    const gradient = meanGradient(z, this.#sigma, ranks);
    const changes = sigmaGradient(z, this.#mean.length, ranks);
    this.#ascent.ascend(this.#mean, gradient, rate * decay ** this.#generation, this.#generation + 1);
    for (const [i, change] of changes.entries()) {
      this.#sigma[i]! *= 1 + Math.min(sigmaLimit, Math.max(-sigmaLimit, sigmaRate * change));
    }
    this.#generation++;
    this.#z = undefined;
  }

  state(): Checkpoint {
    const arrays = Object.entries(this.#arrays());
    return {
      tensors: Object.fromEntries(arrays.map(([name, values]) => [name, values.slice()])),
      shapes: Object.fromEntries(arrays.map(([name, values]) => [name, [values.length]])),
      metadata: { generation: this.#generation },
    };
  }

  restore({ tensors, metadata }: Checkpoint): void {
    for (const [name, values] of Object.entries(this.#arrays())) {
      const saved = tensors[name];
      if (saved?.length !== values.length) {
        throw new RangeError(
          `The state has ${saved?.length ?? 0} numbers in "${name}", and the search ${values.length}.`,
        );
      }
      values.set(saved);
    }
    this.#generation = Number(metadata.generation);
    this.#z = undefined;
  }

  get #pairs(): number {
    return Math.floor(this.population / 2);
  }

  #perturbations(): Float64Array {
    const count = this.#pairs * this.#mean.length;
    this.#z ??= normalPerturbations(this.#options.seed, this.#generation, count);
    return this.#z;
  }

  /** All that is its state, but the generation. */
  #arrays(): Record<string, Float64Array> {
    const ascent = Object.entries(this.#ascent.memory).map(
      ([name, values]) => [`ascent.${name}`, values] as const,
    );
    return { mean: this.#mean, sigma: this.#sigma, ...Object.fromEntries(ascent) };
  }
}
