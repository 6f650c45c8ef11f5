import type { EpisodeTracker } from "../streams/index.js";
import type { TrialBudget } from "./definition.js";

/** How much of a trial's budget is spent, by what a tracker has counted. */
export class BudgetMeter {
  /** Whether the budget is one of episodes, not of transitions. */
  readonly countsEpisodes: boolean;
  /** Episodes or transitions. */
  readonly limit: number;

  constructor(
    budget: TrialBudget,
    readonly tracker: EpisodeTracker,
  ) {
    this.countsEpisodes = "episodes" in budget;
    this.limit = "episodes" in budget ? budget.episodes : budget.steps;
  }

  get spent(): number {
    return this.countsEpisodes ? this.tracker.completed : this.tracker.steps;
  }

  get isSpent(): boolean {
    return this.spent >= this.limit;
  }

  get left(): TrialBudget {
    const left = this.limit - this.spent;
    return this.countsEpisodes ? { episodes: left } : { steps: left };
  }

  get position(): { readonly episode: number; readonly step: number } {
    return { episode: this.tracker.completed, step: this.tracker.steps };
  }
}
