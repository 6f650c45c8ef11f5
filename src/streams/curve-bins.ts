import type { Episode } from "./episode-tracker.js";

/** A bin of successive episodes. */
export interface CurvePoint {
  /** Episodes completed by the end of the bin. */
  readonly episode: number;
  /** Transitions over all sub-environments by the end of the bin. */
  readonly step: number;
  /** Mean return of the bin's episodes. */
  readonly meanReturn: number;
  /** Mean length of the bin's episodes, in transitions. */
  readonly meanLength: number;
  /** Episodes in the bin: `binWidth`, fewer in the last one. */
  readonly episodes: number;
}

export interface LearningCurve {
  /** Episodes per bin: a power of two. */
  readonly binWidth: number;
  readonly points: readonly CurvePoint[];
}

/** Plain JSON. */
export interface CurveBinsState {
  readonly capacity: number;
  readonly binWidth: number;
  /** [episode, step, sum of returns, sum of lengths, episodes] of each bin. */
  readonly bins: readonly (readonly [number, number, number, number, number])[];
}

interface Bin {
  episode: number;
  step: number;
  returns: number;
  lengths: number;
  episodes: number;
}

/**
 * A learning curve that is bounded in size for a run of any length: bins of successive episodes,
 * of one episode each at first; when all are full, neighbours are merged and the bin width doubles.
 */
export class CurveBins {
  private width = 1;
  private bins: Bin[] = [];

  /**
   * @param capacity most bins to keep: an even number ≥ 2
   * @throws RangeError for any other capacity
   */
  constructor(private readonly capacity = 512) {
    if (!Number.isSafeInteger(capacity) || capacity < 2 || capacity % 2 !== 0) {
      throw new RangeError(`A learning curve's points must be an even number ≥ 2, not ${capacity}.`);
    }
  }

  add(episode: Pick<Episode, "index" | "transitions" | "return" | "length">): void {
    const last = this.bins.at(-1);
    if (last !== undefined && last.episodes < this.width) {
      last.episode = episode.index + 1;
      last.step = episode.transitions;
      last.returns += episode.return;
      last.lengths += episode.length;
      last.episodes++;
      return;
    }
    if (this.bins.length === this.capacity) {
      this.merge();
      this.add(episode);
      return;
    }
    this.bins.push({
      episode: episode.index + 1,
      step: episode.transitions,
      returns: episode.return,
      lengths: episode.length,
      episodes: 1,
    });
  }

  /** The curve so far: a copy. */
  curve(): LearningCurve {
    const points = this.bins.map(({ episode, step, returns, lengths, episodes }) => ({
      episode,
      step,
      meanReturn: returns / episodes,
      meanLength: lengths / episodes,
      episodes,
    }));
    return { binWidth: this.width, points };
  }

  state(): CurveBinsState {
    return {
      capacity: this.capacity,
      binWidth: this.width,
      bins: this.bins.map((bin) => [bin.episode, bin.step, bin.returns, bin.lengths, bin.episodes]),
    };
  }

  /** The bins that `state()` was called on. */
  static from(state: CurveBinsState): CurveBins {
    const restored = new CurveBins(state.capacity);
    restored.width = state.binWidth;
    restored.bins = state.bins.map(([episode, step, returns, lengths, episodes]) => ({
      episode,
      step,
      returns,
      lengths,
      episodes,
    }));
    return restored;
  }

  private merge(): void {
    const merged: Bin[] = [];
    for (let i = 0; i < this.bins.length; i += 2) {
      const a = this.bins[i]!;
      const b = this.bins[i + 1]!;
      merged.push({
        episode: b.episode,
        step: b.step,
        returns: a.returns + b.returns,
        lengths: a.lengths + b.lengths,
        episodes: a.episodes + b.episodes,
      });
    }
    this.bins = merged;
    this.width *= 2;
  }
}
