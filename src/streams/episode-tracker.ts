import type { Emission } from "./emission.js";

/** A completed episode. A fresh object each: keep it as long as you like. */
export interface Episode {
  /** 0 for the first episode of the run to end, whichever sub-environment it was in. */
  readonly index: number;
  /** Of several environments that take turns, sub-environment i of group g is number g × numEnvs + i. */
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
  /** Environments that take turns, where there are several. */
  readonly groups?: number;
}

/** Follows the returns and lengths of all sub-environments. Constant memory. */
export class EpisodeTracker {
  private episodes = 0;
  private transitions = 0;
  private returns = new Float64Array(0);
  private lengths = new Float64Array(0);
  /** Sub-environments of each group. */
  private groupSize = 0;

  /** Takes a step in and calls back for each episode that ended in it, in index order. */
  track(emission: Emission, ended: (episode: Episode) => void): void {
    const { rewards, terminated, truncated, valid } = emission;
    const count = rewards.length;
    const offset = emission.group * count;
    if (this.groupSize !== count || this.returns.length < offset + count) this.make(count, offset + count);
    const { returns, lengths } = this;
    for (let i = 0; i < count; i++) {
      if (valid[i] === 0) continue;
      const k = offset + i;
      this.transitions++;
      returns[k] = (returns[k] as number) + (rewards[i] as number);
      lengths[k] = (lengths[k] as number) + 1;
      if (terminated[i] !== 0 || truncated[i] !== 0) {
        const episode: Episode = {
          index: this.episodes++,
          environmentIndex: k,
          return: returns[k] as number,
          length: lengths[k] as number,
          step: emission.step,
          transitions: this.transitions,
          terminated: terminated[i] !== 0,
          truncated: truncated[i] !== 0,
        };
        returns[k] = 0;
        lengths[k] = 0;
        ended(episode);
      }
    }
  }

  /** Episodes completed so far. */
  get completed(): number {
    return this.episodes;
  }

  /** Transitions so far, over all sub-environments. */
  get steps(): number {
    return this.transitions;
  }

  state(): EpisodeTrackerState {
    const groups = this.returns.length / this.groupSize;
    return {
      episodes: this.episodes,
      transitions: this.transitions,
      returns: [...this.returns],
      lengths: [...this.lengths],
      ...(groups > 1 ? { groups } : {}),
    };
  }

  restore(state: EpisodeTrackerState): void {
    this.episodes = state.episodes;
    this.transitions = state.transitions;
    this.returns = Float64Array.from(state.returns);
    this.lengths = Float64Array.from(state.lengths);
    this.groupSize = state.returns.length / (state.groups ?? 1);
  }

  /** Makes room for `total` sub-environments. */
  private make(groupSize: number, total: number): void {
    if (this.groupSize !== 0 && this.groupSize !== groupSize) {
      throw new Error(`Was following ${this.groupSize} sub-environments and was given ${groupSize}.`);
    }
    const { returns, lengths } = this;
    this.groupSize = groupSize;
    this.returns = new Float64Array(total);
    this.lengths = new Float64Array(total);
    this.returns.set(returns);
    this.lengths.set(lengths);
  }
}
