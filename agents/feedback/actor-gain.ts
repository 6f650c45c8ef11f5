import type { Tensor } from "../../src/engine/engine.js";
import type { Network } from "../networks/network.js";
import type { AdvantageControl } from "./advantage-control.js";

/**
 * What an actor's learner is handed for each sample: its feedback times its share in the mean or, where the rule
 * takes the feedback into its eligibility, the share alone and the feedback apart. Controls change the feedback.
 */
export class ActorGain {
  /** [replicas, batch, 1]. */
  readonly tensor: Tensor;

  /** @param feedback of the learner: null where it wants none */
  constructor(
    { engine, replicas, batch }: Network,
    readonly feedback: Tensor | null,
    readonly control: AdvantageControl | null,
  ) {
    this.tensor = engine.tensor(replicas, batch, 1);
  }

  /**
   * Sub-environment k teaches with `gain`, its feedback times its share 1/count in the mean.
   * @returns the feedback that the actor is told
   */
  set(k: number, replica: number, gain: number, count: number): number {
    const told = this.control === null ? gain : this.control.next(replica, gain);
    const { data } = this.tensor;
    if (this.feedback === null) {
      data[k] = told;
      return data[k] * count;
    }
    this.feedback.data[k] = told * count;
    data[k] = 1 / count;
    return this.feedback.data[k];
  }

  /** Sub-environment k teaches nothing. */
  clear(k: number): void {
    this.tensor.data[k] = 0;
  }

  /** As `Feedback` has it. */
  counters(): Record<string, readonly number[]> {
    return this.control?.counters() ?? {};
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.control?.restored(counters);
  }
}
