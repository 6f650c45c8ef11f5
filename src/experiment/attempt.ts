import type { VectorEnv } from "gymnasium-js";
import type { Emission, RunPosition } from "../streams/index.js";
import type { TrialCheckpoint } from "./store/checkpoint.js";

/** A trial's time in one set of environments, which may be run in several pieces. */
export class Attempt {
  /** Whether the environments' state can be saved. */
  readonly savesState: boolean;
  /** What to go on from; undefined for a reset. */
  from: RunPosition | undefined;
  /** Undefined before the first step. */
  latest: Emission | undefined;
  readonly #before: { readonly step: number; readonly transitions: number };

  /** Takes an environment that could be saved to where it was. */
  constructor(
    saved: TrialCheckpoint | undefined,
    readonly envs: readonly VectorEnv[],
  ) {
    const [env] = envs;
    // Of several, others have steps under way.
    this.savesState = envs.length === 1 && env!.state !== undefined && env!.restore !== undefined;
    this.#before = { step: 0, transitions: 0 };
    if (saved?.environment !== undefined && this.savesState) {
      void env!.reset();
      env!.restore!(saved.environment);
      this.from = saved.position;
    } else if (saved !== undefined) {
      this.#before = saved.position;
    }
  }

  /** Between two pieces: what `latest` holds is written over. */
  pause(): void {
    if (this.latest === undefined) return;
    const { step, transitions, nextObservations } = this.latest;
    this.from = { step, transitions, nextObservations: nextObservations.slice() };
  }

  /** Since the trial began. */
  position(): TrialCheckpoint["position"] {
    const { step, transitions, nextObservations } = this.latest!;
    return {
      step: this.#before.step + step,
      transitions: this.#before.transitions + transitions,
      nextObservations: Float64Array.from(nextObservations),
    };
  }
}
