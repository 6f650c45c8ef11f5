import {
  type Box,
  flatdim,
  flatten,
  flattenSpace,
  type Graph,
  type GraphMask,
  parseSpace,
  type Space,
  type SpaceDescription,
  type SpaceSeed,
  toJsonable,
  unflatten,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture } from "../fixtures.js";

type SeedTexts = string | readonly SeedTexts[] | { readonly [key: string]: SeedTexts };

interface RecordedSpace {
  readonly space: SpaceDescription;
  /** Decimal, since some are beyond 2^53. */
  readonly seed: SeedTexts;
  readonly mask?: unknown;
  readonly probability?: unknown;
  readonly nodes?: number;
  readonly edges?: number;
  readonly text: string;
  readonly seeds: SeedTexts;
  readonly samples: readonly unknown[];
  readonly flatSpace?: { dtype: string; low: unknown; high: unknown };
  readonly flatSamples?: readonly number[][];
}

const { cases } = fixture<{ cases: RecordedSpace[] }>("spaces");

/** A Box does not pad its columns. */
const unpadded = (text: string): string =>
  text.replaceAll(/(?<=Box\((\[[^\]]*\], )?)\[[^\]]*\]/g, (columns) => columns.replaceAll(/ +/g, " "));

const mapSeeds = (seeds: unknown, map: (seed: unknown) => unknown): unknown => {
  if (Array.isArray(seeds)) return seeds.map((seed) => mapSeeds(seed, map));
  if (typeof seeds !== "object" || seeds === null) return map(seeds);
  return Object.fromEntries(Object.entries(seeds).map(([key, seed]) => [key, mapSeeds(seed, map)]));
};

const draw = (space: Space, { mask, probability, nodes, edges }: RecordedSpace): unknown =>
  space.kind === "Graph"
    ? (space as Graph).sample(mask as GraphMask, probability as GraphMask, nodes, edges)
    : space.sample(mask, probability);

describe("spaces equal Gymnasium's", () => {
  test.each(cases.map((golden, i) => [i, golden.text, golden] as const))(
    "case %i: %s",
    (_i, text, golden) => {
      const space = parseSpace(golden.space);
      expect(`${space}`).toBe(unpadded(text));
      const seeds = space.seed(mapSeeds(golden.seed, (seed) => BigInt(seed as string)) as SpaceSeed);
      expect(mapSeeds(seeds, String)).toEqual(golden.seeds);
      const samples = golden.samples.map(() => draw(space, golden));
      expect(samples.map((sample) => toJsonable(space, sample))).toEqual(golden.samples);
      expect(samples.every((sample) => space.contains(sample))).toBe(true);
      if (golden.flatSpace === undefined) return;
      const box = flattenSpace(space) as Box;
      // int64 is stored as int32.
      expect(box.dtype).toBe(golden.flatSpace.dtype.replace(/^int64/, "int32"));
      const json = (bound: Box["low"]) =>
        Array.from(bound, (v) => (Number.isFinite(v) ? v : v > 0 ? "inf" : "-inf"));
      expect(json(box.low)).toEqual(golden.flatSpace.low);
      expect(json(box.high)).toEqual(golden.flatSpace.high);
      expect(flatdim(space)).toBe(box.size);
      const flat = samples.map((sample) => flatten(space, sample));
      expect(flat.map((vector) => Array.from(vector as Float64Array))).toEqual(golden.flatSamples);
      expect(flat.map((vector) => unflatten(space, vector))).toEqual(samples);
    },
  );
});
