import { InvalidArgumentError } from "../errors.js";
import { cumulate, pick } from "../random/choice.js";
import { PCG64 } from "../random/pcg64.js";

/** Rows of S (start), F (frozen), H (hole) and G (goal). */
export type FrozenLakeMap = readonly string[];

/** The maps that go by name (gymnasium/envs/toy_text/frozen_lake.py). */
export const FROZEN_LAKE_MAPS: Readonly<Record<string, FrozenLakeMap>> = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"],
};

export interface RandomMapOptions {
  /** Side of the square, 8 unless given. */
  readonly size?: number;
  /** Chance that a tile is frozen, 0.8 unless given. */
  readonly frozen?: number;
  readonly seed?: bigint | number;
}

/**
 * A random square map with a way from start to goal: the same as Gymnasium's `generate_random_map` for the
 * same seed.
 *
 * @throws InvalidArgumentError, InvalidSeedError
 */
export function randomFrozenLakeMap({ size = 8, frozen = 0.8, seed }: RandomMapOptions = {}): FrozenLakeMap {
  if (!Number.isSafeInteger(size) || size < 2) throw new InvalidArgumentError("size", size, "an integer ≥ 2");
  if (!(frozen > 0 && frozen <= 1))
    throw new InvalidArgumentError("frozen", frozen, "a number above 0 up to 1");
  const generator = new PCG64(seed);
  const cumulative = cumulate([frozen, 1 - frozen]);
  for (;;) {
    const tiles = Array.from({ length: size }, () =>
      Array.from({ length: size }, (): string => (pick(generator, cumulative) === 0 ? "F" : "H")),
    );
    tiles[0]![0] = "S";
    tiles[size - 1]![size - 1] = "G";
    const map = tiles.map((row) => row.join(""));
    if (hasWay(map)) return map;
  }
}

/** Whether the goal can be reached from the upper left tile without stepping into a hole. */
function hasWay(map: FrozenLakeMap): boolean {
  const seen = new Set<number>();
  const open = [0];
  const width = map[0]!.length;
  while (open.length > 0) {
    const tile = open.pop()!;
    if (seen.has(tile)) continue;
    seen.add(tile);
    const [row, column] = [Math.floor(tile / width), tile % width];
    const neighbours = [
      [row + 1, column],
      [row, column + 1],
      [row - 1, column],
      [row, column - 1],
    ] as const;
    for (const [r, c] of neighbours) {
      const letter = map[r]?.[c];
      if (letter === "G") return true;
      if (letter !== undefined && letter !== "H") open.push(r * width + c);
    }
  }
  return false;
}
