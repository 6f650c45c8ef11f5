import { readFileSync } from "node:fs";
import {
  allocate,
  Box,
  Dict,
  Discrete,
  type Env,
  type EnvSpec,
  MultiDiscrete,
  type NumericArray,
  packingOf,
  type Space,
  Tuple,
} from "gymnasium-js";

/** An observation as the fixtures hold it: arrays as lists, a Discrete value as a number. */
export type Plain = number | readonly Plain[] | { readonly [key: string]: Plain };

interface Episode {
  readonly first: Plain;
  readonly steps: readonly (readonly [Plain, number, terminated: boolean, truncated: boolean])[];
}

/** [observation] of a reset; [observation, reward, episode statistics if it ended] of a step. */
export type Row = readonly [Plain] | readonly [Plain, Plain] | readonly [Plain, Plain, Plain];

export interface WrapperCase {
  readonly wrapper: string;
  readonly source: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly rows: readonly Row[];
  readonly mean?: readonly number[];
  readonly variance?: readonly number[];
  readonly count?: number;
  readonly returns?: readonly number[];
  readonly lengths?: readonly number[];
  readonly episodes?: number;
  /** Absent in vector cases. */
  readonly space?: string;
  readonly actions?: readonly { readonly given: readonly number[]; readonly taken: readonly number[] }[];
  readonly actionSpace?: string;
}

const SOURCES: Readonly<Record<string, Space>> = {
  float32: new Box(-Infinity, Infinity, { shape: [2] }),
  float64: new Box(-50, 50, { shape: [3], dtype: "float64" }),
  discrete: new Discrete(5, { start: -1 }),
  tuple: new Tuple([new Discrete(3), new Box(-9, 9, { shape: [2] })]),
  dict: new Dict([
    ["b", new MultiDiscrete([3, 2])],
    ["a", new Box(0, 255, { shape: [2], dtype: "uint8" })],
  ]),
};

interface Fixture {
  readonly limit: number;
  readonly steps: number;
  readonly scripts: Readonly<Record<string, readonly (readonly Episode[])[]>>;
  readonly single: readonly WrapperCase[];
  readonly vector: readonly WrapperCase[];
}

/** What real Gymnasium made of the scripts; see its README. */
export const RECORDED = JSON.parse(
  readFileSync(new URL("../../../fixtures/gymnasium/wrappers.json", import.meta.url), "utf8"),
) as Fixture;

export const ACTIONS = new Box([-2, -0.3], [1, 2.6], { shape: [2] });

function asValue(space: Space, plain: Plain): unknown {
  const { dtype, size, pack, unpack } = packingOf(space);
  const packed = allocate(dtype, size);
  pack(plain, packed, 0);
  return unpack(packed, 0);
}

/** The form of the fixtures, where −0 is 0. */
export function plain(value: unknown): Plain {
  if (typeof value === "number") return value + 0;
  if (ArrayBuffer.isView(value)) return Array.from(value as NumericArray, (entry) => entry + 0);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, plain(part)]));
}

/** Plays the episodes of a script one after the other, whatever the actions. */
export class ScriptedEnv implements Env<unknown, NumericArray> {
  readonly spec: EnvSpec = {
    id: "Scripted-v0",
    entryPoint: () => this as Env,
    maxEpisodeSteps: RECORDED.limit,
  };
  readonly observationSpace: Space;
  readonly actionSpace: Space<NumericArray> = ACTIONS;
  lastAction: NumericArray | undefined;
  readonly #episodes: readonly Episode[];
  #at = Int32Array.of(-1, 0);

  constructor(source: string, seed = 0) {
    this.observationSpace = SOURCES[source]!;
    this.#episodes = RECORDED.scripts[source]![seed]!;
  }

  reset() {
    this.#at[0]!++;
    this.#at[1] = 0;
    return { observation: this.#value(this.#episodes[this.#at[0]!]!.first), info: {} };
  }

  step(action: NumericArray) {
    this.lastAction = action.slice();
    const [observation, reward, terminated, truncated] = this.#episodes[this.#at[0]!]!.steps[this.#at[1]!++]!;
    return { observation: this.#value(observation), reward, terminated, truncated, info: {} };
  }

  #value(observation: Plain): unknown {
    return asValue(this.observationSpace, observation);
  }

  render(): string {
    return this.#at.join(":");
  }

  state(): Uint8Array {
    return new Uint8Array(this.#at.slice().buffer);
  }

  restore(state: Uint8Array): void {
    this.#at = new Int32Array(state.slice().buffer);
  }
}
