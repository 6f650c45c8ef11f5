import type { OperatorFunction, Subscriber } from "rxjs";
import { CurveBins, type LearningCurve } from "./curve-bins.js";
import type { Episode } from "./episode-tracker.js";
import { type Clock, Metronome } from "./metronome.js";
import { operator, Stage } from "./stage.js";

export interface LearningCurveOptions {
  /** Most points to keep, an even number ≥ 2; 512 by default. */
  readonly points?: number;
  /** Least milliseconds between two updates; 500 by default. */
  readonly updateEvery?: number;
  /** Bins to go on with, for a run that saves and restores them; `points` is then ignored. */
  readonly bins?: CurveBins;
  readonly clock?: Clock;
}

/**
 * Gathers episodes into a learning curve of bounded size. Emits the curve so far at most once per
 * `updateEvery` as episodes arrive, and the whole curve when the stream completes.
 *
 * @throws RangeError when `points` is not an even number ≥ 2
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom } from "rxjs";
 * import { budget, episodes, interact, learningCurve, policy } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1"), pushRight, { seed: 1 });
 * const curve = await lastValueFrom(
 *   run.pipe(budget({ episodes: 1000 }), episodes(), learningCurve({ points: 64 })),
 * );
 * console.log(curve.binWidth, curve.points.length, curve.points.at(-1)?.episode); // → 16 63 1000
 * ```
 */
export function learningCurve(options: LearningCurveOptions = {}): OperatorFunction<Episode, LearningCurve> {
  // Refuses a wrong capacity now rather than on subscription.
  if (options.points !== undefined) new CurveBins(options.points);
  return operator((out) => new LearningCurveStage(out, options));
}

class LearningCurveStage extends Stage<Episode, LearningCurve> {
  private readonly bins: CurveBins;
  private readonly metronome: Metronome;

  constructor(out: Subscriber<LearningCurve>, options: LearningCurveOptions) {
    super(out);
    this.bins = options.bins ?? new CurveBins(options.points);
    this.metronome = new Metronome(options.updateEvery ?? 500, options.clock);
  }

  protected override _next(episode: Episode): void {
    this.bins.add(episode);
    if (this.metronome.due()) this.out.next(this.bins.curve());
  }

  protected override _complete(): void {
    this.out.next(this.bins.curve());
    super._complete();
  }
}
