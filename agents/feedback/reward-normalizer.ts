import { RunningMeanStd } from "gymnasium-js";
import type { Transition } from "../agent.js";
import { momentsOf, restoreMoments } from "../observations/saved-moments.js";

const LIMIT = 10;
const EPSILON = 1e-8;

/**
 * Divides rewards by the running standard deviation of discounted returns (gymnasium's NormalizeReward),
 * each replica by its own, and cuts them off at ±10.
 */
export class RewardNormalizer {
  readonly #batch: number;
  readonly #discount: number;
  readonly #moments: readonly RunningMeanStd[];
  /** Discounted return so far of each sub-environment. */
  readonly #returns: Float64Array;
  readonly #normalized: Float64Array;

  constructor(replicas: number, batch: number, discount: number) {
    this.#batch = batch;
    this.#discount = discount;
    this.#moments = Array.from({ length: replicas }, () => new RunningMeanStd(1));
    this.#returns = new Float64Array(replicas * batch);
    this.#normalized = new Float64Array(replicas * batch);
  }

  /** The transition with normalised rewards; they are overwritten by the next one's. */
  normalize(transition: Transition): Transition {
    const { rewards, terminated, truncated, valid } = transition;
    const batch = this.#batch;
    this.#moments.forEach((moments, replica) => {
      const live: number[] = [];
      for (let k = replica * batch; k < (replica + 1) * batch; k++) {
        if (!valid[k]) continue;
        this.#returns[k] = this.#discount * this.#returns[k] + rewards[k];
        live.push(this.#returns[k]);
      }
      moments.update(Float64Array.from(live));
      const deviation = Math.sqrt(moments.variance[0] + EPSILON);
      for (let k = replica * batch; k < (replica + 1) * batch; k++) {
        this.#normalized[k] = Math.min(Math.max(rewards[k] / deviation, -LIMIT), LIMIT);
        if (valid[k] && (terminated[k] || truncated[k])) this.#returns[k] = 0;
      }
    });
    const { observations, actions, nextObservations, finalObservations } = transition;
    return {
      ...{ observations, actions, nextObservations, finalObservations },
      ...{ terminated, truncated, valid, rewards: this.#normalized },
    };
  }

  /** As `Feedback` has it. */
  abandonEpisodes(): void {
    this.#returns.fill(0);
  }

  counters(): Record<string, readonly number[]> {
    return { moments: this.#moments.flatMap(momentsOf), returns: [...this.#returns] };
  }

  restored({ moments, returns }: Readonly<Record<string, readonly number[]>>): void {
    this.#moments.forEach((own, replica) => {
      restoreMoments(own, moments, replica);
    });
    this.#returns.set(returns);
  }
}
