import type { NumericArray, VectorEnv, VectorReset, VectorResetOptions, VectorStep } from "gymnasium-js";
import type { Subscriber } from "rxjs";
import type { Agent } from "../../agents/agent.js";
import type { Emission } from "./emission.js";
import { AgentError, EnvironmentError, environmentIndexOf } from "./errors.js";
import { eventLoopTurns } from "./event-loop.js";
import { Group } from "./group.js";
import { Metronome } from "./metronome.js";

/** Where a run stands: an emission is one. */
export interface RunPosition {
  readonly step: number;
  readonly transitions: number;
  readonly nextObservations?: NumericArray;
}

export interface InteractOptions {
  /**
   * Seed of the environment's first reset. Without one its generator keeps running. Of several
   * environments it counts for all sub-environments, one environment's after the other's.
   */
  readonly seed?: VectorResetOptions["seed"];
  /** Asked after each emission: true completes the stream. */
  readonly until?: (emission: Emission) => boolean;
  /** Milliseconds after which the loop gives way to the event loop, ≥ 0; 10 by default. */
  readonly yieldEvery?: number;
  /**
   * Goes on where an emission stood instead of resetting (`seed` is then ignored). Environment and
   * agent must have been restored to that point. Without `nextObservations` they are read from the
   * environment, where it has `observations`. Only with one environment: of several, others have steps
   * under way when one emits.
   */
  readonly from?: RunPosition;
}

type Stage = "reset" | "act" | "step" | "learn" | "emit";

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as { then?: unknown }).then === "function";

const ignore = (): void => {};

/** One subscription to `interact`. */
export class Interaction {
  private readonly groups: readonly Group[];
  private readonly metronome: Metronome;
  private readonly nextTurn = eventLoopTurns();
  private stage: Stage = "reset";
  /** The one that `stage` is about. */
  private current: Group;
  /** Index of the group whose answer is due next. */
  private turn = 0;
  /** Groups that have been asked to step and whose answer is not being taken. */
  private underWay = 0;
  private transitions: number;

  constructor(
    envs: readonly VectorEnv[],
    private readonly agent: Agent,
    private readonly options: InteractOptions,
    private readonly subscriber: Subscriber<Emission>,
  ) {
    this.groups = envs.map((env, index) => new Group(env, index));
    this.current = this.groups[0]!;
    this.transitions = options.from?.transitions ?? 0;
    this.metronome = new Metronome(options.yieldEvery ?? 10);
  }

  /** Runs until the subscriber is closed. Never rejects: failures go to the subscriber. */
  async run(): Promise<void> {
    const { subscriber } = this;
    try {
      await this.reset();
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

  private async reset(): Promise<void> {
    const { from, seed } = this.options;
    const { groups } = this;
    const resets = groups.map((group): VectorReset | Promise<VectorReset> => {
      this.current = group;
      if (from !== undefined) return { observations: observationsOf(from, group.env), infos: {} };
      return this.started(group.reset(seed));
    });
    for (const group of groups) {
      this.current = group;
      const reset = resets[group.index]!;
      const before = (from?.step ?? 0) + group.index + 1 - groups.length;
      group.begin(isPromise(reset) ? await reset : reset, before);
    }
  }

  /**
   * Keeps all groups stepping, and learns from them in turn, until time is up or the subscriber is gone,
   * or returns the first answer that must be awaited.
   */
  private advance(): Promise<VectorStep> | undefined {
    const { groups, subscriber, metronome } = this;
    const [first] = groups;
    const isAlone = groups.length === 1;
    do {
      const answer = isAlone ? this.act(first!) : this.takeTurn();
      if (isPromise(answer)) return answer;
      this.complete(answer);
    } while (!subscriber.closed && !metronome.due());
    return undefined;
  }

  /** Lets every group that is idle step, and gives the answer that is due. */
  private takeTurn(): VectorStep | Promise<VectorStep> {
    const { groups } = this;
    const count = groups.length;
    while (this.underWay < count) {
      const group = groups[(this.turn + this.underWay) % count]!;
      this.current = group;
      group.answer = this.started(this.act(group));
      this.underWay++;
    }
    this.current = groups[this.turn]!;
    this.turn = (this.turn + 1) % count;
    this.underWay--;
    return this.current.answer!;
  }

  /** The first half of a step. */
  private act({ env, actions, emission, index }: Group): VectorStep | Promise<VectorStep> {
    emission.step += this.groups.length;
    this.stage = "act";
    this.agent.act(emission.nextObservations, actions, index);
    this.stage = "step";
    return env.step(actions);
  }

  /** The second half of a step of the current group: check, learn, emit. */
  private complete(result: VectorStep): void {
    const { subscriber, current } = this;
    const { emission } = current;
    current.take(result, this.transitions);
    this.transitions = emission.transitions;

    this.stage = "learn";
    this.agent.learn(emission);
    this.stage = "emit";
    subscriber.next(emission);
    const { until } = this.options;
    if (until?.(emission) === true) subscriber.complete();
  }

  /** An answer that is awaited later, or never: should it fail before, that is not to end the process. */
  private started<T>(answer: T | Promise<T>): T | Promise<T> {
    if (this.groups.length > 1 && isPromise(answer)) answer.then(undefined, ignore);
    return answer;
  }

  private explain(cause: unknown): unknown {
    const { stage, current } = this;
    const { env, offset } = current;
    if (stage === "emit") return cause;
    const step = stage === "reset" ? (this.options.from?.step ?? 0) : current.emission.step;
    if (stage === "act" || stage === "learn") return new AgentError(env.spec.id, stage, step, cause);
    const index = environmentIndexOf(cause, env.numEnvs);
    return new EnvironmentError(env.spec.id, index === undefined ? index : offset + index, step, cause);
  }
}

function observationsOf({ nextObservations }: RunPosition, env: VectorEnv): NumericArray {
  const observations = nextObservations ?? env.observations;
  if (observations === undefined) throw new Error("There are no observations to go on from.");
  return observations;
}
