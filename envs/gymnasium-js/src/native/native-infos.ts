import type { Info } from "../env.js";
import type { NumericArray } from "../vector-env.js";

/** Each key's values of all sub-environments, [numEnvs × size], C order. */
export type InfoArrays = Readonly<Record<string, NumericArray>>;

interface Kept {
  readonly from: NumericArray;
  readonly to: NumericArray;
  /** Numbers of one sub-environment. */
  readonly size: number;
}

/**
 * The infos of a native vector environment (gymnasium/vector/vector_env.py): every key of every
 * sub-environment is present at every step, so its mask `_key` is all ones; `final_info` holds what the
 * sub-environments that ended told last, with masks, and is there only when one ended. All are allocated
 * once: a step allocates nothing.
 */
export class NativeInfos {
  /** When no sub-environment ended. */
  readonly running: Info;
  /** When some ended: the same, and `final_info`, zero where its mask is 0. */
  readonly withFinal: Info;
  /** Whether a sub-environment ended in this step. */
  ended = false;
  readonly #kept: readonly Kept[];
  /** 1 where a sub-environment ended: the mask of `final_info` and of each key in it. */
  readonly #mask: Uint8Array;

  /** @param arrays what the environment fills; they are given out as they are. */
  constructor(arrays: InfoArrays, numEnvs: number) {
    const running: Record<string, unknown> = {};
    const final: Record<string, unknown> = {};
    const kept: Kept[] = [];
    const present = new Uint8Array(numEnvs).fill(1);
    this.#mask = new Uint8Array(numEnvs);
    for (const [key, from] of Object.entries(arrays)) {
      const to = from.slice().fill(0);
      running[key] = from;
      running[`_${key}`] = present;
      final[key] = to;
      final[`_${key}`] = this.#mask;
      kept.push({ from, to, size: from.length / numEnvs });
    }
    this.running = running;
    this.withFinal = { ...running, final_info: final, _final_info: this.#mask };
    this.#kept = kept;
  }

  /** Keeps what sub-environment `i` told last. */
  keep(i: number): void {
    this.ended = true;
    this.#mask[i] = 1;
    for (const { from, to, size } of this.#kept) {
      for (let k = i * size; k < (i + 1) * size; k++) to[k] = from[k]!;
    }
  }

  /** Clears `final_info` for the next step. */
  forget(): void {
    if (!this.ended) return;
    this.ended = false;
    this.#mask.fill(0);
    for (const { to } of this.#kept) to.fill(0);
  }
}
