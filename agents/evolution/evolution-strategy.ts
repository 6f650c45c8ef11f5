import type { Checkpoint } from "../agent.js";

/** Searches for parameters with a high fitness: asks for the fitness of a generation's members, is told, and goes on. */
export interface EvolutionStrategy {
  /** Members of a generation. */
  readonly population: number;
  /** How many generations have been told. */
  readonly generation: number;
  /** [size]: the centre of the search, which is what it has found. A copy. */
  readonly mean: Float64Array;
  /** [size]: how far the search reaches around it in each parameter, > 0. A copy. */
  readonly sigma: Float64Array;
  /** The members of this generation, [population] of [size] parameters; the same ones until it is told. */
  ask(): readonly Float32Array[];
  /**
   * Goes on to the next generation.
   *
   * @param fitness [population], in the order of `ask`; higher is better, and what is not finite is worst
   * @throws {RangeError} for another number of values
   */
  tell(fitness: ArrayLike<number>): void;
  state(): Checkpoint;
  /** @throws {RangeError} when the state is that of a search of another size */
  restore(state: Checkpoint): void;
}
