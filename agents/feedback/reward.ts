import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { Learner } from "../learner.js";
import type { Network } from "../networks/network.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import type { EntropyBonus } from "./entropy-bonus.js";
import { countValid, type Feedback } from "./feedback.js";

/** The reward itself, learned from at once: for bandits, whose episodes are one step long. */
export class RewardFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;
  readonly #gain: Tensor;

  constructor(
    readonly actor: Network,
    readonly learner: Learner,
    readonly bonus: EntropyBonus | null,
  ) {
    this.#gain = actor.engine.tensor(actor.replicas, actor.batch, 1);
  }

  learn({ rewards, valid }: Transition): void {
    const { replicas, batch } = this.actor;
    const gain = this.#gain.data;
    let total = 0;
    for (let r = 0; r < replicas; r++) {
      const count = countValid(valid, r, batch);
      total += count;
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        gain[k] = valid[k] ? (rewards[k] + (this.bonus?.values[k] ?? 0)) / count : 0;
        if (valid[k]) this.recorder?.learned(k, gain[k] * count);
      }
    }
    if (total > 0) this.learner.learn(this.#gain, this.#gain);
  }

  acted(): void {
    this.bonus?.acted(this.actor.output);
  }

  tensors(): Record<string, Tensor> {
    return {};
  }

  counters(): Record<string, readonly number[]> {
    return {};
  }

  restored(): void {}
}
