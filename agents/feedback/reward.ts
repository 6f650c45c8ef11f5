import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import type { ActorGain } from "./actor-gain.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import type { EntropyBonus } from "./entropy-bonus.js";
import { countValid, type Feedback } from "./feedback.js";

/** The reward itself, learned from at once: for bandits, whose episodes are one step long. */
export class RewardFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;

  constructor(
    readonly actor: Network,
    readonly learner: NetworkLearner,
    readonly gain: ActorGain,
    readonly bonus: EntropyBonus | null,
  ) {}

  learn({ rewards, valid }: Transition): void {
    const { replicas, batch } = this.actor;
    let total = 0;
    for (let r = 0; r < replicas; r++) {
      const count = countValid(valid, r, batch);
      total += count;
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        if (!valid[k]) {
          this.gain.clear(k);
          continue;
        }
        const told = this.gain.set(k, r, (rewards[k] + (this.bonus?.values[k] ?? 0)) / count, count);
        this.recorder?.learned(k, told);
      }
    }
    const { tensor } = this.gain;
    if (total > 0) this.learner.learn(tensor, tensor);
  }

  acted(): void {
    this.bonus?.acted(this.actor.output);
  }

  tensors(): Record<string, Tensor> {
    return {};
  }

  counters(): Record<string, readonly number[]> {
    return this.gain.counters();
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.gain.restored(counters);
  }
}
