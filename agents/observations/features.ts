import type { NumericArray, Space } from "gymnasium-js";
import { AgentConfigError } from "../errors.js";
import { leavesOf } from "../leaves.js";

/** Numbers that are seen as they are, or one whole number that is seen one-hot. */
export type Feature =
  | { readonly kind: "numbers"; readonly from: number; readonly to: number; readonly count: number }
  | {
      readonly kind: "one-hot";
      readonly from: number;
      readonly to: number;
      readonly count: number;
      readonly start: number;
    };

/** Where the numbers of a packed observation go in what a network sees. */
export interface FeatureLayout {
  readonly features: readonly Feature[];
  /** Numbers of a packed observation. */
  readonly packedSize: number;
  /** Numbers that a network sees. */
  readonly size: number;
}

/**
 * Box and MultiBinary numbers are seen as they are, those of Discrete and MultiDiscrete spaces one-hot,
 * Tuple and Dict part by part.
 *
 * @throws {AgentConfigError} for other spaces
 */
export function featuresOf(space: Space): FeatureLayout {
  const leaves = leavesOf(space);
  if (leaves === undefined) {
    throw new AgentConfigError(
      `observation space ${space} is not supported: allowed are Box, Discrete, MultiDiscrete and ` +
        "MultiBinary, and Tuple and Dict of these",
    );
  }
  const features: Feature[] = [];
  let packedSize = 0;
  let size = 0;
  const add = (kind: Feature["kind"], numbers: number, count: number, start = 0): void => {
    const place = { from: packedSize, to: size, count };
    features.push(kind === "numbers" ? { kind, ...place } : { kind, ...place, start });
    packedSize += numbers;
    size += count;
  };
  for (const { space: part, size: numbers } of leaves) {
    if (part.kind === "Discrete") add("one-hot", 1, part.n, part.start);
    else if (part.kind === "MultiDiscrete") {
      Array.from(part.nvec).forEach((n, k) => {
        add("one-hot", 1, n, part.start[k]);
      });
    } else add("numbers", numbers, numbers);
  }
  return { features, packedSize, size };
}

/**
 * Writes what a network sees of `rows` packed observations.
 *
 * @throws {RangeError} for a whole number that is not in its space
 */
export function writeFeatures(
  { features, packedSize, size }: FeatureLayout,
  observations: NumericArray,
  rows: number,
  target: Float32Array | Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    for (const feature of features) {
      const from = row * packedSize + feature.from;
      const to = row * size + feature.to;
      if (feature.kind === "numbers") {
        for (let i = 0; i < feature.count; i++) target[to + i] = observations[from + i];
      } else {
        const index = observations[from] - feature.start;
        if (!(Number.isInteger(index) && index >= 0 && index < feature.count))
          refuse(feature, observations[from]);
        target.fill(0, to, to + feature.count);
        target[to + index] = 1;
      }
    }
  }
}

function refuse({ from, start, count }: Feature & { readonly kind: "one-hot" }, value: number): never {
  throw new RangeError(
    `observation value ${from} is ${value}, and its space holds ${start} to ${start + count - 1}`,
  );
}
