import type { OperatorFunction, Subscriber } from "rxjs";
import type { Emission } from "./emission.js";
import { type Episode, EpisodeTracker } from "./episode-tracker.js";
import { type Clock, Metronome } from "./metronome.js";
import { operator, Stage } from "./stage.js";

/** Which run an event is about. */
export interface LiveSource {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
}

interface LiveCounts {
  /** Version of this schema. */
  readonly version: 1;
  readonly source: LiveSource;
  /** Milliseconds of the clock: since the epoch, by default. */
  readonly time: number;
  /** Episodes completed in the run so far. */
  readonly episodes: number;
  /** Transitions in the run so far, over all sub-environments. */
  readonly steps: number;
}

/** What happened since the event before. */
export interface LiveUpdate extends LiveCounts {
  readonly type: "update";
  readonly stepsPerSecond: number;
  /** Episodes completed since the event before. */
  readonly newEpisodes: number;
  /** Mean over them; null when there is none. */
  readonly meanReturn: number | null;
  /** Mean over them, in transitions; null when there is none. */
  readonly meanLength: number | null;
}

/** The run is over; `message` says why when it failed. */
export interface LiveEnd extends LiveCounts {
  readonly type: "done" | "failed";
  readonly message: string | null;
}

/** Plain JSON, for a page that watches a run. */
export type LiveEvent = LiveUpdate | LiveEnd;

export interface LiveEventsOptions {
  readonly source: LiveSource;
  /** Least milliseconds between two updates; 250 by default. */
  readonly every?: number;
  readonly clock?: Clock;
  /** A tracker to go on with, for a resumed run. It must not be shared with another operator. */
  readonly tracker?: EpisodeTracker;
}

/**
 * Sums a run up in a few small JSON events per second, however fast it steps. A last update and an
 * end event come when the stream completes or fails (the error then follows).
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom } from "rxjs";
 * import { budget, interact, liveEvents, policy } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1"), pushRight, { seed: 1 });
 * const source = { env: "CartPole-v1", rule: "none", seed: 1 };
 * const end = await lastValueFrom(run.pipe(budget({ episodes: 5 }), liveEvents({ source })));
 * console.log(end.type, end.episodes); // → done 5
 * ```
 */
export function liveEvents(options: LiveEventsOptions): OperatorFunction<Emission, LiveEvent> {
  return operator((out) => new LiveEventsStage(out, options));
}

class LiveEventsStage extends Stage<Emission, LiveEvent> {
  private readonly tracker: EpisodeTracker;
  private readonly clock: Clock;
  private readonly metronome: Metronome;
  private steps = 0;
  private before: { time: number; steps: number | undefined };
  private news = { episodes: 0, returns: 0, lengths: 0 };
  private readonly ended = (episode: Episode): void => {
    this.news.episodes++;
    this.news.returns += episode.return;
    this.news.lengths += episode.length;
  };

  constructor(
    out: Subscriber<LiveEvent>,
    private readonly options: LiveEventsOptions,
  ) {
    super(out);
    this.tracker = options.tracker ?? new EpisodeTracker();
    this.clock = options.clock ?? Date;
    this.metronome = new Metronome(options.every ?? 250, this.clock);
    this.before = { time: this.clock.now(), steps: undefined };
  }

  protected override _next(emission: Emission): void {
    // The first step of a resumed run is not its first: what came before is no part of the rate.
    this.before.steps ??= emission.transitions - emission.valid.reduce((sum, one) => sum + one, 0);
    this.steps = emission.transitions;
    this.tracker.track(emission, this.ended);
    if (this.metronome.due()) this.update();
  }

  protected override _error(error: unknown): void {
    this.update();
    this.end("failed", error instanceof Error ? error.message : String(error));
    super._error(error);
  }

  protected override _complete(): void {
    this.update();
    this.end("done", null);
    super._complete();
  }

  private counts(time: number): LiveCounts {
    const { source } = this.options;
    return { version: 1, source, time, episodes: this.tracker.completed, steps: this.steps };
  }

  private end(type: LiveEnd["type"], message: string | null): void {
    this.out.next({ ...this.counts(this.clock.now()), type, message });
  }

  private update(): void {
    const time = this.clock.now();
    const { episodes, returns, lengths } = this.news;
    const seconds = (time - this.before.time) / 1000;
    const steps = this.steps - (this.before.steps ?? 0);
    this.out.next({
      ...this.counts(time),
      type: "update",
      stepsPerSecond: seconds > 0 ? steps / seconds : 0,
      newEpisodes: episodes,
      meanReturn: episodes === 0 ? null : returns / episodes,
      meanLength: episodes === 0 ? null : lengths / episodes,
    });
    this.before = { time, steps: this.steps };
    this.news = { episodes: 0, returns: 0, lengths: 0 };
  }
}
