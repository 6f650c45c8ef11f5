import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import type { EnvSpec } from "../registry.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { flatten, flattenSpace } from "../spaces/flatten.js";
import type { Space } from "../spaces/space.js";
import { Tuple } from "../spaces/tuple.js";
import type { NumericArray } from "../vector-env.js";
import { ObservationWrapper } from "./observation-wrapper.js";
import type { OwnState } from "./own-state.js";
import { TimeLimit } from "./time-limit.js";
import { Wrapper } from "./wrapper.js";

export interface TimeAwareOptions {
  /** Whether observation and time become one vector; true unless given. */
  readonly flatten?: boolean;
  /** Whether the time is a float32 in [0, 1] instead of a count of steps; false unless given. */
  readonly normalizeTime?: boolean;
  /** The time's key where observations have keys; "time" unless given. */
  readonly dictTimeKey?: string;
}

/** How observations of a space take in the time. */
export class TimeJoining {
  /** Of observations with their time. */
  readonly space: Space;
  readonly #structure: Space;
  readonly #flat: boolean;
  readonly #join: (observation: unknown, time: NumericArray) => unknown;
  readonly #scale: number | undefined;

  /** @throws InvalidArgumentError when the observations have the time's key already */
  constructor(inner: Space, maxSteps: number, options: TimeAwareOptions) {
    const { flatten: flat = true, normalizeTime = false, dictTimeKey: key = "time" } = options;
    this.#flat = flat;
    this.#scale = normalizeTime ? maxSteps : undefined;
    const time = normalizeTime ? new Box(0, 1) : new Box(0, maxSteps, { dtype: "int32" });
    if (inner.kind === "Dict") {
      const { spaces, keys } = inner as Dict;
      if (keys.includes(key)) {
        throw new InvalidArgumentError("dictTimeKey", key, "a key that the observations do not have");
      }
      this.#structure = new Dict({ ...spaces, [key]: time });
      this.#join = (observation, now) => ({ ...(observation as object), [key]: now });
    } else if (inner.kind === "Tuple") {
      this.#structure = new Tuple([...(inner as Tuple).spaces, time]);
      this.#join = (observation, now) => [...(observation as readonly unknown[]), now];
    } else {
      this.#structure = new Dict([
        ["obs", inner],
        ["time", time],
      ]);
      this.#join = (obs, now) => ({ obs, time: now });
    }
    this.space = flat ? flattenSpace(this.#structure) : this.#structure;
  }

  /** @param steps of the episode so far. */
  join(observation: unknown, steps: number): unknown {
    const time = this.#scale === undefined ? Int32Array.of(steps) : Float32Array.of(steps / this.#scale);
    const joined = this.#join(observation, time);
    return this.#flat ? flatten(this.#structure, joined) : joined;
  }
}

/** The time limit of a spec. @throws InvalidArgumentError when it has none */
export function timeLimitOf(spec: EnvSpec | undefined): number {
  const limit = spec?.maxEpisodeSteps;
  if (limit !== undefined) return limit;
  throw new InvalidArgumentError(
    "environment",
    spec?.id ?? "without a spec",
    "one with a time limit: in its spec, or by a TimeLimit wrapper",
  );
}

/**
 * Adds the number of steps taken in the episode to observations
 * (gymnasium/wrappers/stateful_observation.py): as the key `time` of a Dict, as the last part of a Tuple,
 * elsewhere as `time` beside `obs`. All is flattened unless `flatten` is false.
 */
export class TimeAwareObservation<O = unknown, A = unknown> extends ObservationWrapper<unknown, A, O> {
  readonly #joining: TimeJoining;
  readonly #steps = new Int32Array(1);

  /** @throws InvalidArgumentError when there is no time limit, or the time's key is taken */
  constructor(env: Env<O, A>, options: TimeAwareOptions = {}) {
    const limit = env.spec?.maxEpisodeSteps ?? wrappedLimit(env as Env) ?? timeLimitOf(env.spec);
    const joining = new TimeJoining(env.observationSpace, limit, options);
    super(env, { observationSpace: joining.space });
    this.#joining = joining;
  }

  override reset(options?: ResetOptions): ResetResult<unknown> {
    this.#steps[0] = 0;
    return super.reset(options);
  }

  override step(action: A): StepResult<unknown> {
    this.#steps[0]!++;
    return super.step(action);
  }

  protected override observation(observation: O): unknown {
    return this.#joining.join(observation, this.#steps[0]!);
  }

  protected override ownState(): OwnState {
    return { owner: "TimeAwareObservation", parts: [this.#steps] };
  }
}

function wrappedLimit(env: Env): number | undefined {
  for (let inner = env; inner instanceof Wrapper; inner = inner.env) {
    if (inner instanceof TimeLimit) return inner.maxEpisodeSteps;
  }
  return undefined;
}
