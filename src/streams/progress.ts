import type { OperatorFunction, Subscriber } from "rxjs";
import { type Clock, Metronome } from "./metronome.js";
import { operator, Stage } from "./stage.js";

/** How far a run is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** done / total, in [0, 1]. */
  readonly fraction: number;
  /** Seconds since the subscription. */
  readonly seconds: number;
  /** Units per second since the report before. */
  readonly rate: number;
  /** Expected seconds to go at the average rate since the subscription; undefined before there is one. */
  readonly secondsLeft: number | undefined;
}

export interface ProgressOptions<T> {
  /** Units in the whole run, > 0. */
  readonly total: number;
  /** Units done by this value, those before it included; by default the number of values so far. */
  readonly done?: (value: T) => number;
  /** Units that were done before the subscription (a resumed run): no part of the rate. 0 by default. */
  readonly start?: number;
  /** Least milliseconds between two reports; 250 by default. */
  readonly every?: number;
  readonly clock?: Clock;
}

/**
 * Reports how far a stream is, at most once per `every` as values arrive, and once more when it
 * completes. Counts values (episodes of `episodes()`, vector steps of `interact`) or what `done` says.
 *
 * @throws RangeError when `total` is not > 0
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom } from "rxjs";
 * import { budget, interact, policy, progress } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1", { numEnvs: 4 }), pushRight, { seed: 1 });
 * const last = await lastValueFrom(
 *   run.pipe(budget({ steps: 1000 }), progress({ total: 1000, done: ({ transitions }) => transitions })),
 * );
 * console.log(last.done, last.fraction, last.secondsLeft); // → 1000 1 0
 * ```
 */
export function progress<T>(options: ProgressOptions<T>): OperatorFunction<T, Progress> {
  const { total } = options;
  if (!(total > 0)) throw new RangeError(`Progress needs a \`total\` > 0, not ${total}.`);
  return operator((out) => new ProgressStage(out, options));
}

class ProgressStage<T> extends Stage<T, Progress> {
  private readonly start: number;
  private readonly clock: Clock;
  private readonly metronome: Metronome;
  private readonly began: number;
  private done: number;
  private reported: { time: number; done: number };

  constructor(
    out: Subscriber<Progress>,
    private readonly options: ProgressOptions<T>,
  ) {
    super(out);
    this.start = options.start ?? 0;
    this.done = this.start;
    this.clock = options.clock ?? performance;
    this.metronome = new Metronome(options.every ?? 250, this.clock);
    this.began = this.clock.now();
    this.reported = { time: this.began, done: this.start };
  }

  protected override _next(value: T): void {
    const { done } = this.options;
    if (done === undefined) this.done++;
    else {
      try {
        this.done = done(value);
      } catch (error) {
        this.out.error(error);
        return;
      }
    }
    if (this.metronome.due()) this.out.next(this.report());
  }

  protected override _complete(): void {
    this.out.next(this.report());
    super._complete();
  }

  private report(): Progress {
    const { done } = this;
    const { total } = this.options;
    const time = this.clock.now();
    const seconds = (time - this.began) / 1000;
    const since = (time - this.reported.time) / 1000;
    const average = seconds > 0 ? (done - this.start) / seconds : 0;
    const rate = since > 0 ? (done - this.reported.done) / since : average;
    this.reported = { time, done };
    const left = Math.max(0, total - done);
    const secondsLeft = left === 0 ? 0 : average > 0 ? left / average : undefined;
    return { done, total, fraction: Math.min(1, done / total), seconds, rate, secondsLeft };
  }
}
