import type { ActionBatch, NumericArray, VectorEnv, VectorStep } from "gymnasium-js";
import type { Checkpoint, Transition } from "../../../agents/agent.js";
import type { TrialAgent } from "../agent-for.js";
import type { TrialPace } from "../save-pace.js";
import type { TrialTask } from "../trial.js";
import type { Cohort } from "./cohort.js";
import { PackedEnvironment } from "./packed-environment.js";
import { type StepCheck, stepCheck } from "./step-check.js";

/** A step that a trial asks for. */
export interface Turn {
  readonly env: VectorEnv;
  readonly observations: NumericArray;
  /** To be filled before the environment steps. */
  readonly actions: ActionBatch;
  readonly resolve: (step: VectorStep) => void;
  readonly reject: (cause: unknown) => void;
}

/** What a seat tells its pack. */
export interface SeatHost {
  /** The seat has a turn. */
  arrived(seat: Seat): void;
  /** The seat takes no more turns. */
  left(seat: Seat): void;
}

/**
 * A trial's place in a pack: in its agent's stead, and around its environment. When the trial steps its environment, it
 * waits until all others of the pack do; then all act, step and learn at once.
 */
export class Seat implements TrialAgent {
  /** What it steps with; undefined before its first step. */
  cohort: Cohort | undefined;
  hasLeft = false;
  /** What it goes on from; undefined for the beginning. */
  saved: Checkpoint | undefined;
  /** Whether it goes on from there in a new environment. */
  isAbandoned = false;
  #check: StepCheck | undefined;
  #observations: NumericArray | undefined;
  #turn: Turn | undefined;
  readonly #host: SeatHost;

  constructor(
    readonly task: TrialTask,
    readonly pace: TrialPace,
    host: SeatHost,
  ) {
    this.#host = host;
  }

  /** The step that it waits for. */
  get turn(): Turn | undefined {
    return this.#turn;
  }

  /** The same, which it then waits for no more. */
  takeTurn(): Turn | undefined {
    const turn = this.#turn;
    this.#turn = undefined;
    return turn;
  }

  /** An environment that steps when all of the pack do. */
  around(env: VectorEnv): VectorEnv {
    this.#check = stepCheck(env, this.task.agent);
    return new PackedEnvironment(env, (own, actions) => this.#step(own, actions));
  }

  /** The trial is over. */
  leave(): void {
    this.hasLeft = true;
    this.#host.left(this);
  }

  /** Takes down what is to be acted on when all do. @throws {RangeError} where the agent would */
  act(observations: NumericArray): void {
    this.#check?.seen(observations);
    this.#observations = observations;
  }

  /** It has learned already. @throws what the agent would have thrown */
  learn({ nextObservations, finalObservations, truncated, valid, infos = {} }: Transition): void {
    this.#check?.followed({ observations: nextObservations, finalObservations, truncated, valid, infos });
  }

  /** Whether the agent can learn from a step. */
  canLearnFrom(step: VectorStep): boolean {
    try {
      this.#check?.followed(step);
      return true;
    } catch {
      return false;
    }
  }

  state(): Checkpoint {
    const state = this.cohort === undefined ? this.saved : this.cohort.stateOf(this);
    if (state === undefined) throw new Error("A trial that has not begun has no state.");
    return state;
  }

  restore(saved: Checkpoint): void {
    this.saved = saved;
  }

  abandonEpisodes(): void {
    this.isAbandoned = true;
  }

  #step(env: VectorEnv, actions: ActionBatch): Promise<VectorStep> {
    return new Promise((resolve, reject) => {
      this.#turn = { env, observations: this.#observations!, actions, resolve, reject };
      this.#host.arrived(this);
    });
  }
}
