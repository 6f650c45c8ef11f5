import type {
  ActionBatch,
  NumericArray,
  VectorEnv,
  VectorReset,
  VectorResetOptions,
  VectorStep,
} from "gymnasium-js";
import type { Subscriber } from "rxjs";
import type { Agent } from "../../agents/agent.js";
import { actionBatch } from "./action-batch.js";
import type { Emission } from "./emission.js";
import { AgentError, EnvironmentError, environmentIndexOf } from "./errors.js";
import { eventLoopTurns } from "./event-loop.js";
import { Metronome } from "./metronome.js";
import { copyUnlessNaN, emptyLike, indexOfNaN } from "./numeric-array.js";

/** Where a run stands: an emission is one. */
export interface RunPosition {
  readonly step: number;
  readonly transitions: number;
  readonly nextObservations?: NumericArray;
}

export interface InteractOptions {
  /** Seed of the environment's first reset. Without one its generator keeps running. */
  readonly seed?: VectorResetOptions["seed"];
  /** Asked after each emission: true completes the stream. */
  readonly until?: (emission: Emission) => boolean;
  /** Milliseconds after which the loop gives way to the event loop, ≥ 0; 10 by default. */
  readonly yieldEvery?: number;
  /**
   * Goes on where an emission stood instead of resetting (`seed` is then ignored). Environment and
   * agent must have been restored to that point. Without `nextObservations` they are read from the
   * environment, where it has `observations`.
   */
  readonly from?: RunPosition;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Stage = "reset" | "act" | "step" | "learn" | "emit";

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as { then?: unknown }).then === "function";

/** One subscription to `interact`. */
export class Interaction {
  private readonly actions: ActionBatch;
  private readonly metronome: Metronome;
  private readonly nextTurn = eventLoopTurns();
  private stage: Stage = "reset";
  private emission!: Mutable<Emission>;
  private checked = false;

  constructor(
    private readonly env: VectorEnv,
    private readonly agent: Agent,
    private readonly options: InteractOptions,
    private readonly subscriber: Subscriber<Emission>,
  ) {
    this.actions = actionBatch(env.actionSpace, env.numEnvs);
    this.metronome = new Metronome(options.yieldEvery ?? 10);
  }

  /** Runs until the subscriber is closed. Never rejects: failures go to the subscriber. */
  async run(): Promise<void> {
    const { subscriber } = this;
    try {
      const { from, seed } = this.options;
      const reset =
        from === undefined
          ? this.env.reset(seed === undefined ? {} : { seed })
          : { observations: this.observationsOf(from), infos: {} };
      this.begin(isPromise(reset) ? await reset : reset);
      // So that `subscribe` has returned, and can be unsubscribed from, before the first `next`.
      await this.nextTurn();
      while (!subscriber.closed) {
        const pending = this.advance();
        if (pending !== undefined) {
          const result = await pending;
          if (subscriber.closed) return;
          this.complete(result);
          if (!this.metronome.due()) continue;
        }
        if (subscriber.closed) return;
        await this.nextTurn();
        this.metronome.restart();
      }
    } catch (cause) {
      if (!subscriber.closed) subscriber.error(this.explain(cause));
    }
  }

  private observationsOf({ nextObservations }: RunPosition): NumericArray {
    const observations = nextObservations ?? this.env.observations;
    if (observations === undefined) throw new Error("There are no observations to go on from.");
    return observations;
  }

  private begin({ observations, infos }: VectorReset): void {
    const { from } = this.options;
    if (observations.length % this.env.numEnvs !== 0) {
      throw new Error(`${observations.length} observation values for ${this.env.numEnvs} sub-environments.`);
    }
    const none = new Uint8Array(this.env.numEnvs);
    // Two buffers take turns: the environment may overwrite its own array while it steps.
    this.emission = {
      step: from?.step ?? 0,
      transitions: from?.transitions ?? 0,
      observations: emptyLike(observations),
      actions: this.actions,
      rewards: new Float64Array(this.env.numEnvs),
      terminated: none,
      truncated: none,
      finalObservations: emptyLike(observations),
      nextObservations: emptyLike(observations),
      valid: none,
      infos,
    };
    this.store(observations, this.emission.nextObservations);
  }

