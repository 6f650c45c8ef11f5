import type { OperatorFunction, Subscriber } from "rxjs";
import type { Emission } from "./emission.js";
import { type Episode, EpisodeTracker } from "./episode-tracker.js";
import { operator, Stage } from "./stage.js";

export interface EpisodesOptions {
  /**
   * The tracker to keep the sums in, for a run that saves and restores it with its checkpoints. It
   * serves one subscription; by default each has its own.
   */
  readonly tracker?: EpisodeTracker;
}

/**
 * Turns steps into completed episodes, in the order they end (index order within a vector step).
 * Only valid transitions count; an episode that the end of the stream cuts off is not emitted.
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom, take, toArray } from "rxjs";
 * import { episodes, interact, policy } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1", { numEnvs: 2 }), pushRight, { seed: 1 });
 * const ended = await lastValueFrom(run.pipe(episodes(), take(3), toArray()));
 * console.log(ended.every((episode) => episode.return === episode.length)); // → true
 * console.log(ended.map((episode) => episode.index).join(" ")); // → 0 1 2
 * ```
 */
export function episodes(options: EpisodesOptions = {}): OperatorFunction<Emission, Episode> {
  return operator((out) => new EpisodesStage(out, options.tracker ?? new EpisodeTracker()));
}

class EpisodesStage extends Stage<Emission, Episode> {
  private readonly ended = (episode: Episode): void => this.out.next(episode);

  constructor(
    out: Subscriber<Episode>,
    private readonly tracker: EpisodeTracker,
  ) {
    super(out);
  }

  protected override _next(emission: Emission): void {
    this.tracker.track(emission, this.ended);
  }
}
