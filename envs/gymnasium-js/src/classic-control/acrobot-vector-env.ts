import { checkKwargs, resetBounds } from "../native/arguments.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { EnvSpec } from "../registry.js";
import {
  type AcrobotEquations,
  acrobotActionSpace,
  acrobotEquations,
  acrobotObservationSpace,
  acrobotObserve,
  acrobotStep,
  INITIAL,
} from "./acrobot-dynamics.js";

/** Acrobot-v1, many at once (gymnasium/envs/classic_control/acrobot.py). */
export class AcrobotVectorEnv extends NativeVectorEnv {
  /** Gymnasium's attribute `book_or_nips`; may be set at any time. */
  bookOrNips: AcrobotEquations;

  /** @throws InvalidArgumentError */
  constructor(
    numEnvs: number,
    kwargs: Readonly<Record<string, unknown>>,
    maxEpisodeSteps: number | undefined,
    spec: EnvSpec,
  ) {
    super({
      spec,
      numEnvs,
      maxEpisodeSteps,
      observationSpace: acrobotObservationSpace(),
      actionSpace: acrobotActionSpace(),
      stateSize: 4,
    });
    checkKwargs(kwargs, ["book_or_nips"]);
    this.bookOrNips = acrobotEquations(kwargs);
  }

  protected begin(i: number, options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, -INITIAL, INITIAL);
    const n = this.numEnvs;
    const generator = this.generators[i]!;
    for (let k = 0; k < 4; k++) this.states[k * n + i] = Math.fround(generator.uniform(low, high));
    acrobotObserve(this.states, i, n, this.observations, 6 * i);
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, observations, rewards, terminated, truncated, actions, elapsed, limit } = this;
    const book = this.bookOrNips === "book";
    for (let i = 0; i < n; i++) {
      const arrived = acrobotStep(states, i, n, actions[i]! - 1, book);
      acrobotObserve(states, i, n, observations, 6 * i);
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit;
      rewards[i] = arrived ? 0 : -1;
      terminated[i] = arrived ? 1 : 0;
      truncated[i] = timeout ? 1 : 0;
      if (arrived || timeout) this.end(i);
    }
  }
}
