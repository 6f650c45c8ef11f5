import type { Env, Info, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import { EpisodeStatistics, type RecordEpisodeStatisticsOptions } from "./episode-statistics.js";
import type { OwnState } from "./own-state.js";
import { Wrapper } from "./wrapper.js";

/** @throws InvalidArgumentError when the infos have such a key already */
export function checkStatsKey(key: string, infos: Info): void {
  if (key in infos || `_${key}` in infos) {
    throw new InvalidArgumentError("statsKey", key, "a key that the environment's own info does not have");
  }
}

/**
 * Adds `info.episode = { r, l, t }` (return, length, seconds) to the step that ends an episode, and keeps
 * those of the last episodes (gymnasium/wrappers/common.py).
 */
export class RecordEpisodeStatistics<O = unknown, A = unknown> extends Wrapper<O, A> {
  readonly #statistics: EpisodeStatistics;
  readonly #key: string;

  /** @throws InvalidArgumentError unless bufferLength is an integer ≥ 1 */
  constructor(env: Env<O, A>, options: RecordEpisodeStatisticsOptions = {}) {
    super(env);
    this.#statistics = new EpisodeStatistics(1, options);
    this.#key = options.statsKey ?? "episode";
  }

  /** Completed episodes. */
  get episodeCount(): number {
    return this.#statistics.episodeCount;
  }

  /** Returns of the last episodes, oldest first. */
  get returnQueue(): readonly number[] {
    return this.#statistics.returnQueue;
  }

  /** Lengths of the last episodes in steps, oldest first. */
  get lengthQueue(): readonly number[] {
    return this.#statistics.lengthQueue;
  }

  /** Seconds of the last episodes, oldest first. */
  get timeQueue(): readonly number[] {
    return this.#statistics.timeQueue;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.#statistics.begin(0);
    return result;
  }

  /** @throws InvalidArgumentError when the info of an episode's last step has the key already */
  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.#statistics.step(0, result.reward);
    if (!result.terminated && !result.truncated) return result;
    checkStatsKey(this.#key, result.info);
    return { ...result, info: { ...result.info, [this.#key]: this.#statistics.end(0) } };
  }

  protected override ownState(): OwnState {
    return { owner: "RecordEpisodeStatistics", parts: this.#statistics.parts() };
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    const inner = super.restoreAround(state);
    this.#statistics.resume();
    return inner;
  }
}
