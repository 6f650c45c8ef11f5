/** What ended an evolution, in one sentence: a worker that died, say. Generations that were done are kept. */
export class EvolutionError extends Error {
  override readonly name = "EvolutionError";
}