  /** Steps until time is up or the subscriber is gone, or returns the first step that must be awaited. */
  private advance(): Promise<VectorStep> | undefined {
    const { env, agent, actions, subscriber, emission, metronome } = this;
    do {
      emission.step++;
      this.stage = "act";
      agent.act(emission.nextObservations, actions);
      this.stage = "step";
      const result = env.step(actions);
      if (isPromise(result)) return result;
      this.complete(result);
    } while (!subscriber.closed && !metronome.due());
    return undefined;
  }

  /** The second half of a step: check, learn, emit. */
  private complete(result: VectorStep): void {
    const { emission, subscriber } = this;
    const { rewards, terminated, truncated, valid } = result;
    const { numEnvs } = this.env;
    if (!this.checked) this.checkShapes(result);
    let sum = 0;
    let ended = 0;
    let transitions = emission.transitions;
    for (let i = 0; i < numEnvs; i++) {
      sum += rewards[i] as number;
      ended |= (terminated[i] as number) | (truncated[i] as number);
      if (valid[i] !== 0) transitions++;
    }
    if (sum - sum !== 0) this.checkRewards(rewards);
    if (ended !== 0) this.checkFinalObservations(result);

    const next = emission.observations;
    this.store(result.observations, next);
    emission.observations = emission.nextObservations;
    emission.nextObservations = next;
    emission.transitions = transitions;
    emission.rewards = rewards;
    emission.terminated = terminated;
    emission.truncated = truncated;
    emission.finalObservations = result.finalObservations;
    emission.valid = valid;
    emission.infos = result.infos;

    this.stage = "learn";
    this.agent.learn(emission);
    this.stage = "emit";
    subscriber.next(emission);
    const { until } = this.options;
    if (until?.(emission) === true) subscriber.complete();
  }

  private store(observations: NumericArray, target: NumericArray): void {
    if (observations.length !== target.length) {
      throw new Error(`${observations.length} observation values where there were ${target.length}.`);
    }
    if (!copyUnlessNaN(observations, target)) this.refuse(observations, 0, observations.length);
  }

  private refuse(observations: NumericArray, from: number, to: number): void {
    const at = indexOfNaN(observations, from, to);
    if (at < 0) return;
    const size = observations.length / this.env.numEnvs;
    this.fail(Math.floor(at / size), `observation value ${at % size} is NaN.`);
  }

  private checkRewards(rewards: Float64Array): void {
    const at = rewards.findIndex((reward) => !Number.isFinite(reward));
    // All finite: their sum only overflowed.
    if (at >= 0) this.fail(at, `its reward is ${rewards[at]}, which is not a finite number.`);
  }

  private checkFinalObservations({ finalObservations, terminated, truncated }: VectorStep): void {
    const size = finalObservations.length / this.env.numEnvs;
    for (let i = 0; i < this.env.numEnvs; i++) {
      if (terminated[i] !== 0 || truncated[i] !== 0) this.refuse(finalObservations, i * size, (i + 1) * size);
    }
  }

  private checkShapes(result: VectorStep): void {
    const { numEnvs } = this.env;
    for (const name of ["rewards", "terminated", "truncated", "valid"] as const) {
      const { length } = result[name];
      if (length !== numEnvs)
        throw new Error(`${length} values in \`${name}\` for ${numEnvs} sub-environments.`);
    }
    if (result.finalObservations.length !== result.observations.length) {
      throw new Error("`finalObservations` and `observations` differ in length.");
    }
    this.checked = true;
  }

  private fail(environmentIndex: number, message: string): never {
    throw Object.assign(new Error(message), { environmentIndex });
  }

  private explain(cause: unknown): unknown {
    const { stage, env } = this;
    const step = this.emission?.step ?? 0;
    if (stage === "emit") return cause;
    if (stage === "act" || stage === "learn") return new AgentError(env.spec.id, stage, step, cause);
    return new EnvironmentError(env.spec.id, environmentIndexOf(cause, env.numEnvs), step, cause);
  }
}
