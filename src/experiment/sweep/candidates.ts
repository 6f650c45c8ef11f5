import { UsageError } from "../../errors/usage-error.js";
import { CounterStream } from "../../random/streams.js";
import type { SearchSpace } from "../definition.js";
import { drawnValue, gridValues, isRange } from "./dimension.js";
import type { Candidate } from "./planned-sweep.js";
import { MOST_CANDIDATES } from "./sweep-schema.js";

/** Draws in a row that were there already, after which there seem to be no others. */
const MOST_REPEATS = 1000;

/**
 * All combinations, the first dimension's values varying slowest, after the one that changes nothing.
 *
 * @param place of the space, for sentences
 * @throws {UsageError}
 */
export function gridCandidates(space: SearchSpace, place: (path: string) => string): Candidate[] {
  let all: Candidate[] = [{}];
  for (const [path, dimension] of Object.entries(space)) {
    if (isRange(dimension) && dimension.steps === undefined) {
      throw new UsageError(
        `${place(path)}.steps is missing: with search "grid" it is to be an integer of at least 2`,
      );
    }
    const values = gridValues(dimension);
    if (all.length * values.length > MOST_CANDIDATES) {
      throw new UsageError(
        `${place(path)} makes ${all.length * values.length} combinations: allowed is up to ${MOST_CANDIDATES}`,
      );
    }
    all = all.flatMap((candidate) => values.map((value) => ({ ...candidate, [path]: value })));
  }
  return [{}, ...all.filter((candidate) => Object.keys(candidate).length > 0)];
}

/**
 * Random combinations, none of them twice, after the one that changes nothing.
 *
 * @param stream selects the numbers: the same for all rules that share a space, of its own for any other
 * @throws {UsageError} when there are not so many
 */
export function randomCandidates(
  space: SearchSpace,
  { random, seed = 1 }: { readonly random: number; readonly seed?: number },
  stream: number,
): Candidate[] {
  const dimensions = Object.entries(space);
  if (dimensions.length === 0) return [{}];
  const numbers = new CounterStream(seed, "search", stream);
  const found = new Map<string, Candidate>();
  for (let repeats = 0; found.size < random; ) {
    const candidate = Object.fromEntries(
      dimensions.map(([path, dimension]) => [path, drawnValue(dimension, numbers.uniform())]),
    );
    const key = JSON.stringify(candidate);
    repeats = found.has(key) ? repeats + 1 : 0;
    if (repeats > MOST_REPEATS) {
      throw new UsageError(
        `sweep.search.random is ${random}, but the space has ${found.size} combinations: allowed is up to ` +
          `${found.size}, or search "grid"`,
      );
    }
    found.set(key, candidate);
  }
  return [{}, ...found.values()];
}

/** A 32-bit number for a text, never 0 (FNV-1a). */
export function streamOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash === 0 ? 1 : hash;
}
