import { readFileSync } from "node:fs";

/** A file recorded from Gymnasium, parsed. */
export function fixture<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../../fixtures/gymnasium/${name}.json`, import.meta.url), "utf8"),
  ) as T;
}

export interface Seeding {
  readonly rng: Record<
    string,
    {
      state: string;
      inc: string;
      random: number[];
      uniform_m005_005_4: number[];
      integers_0_6: number[];
      standard_normal: number[];
    }
  >;
  readonly reset: Record<
    string,
    Record<
      string,
      {
        obs: number[];
        state: number[] | null;
        obs_second_reset: number[];
        action_samples: number[] | number[][];
      }
    >
  >;
  readonly vector_reset: Record<string, Record<string, number[][]>>;
}

interface Folded {
  readonly first: number[];
  readonly last: number[];
  readonly sum: number;
}

export interface Sampling {
  readonly seed: string;
  readonly normal_20000: Folded;
  readonly exponential_20000: Folded;
  readonly integers_int8_m100_100: number[];
  readonly integers_uint16_0_60000: number[];
  readonly integers_wide: string[];
  readonly integers_3e9: number[];
  readonly mixed: number[];
  readonly spaces: { low: string[]; high: string[]; dtype: string; seed: number; samples: number[][] }[];
  readonly discrete: { n: number; start: number; dtype: string; seed: number; samples: number[] }[];
}
