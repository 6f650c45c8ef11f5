import type { VectorEnv, VectorReset, VectorStep } from "../vector-env.js";
import { EpisodeStatistics, type RecordEpisodeStatisticsOptions } from "../wrappers/episode-statistics.js";
import type { OwnState } from "../wrappers/own-state.js";
import { checkStatsKey } from "../wrappers/record-episode-statistics.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Adds `infos.episode = { r, l, t }` and its mask `_episode` to steps that end episodes, and keeps the
 * statistics of the last ones (gymnasium/wrappers/vector/common.py). `r` and `t` are Float64Arrays, `l`
 * is an Int32Array, 0 where the mask is.
 *
 * Valid transitions count, and no others. Gymnasium's wrapper takes the step after an end for the reset
 * of NEXT_STEP in every mode, and so loses the first step of each episode under SAME_STEP; under
 * DISABLED a reset by a mask also clears the sums of episodes that run on.
 */
export class VectorRecordEpisodeStatistics extends VectorWrapper {
  readonly #statistics: EpisodeStatistics;
  readonly #key: string;

  /** @throws InvalidArgumentError unless bufferLength is an integer ≥ 1 */
  constructor(env: VectorEnv, options: RecordEpisodeStatisticsOptions = {}) {
    super(env);
    this.#statistics = new EpisodeStatistics(env.numEnvs, options);
    this.#key = options.statsKey ?? "episode";
  }

  /** Completed episodes. */
  get episodeCount(): number {
    return this.#statistics.episodeCount;
  }

  /** Returns of the last episodes in the order they ended (by index within a step), oldest first. */
  get returnQueue(): readonly number[] {
    return this.#statistics.returnQueue;
  }

  /** Lengths of the last episodes in steps, as `returnQueue`. */
  get lengthQueue(): readonly number[] {
    return this.#statistics.lengthQueue;
  }

  /** Seconds of the last episodes, as `returnQueue`. */
  get timeQueue(): readonly number[] {
    return this.#statistics.timeQueue;
  }

  protected override onReset(reset: VectorReset, mask: Uint8Array | undefined): VectorReset {
    for (let i = 0; i < this.numEnvs; i++) {
      if (mask === undefined || mask[i] === 1) this.#statistics.begin(i);
    }
    return reset;
  }

  protected override onStep(step: VectorStep): VectorStep {
    const { rewards, terminated, truncated, valid } = step;
    let ended: Uint8Array | undefined;
    for (let i = 0; i < this.numEnvs; i++) {
      if (valid[i] === 0) {
        this.#statistics.begin(i);
        continue;
      }
      this.#statistics.step(i, rewards[i]!);
      if (terminated[i] === 0 && truncated[i] === 0) continue;
      ended ??= new Uint8Array(this.numEnvs);
      ended[i] = 1;
    }
    return ended === undefined ? step : this.#withEpisodes(step, ended);
  }

  #withEpisodes(step: VectorStep, ended: Uint8Array): VectorStep {
    checkStatsKey(this.#key, step.infos);
    const n = this.numEnvs;
    const [r, l, t] = [new Float64Array(n), new Int32Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      if (ended[i] === 0) continue;
      const episode = this.#statistics.end(i);
      r[i] = episode.r;
      l[i] = episode.l;
      t[i] = episode.t;
      this.#statistics.begin(i);
    }
    return { ...step, infos: { ...step.infos, [this.#key]: { r, l, t }, [`_${this.#key}`]: ended } };
  }

  protected override ownState(): OwnState {
    return { owner: "VectorRecordEpisodeStatistics", parts: this.#statistics.parts() };
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    const inner = super.restoreAround(state);
    this.#statistics.resume();
    return inner;
  }
}
