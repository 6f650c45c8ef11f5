import type { Emission } from "./emission.js";

/** A completed episode. A fresh object each: keep it as long as you like. */
export interface Episode {
  /** 0 for the first episode of the run to end, whichever sub-environment it was in. */
  readonly index: number;
  readonly environmentIndex: number;
  /** Sum of the rewards, undiscounted. */
  readonly return: number;
  /** Transitions in it. */
  readonly length: number;
  /** The vector step it ended in. */
  readonly step: number;
  /** Transitions of the run over all sub-environments, up to its last one (index order within a step). */
  readonly transitions: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Plain JSON: what a tracker needs to go on in the middle of episodes. */
export interface EpisodeTrackerState {
  readonly episodes: number;
  readonly transitions: number;
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
}

/** Follows the returns and lengths of all sub-environments. Constant memory. */
export class EpisodeTracker {
  private episodes = 0;
  private transitions = 0;
  private returns = new Float64Array(0);
  private lengths = new Float64Array(0);

  /** Takes a step in and calls back for each episode that ended in it, in index order. */
  track(emission: Emission, ended: (episode: Episode) => void): void {
    const { rewards, terminated, truncated, valid } = emission;
    const count = rewards.length;
    if (this.returns.length !== count) this.begin(count);
    const { returns, lengths } = this;
    for (let i = 0; i < count; i++) {
      if (valid[i] === 0) continue;
      this.transitions++;
      returns[i] = (returns[i] as number) + (rewards[i] as number);
      lengths[i] = (lengths[i] as number) + 1;
      if (terminated[i] !== 0 || truncated[i] !== 0) {
        const episode: Episode = {
          index: this.episodes++,
          environmentIndex: i,
          return: returns[i] as number,
          length: lengths[i] as number,
          step: emission.step,
          transitions: this.transitions,
          terminated: terminated[i] !== 0,
          truncated: truncated[i] !== 0,
        };
        returns[i] = 0;
        lengths[i] = 0;
        ended(episode);
      }
    }
  }

  /** Episodes completed so far. */
  get completed(): number {
    return this.episodes;
  }

  state(): EpisodeTrackerState {
    return {
      episodes: this.episodes,
      transitions: this.transitions,
      returns: [...this.returns],
      lengths: [...this.lengths],
    };
  }

  restore(state: EpisodeTrackerState): void {
    this.episodes = state.episodes;
    this.transitions = state.transitions;
    this.returns = Float64Array.from(state.returns);
    this.lengths = Float64Array.from(state.lengths);
  }

  private begin(count: number): void {
    if (this.returns.length !== 0) {
      throw new Error(`Was following ${this.returns.length} sub-environments and was given ${count}.`);
    }
    this.returns = new Float64Array(count);
    this.lengths = new Float64Array(count);
  }
}
