import type { ActionBatch, NumericArray, VectorEnv, VectorStep } from "gymnasium-js";
import type { Transition } from "../../../agents/agent.js";
import { actionBatch } from "../../streams/action-batch.js";
import { PackedLabels } from "./packed-labels.js";
import type { Turn } from "./seat.js";

/** The rows of several environments of one kind, one after the other. Those of trials that left stay as they are. */
export class PackedRows {
  readonly actions: ActionBatch;
  readonly transition: Transition;
  readonly #batch: number;
  readonly #observations: NumericArray;
  readonly #next: NumericArray;
  readonly #final: NumericArray;
  readonly #rewards: Float64Array;
  readonly #terminated: Uint8Array;
  readonly #truncated: Uint8Array;
  readonly #valid: Uint8Array;
  readonly #labels: PackedLabels | null;

  /** @param observations of one of the environments, @param labels whether what is learned from are labels */
  constructor(
    { numEnvs, actionSpace }: VectorEnv,
    observations: NumericArray,
    count: number,
    labels: boolean,
  ) {
    const rows = (): NumericArray =>
      new (observations.constructor as Float32ArrayConstructor)(observations.length * count);
    this.#batch = numEnvs;
    this.actions = actionBatch(actionSpace, numEnvs * count);
    this.#observations = rows();
    this.#next = rows();
    this.#final = rows();
    this.#rewards = new Float64Array(numEnvs * count);
    this.#terminated = new Uint8Array(numEnvs * count);
    this.#truncated = new Uint8Array(numEnvs * count);
    this.#valid = new Uint8Array(numEnvs * count);
    this.#labels = labels ? new PackedLabels(numEnvs, count) : null;
    this.transition = {
      observations: this.#observations,
      actions: this.actions,
      rewards: this.#rewards,
      terminated: this.#terminated,
      truncated: this.#truncated,
      nextObservations: this.#next,
      finalObservations: this.#final,
      valid: this.#valid,
      ...(this.#labels && { infos: this.#labels.infos }),
    };
  }

  /** Puts together what is acted on. */
  gather(turns: readonly (Turn | undefined)[]): void {
    turns.forEach((turn, k) => {
      if (turn !== undefined) this.#observations.set(turn.observations, k * turn.observations.length);
    });
  }

  /** Hands out the actions. */
  scatter(turns: readonly (Turn | undefined)[]): void {
    turns.forEach((turn, k) => {
      if (turn === undefined) return;
      const { length } = turn.actions;
      turn.actions.set(this.actions.subarray(k * length, (k + 1) * length));
    });
  }

  /** Puts together what is learned from; of environments without a step, nothing. */
  take(steps: readonly (VectorStep | undefined)[]): void {
    const batch = this.#batch;
    steps.forEach((step, k) => {
      const start = k * batch;
      if (step === undefined || !this.#fits(step, steps.length)) {
        this.#valid.fill(0, start, start + batch);
        return;
      }
      this.#next.set(step.observations, k * step.observations.length);
      this.#final.set(step.finalObservations, k * step.finalObservations.length);
      this.#rewards.set(step.rewards, start);
      this.#terminated.set(step.terminated, start);
      this.#truncated.set(step.truncated, start);
      this.#valid.set(step.valid, start);
      this.#labels?.take(k, step);
    });
  }

  /** One that does not is refused by whoever asked for it. */
  #fits({ observations, finalObservations, ...flags }: VectorStep, count: number): boolean {
    const size = this.#next.length / count;
    return (
      observations.length === size &&
      finalObservations.length === size &&
      [flags.rewards, flags.terminated, flags.truncated, flags.valid].every(
        ({ length }) => length === this.#batch,
      )
    );
  }
}
