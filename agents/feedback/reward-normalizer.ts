import { RunningMeanStd } from "gymnasium-js";
import type { Transition } from "../agent.js";
import { groupName } from "../group-name.js";
import { momentsOf, restoreMoments } from "../observations/saved-moments.js";

const LIMIT = 10;
const EPSILON = 1e-8;

/**
 * Divides rewards by the running standard deviation of discounted returns (gymnasium's NormalizeReward),
 * each replica by its own, and cuts them off at ±10. Groups share the deviation.
 */
export class RewardNormalizer {
  readonly #batch: number;
  /** One a replica. */
  readonly #discounts: readonly number[];
  readonly #moments: readonly RunningMeanStd[];
  /** Discounted return so far of each sub-environment, for each group. */
  readonly #returns: readonly Float64Array[];
  readonly #normalized: Float64Array;

  /** @param discounts one a replica */
  constructor(discounts: readonly number[], batch: number, groups: number) {
    const replicas = discounts.length;
    this.#batch = batch;
    this.#discounts = discounts;
    this.#moments = Array.from({ length: replicas }, () => new RunningMeanStd(1));
    this.#returns = Array.from({ length: groups }, () => new Float64Array(replicas * batch));
    this.#normalized = new Float64Array(replicas * batch);
  }

  /** The transition with normalised rewards; they are overwritten by the next one's. */
  normalize(transition: Transition): Transition {
    const { rewards, terminated, truncated, valid } = transition;
    const batch = this.#batch;
    const returns = this.#returns[transition.group ?? 0];
    this.#moments.forEach((moments, replica) => {
      const live: number[] = [];
      for (let k = replica * batch; k < (replica + 1) * batch; k++) {
        if (!valid[k]) continue;
        returns[k] = this.#discounts[replica] * returns[k] + rewards[k];
        live.push(returns[k]);
      }
      moments.update(Float64Array.from(live));
      const deviation = Math.sqrt(moments.variance[0] + EPSILON);
      for (let k = replica * batch; k < (replica + 1) * batch; k++) {
        this.#normalized[k] = Math.min(Math.max(rewards[k] / deviation, -LIMIT), LIMIT);
        if (valid[k] && (terminated[k] || truncated[k])) returns[k] = 0;
      }
    });
    const { observations, actions, nextObservations, finalObservations, infos } = transition;
    return {
      ...{ observations, actions, nextObservations, finalObservations, infos },
      ...{ terminated, truncated, valid, rewards: this.#normalized },
    };
  }

  /** As `Feedback` has it. */
  abandonEpisodes(): void {
    for (const returns of this.#returns) returns.fill(0);
  }

  counters(): Record<string, readonly number[]> {
    const returns = this.#returns.map((own, group) => [groupName("returns", group), [...own]] as const);
    return { moments: this.#moments.flatMap(momentsOf), ...Object.fromEntries(returns) };
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#moments.forEach((own, replica) => {
      restoreMoments(own, counters.moments, replica);
    });
    this.#returns.forEach((own, group) => {
      own.set(counters[groupName("returns", group)]);
    });
  }
}
