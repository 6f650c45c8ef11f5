import {
  Box,
  Dict,
  Discrete,
  type Env,
  type Frame,
  fromJsonable,
  MultiDiscrete,
  type NumericArray,
  type Space,
  TimeLimit,
  Tuple,
} from "gymnasium-js";
import { fixture } from "../fixtures.js";

export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What Gymnasium gave at a reset (no reward) or a step. */
export interface Recorded {
  readonly observation: Json;
  readonly reward?: number | number[];
  readonly ends?: readonly [boolean, boolean] | readonly [boolean[], boolean[]];
  readonly episode?: Readonly<Record<"r" | "l", Json>>;
  readonly _episode?: readonly boolean[];
  readonly final_obs?: readonly Json[];
  /** Of a reset of some sub-environments. */
  readonly mask?: readonly boolean[];
}

export interface RecordedRun {
  readonly space: string;
  readonly mode?: "NextStep" | "SameStep" | "Disabled";
  readonly observationSpace: string;
  readonly log: readonly Recorded[];
  readonly taken?: readonly (readonly number[])[];
  readonly return_queue?: readonly number[];
  readonly length_queue?: readonly number[];
}

interface RecordedVideo {
  readonly name: string;
  readonly frames: readonly number[];
  readonly fps: number;
}

interface Wrappers {
  readonly episodes: Readonly<Record<string, readonly (readonly [first: Json, steps: readonly Step[]])[]>>;
  readonly actions: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly single: Readonly<Record<string, readonly RecordedRun[]>>;
  readonly vector: Readonly<Record<string, readonly RecordedRun[]>>;
  readonly videos: Readonly<Record<string, readonly (readonly RecordedVideo[])[]>>;
}

type Step = readonly [observation: Json, reward: number, terminated: boolean, truncated: boolean];

export const recorded = fixture<Wrappers>("wrapper_runs");

const spaces: Readonly<Record<string, () => Space>> = {
  box32: () => new Box(-Infinity, Infinity, { shape: [3] }),
  box64: () => new Box(-Infinity, Infinity, { shape: [2], dtype: "float64" }),
  pixels: () => new Box(0, 255, { shape: [2, 2], dtype: "uint8" }),
  discrete: () => new Discrete(5, { start: 2 }),
  multidiscrete: () => new MultiDiscrete([3, 2]),
  dict: () => new Dict({ kind: new Discrete(3), at: new Box(-2, 2, { shape: [2] }) }),
  tuple: () => new Tuple([new Discrete(2), new Box(1, 3, { shape: [1] })]),
};

/** Plays the recorded episodes from the one of index `first` on; its picture is the number of the observation. */
export class Playback implements Env {
  readonly observationSpace: Space;
  readonly actionSpace = new Box([-2, -0.5], [2, 1.5]);
  readonly taken: number[][] = [];
  #steps: readonly Step[] = [];
  #at = 0;
  #shown = -1;
  #next: number;

  constructor(
    readonly name: string,
    first = 0,
  ) {
    this.observationSpace = spaces[name]!();
    this.#next = first;
  }

  reset() {
    const episodes = recorded.episodes[this.name]!;
    const [first, steps] = episodes[this.#next++ % episodes.length]!;
    this.#steps = steps;
    this.#at = 0;
    this.#shown++;
    return { observation: fromJsonable(this.observationSpace, first), info: {} };
  }

  step(action: unknown) {
    this.taken.push(Array.from(action as NumericArray));
    const [observation, reward, terminated, truncated] = this.#steps[this.#at++]!;
    this.#shown++;
    return {
      observation: fromJsonable(this.observationSpace, observation),
      reward,
      terminated,
      truncated,
      info: {},
    };
  }

  /** One array, drawn into again and again. */
  readonly #pixels = new Uint8Array(3);

  render(): Frame {
    return { width: 1, height: 1, pixels: this.#pixels.fill(this.#shown) };
  }

  state(): Uint8Array {
    return new Uint8Array(Int32Array.of(this.#next, this.#at, this.#shown).buffer);
  }

  restore(state: Uint8Array): void {
    const [next, at, shown] = new Int32Array(state.slice().buffer);
    const episodes = recorded.episodes[this.name]!;
    this.#next = next!;
    this.#at = at!;
    this.#shown = shown!;
    this.#steps = next === 0 ? [] : episodes[(next! - 1) % episodes.length]![1];
  }
}

export const limited = (name: string, first = 0): Env => new TimeLimit(new Playback(name, first), 50);

/** Plain numbers, lists and objects. */
export function plain(value: unknown): Json {
  if (ArrayBuffer.isView(value)) return Array.from(value as NumericArray);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
