import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { AgentConfig } from "../config.js";
import type { ValueCritic } from "../critics/value-critic.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import { copyNumbers, type ObservationEncoder } from "../observations/observation-encoder.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import type { EntropyBonus } from "./entropy-bonus.js";
import { countValid, type Feedback } from "./feedback.js";

/** Weight of the newest episode in the running mean of returns. */
const MEAN_RATE = 0.05;

export interface EpisodicReturnOptions {
  readonly actor: Network;
  readonly learner: NetworkLearner;
  /** One a replica. */
  readonly configs: readonly Pick<AgentConfig, "discount" | "critic">[];
  /** Whether a running mean of past returns is the baseline. */
  readonly meanBaseline: boolean;
  /** Its value of each state as the baseline; it learns online by TD(λ). */
  readonly critic: ValueCritic | null;
  readonly encoder: ObservationEncoder;
  readonly bonus: EntropyBonus | null;
  /** With a critic: whether a truncated episode's return goes on with the last state's value. */
  readonly bootstrapTruncated: boolean;
}

/**
 * The discounted return from each step on, less a baseline, learned from when an episode ends
 * (REINFORCE with reward-to-go, Williams 1992). Memory does not grow with the episode.
 */
export class EpisodicReturnFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;
  readonly #options: EpisodicReturnOptions;
  readonly #reward: Tensor;
  readonly #negativeBaseline: Tensor;
  readonly #decay: Tensor;
  readonly #criticGain: Tensor;
  readonly #criticDecay: Tensor;
  readonly #share: Tensor;
  readonly #keep: Tensor;
  readonly #starts: Uint8Array;
  /** Running mean of the return-to-go, one a replica. */
  readonly #means: Float64Array;
  /** 1 once a replica has a mean, which is from its first episode's end on. */
  readonly #hasMean: Uint8Array;
  /** Of the running episode of each sub-environment: Σ γ^k, Σ returns-to-go, steps. */
  readonly #discountSum: Float64Array;
  readonly #returnSum: Float64Array;
  readonly #lengths: Float64Array;

  constructor(options: EpisodicReturnOptions) {
    const { engine, replicas, batch } = options.actor;
    this.#options = options;
    const perSample = (): Tensor => engine.tensor(replicas, batch, 1);
    this.#reward = perSample();
    this.#negativeBaseline = perSample();
    this.#decay = perSample();
    this.#criticGain = perSample();
    this.#criticDecay = perSample();
    this.#share = perSample();
    this.#keep = perSample();
    const count = replicas * batch;
    this.#starts = new Uint8Array(count).fill(1);
    this.#means = new Float64Array(replicas);
    this.#hasMean = new Uint8Array(replicas);
    this.#discountSum = new Float64Array(count);
    this.#returnSum = new Float64Array(count);
    this.#lengths = new Float64Array(count);
  }

  learn(transition: Transition): void {
    const { actor, learner, configs, critic, bonus } = this.#options;
    const { rewards, valid } = transition;
    const { replicas, batch } = actor;
    if (!valid.includes(1)) return;
    this.#reward.data.fill(0);
    this.#negativeBaseline.data.fill(0);
    if (critic !== null) this.#evaluate(transition, critic);
    for (let r = 0; r < replicas; r++) {
      const { discount } = configs[r];
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        this.#decay.data[k] = this.#starts[k] ? 0 : discount;
        if (!valid[k]) continue;
        if (this.#starts[k]) {
          this.#discountSum[k] = 0;
          this.#returnSum[k] = 0;
          this.#lengths[k] = 0;
        }
        this.#reward.data[k] += rewards[k];
        if (this.#options.meanBaseline && this.#hasMean[r]) {
          this.#negativeBaseline.data[k] = -this.#means[r];
        }
        if (bonus !== null) this.#negativeBaseline.data[k] += bonus.values[k];
        this.#discountSum[k] = discount * this.#discountSum[k] + 1;
        this.#returnSum[k] += this.#reward.data[k] * this.#discountSum[k];
        this.#lengths[k]++;
        this.recorder?.collected(
          k,
          this.#starts[k] === 1,
          this.#reward.data[k],
          this.#negativeBaseline.data[k],
        );
      }
    }
    learner.collect(this.#reward, this.#negativeBaseline, this.#decay);
    this.#finishEpisodes(transition);
    if (critic !== null) critic.learn(0, this.#criticGain, this.#criticDecay);
    for (let k = 0; k < valid.length; k++) {
      if (valid[k]) this.#starts[k] = transition.terminated[k] | transition.truncated[k];
    }
  }

  acted(): void {
    this.#options.bonus?.acted(this.#options.actor.output);
  }

  abandonEpisodes(): void {
    this.#starts.fill(1);
    this.#share.data.fill(0);
    this.#keep.data.fill(0);
    this.#options.learner.finish(this.#share, this.#keep, []);
  }

  tensors(): Record<string, Tensor> {
    return {};
  }

  counters(): Record<string, readonly number[]> {
    return {
      starts: Array.from(this.#starts),
      means: Array.from(this.#means),
      hasMean: Array.from(this.#hasMean),
      discountSum: Array.from(this.#discountSum),
      returnSum: Array.from(this.#returnSum),
      lengths: Array.from(this.#lengths),
    };
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#starts.set(counters.starts);
    this.#means.set(counters.means);
    this.#hasMean.set(counters.hasMean);
    this.#discountSum.set(counters.discountSum);
    this.#returnSum.set(counters.returnSum);
    this.#lengths.set(counters.lengths);
  }

  /** The critic's values as baselines, its TD errors, and what a truncated episode would still have earned. */
  #evaluate(transition: Transition, critic: ValueCritic): void {
    const { actor, encoder, configs, bootstrapTruncated } = this.#options;
    const { rewards, terminated, truncated, valid } = transition;
    encoder.encodeFollowing(transition, critic.input(1).data);
    const nextValues = critic.evaluate(1).data;
    copyNumbers(actor.input.data, critic.input(0).data);
    const values = critic.evaluate(0).data;
    for (let k = 0; k < valid.length; k++) {
      const replica = Math.floor(k / actor.batch);
      const { discount, critic: ofCritic } = configs[replica];
      const bootstraps = !terminated[k] && (!truncated[k] || bootstrapTruncated);
      const ahead = bootstraps ? discount * nextValues[k] : 0;
      const count = countValid(valid, replica, actor.batch);
      const teaches = valid[k] && (terminated[k] || bootstraps);
      this.#criticGain.data[k] = teaches ? (rewards[k] + ahead - values[k]) / count : 0;
      this.#criticDecay.data[k] = this.#starts[k] ? 0 : discount * ofCritic.lambda;
      if (!valid[k]) continue;
      this.#negativeBaseline.data[k] = -values[k];
      if (truncated[k]) this.#reward.data[k] = ahead;
    }
  }

  #finishEpisodes({ terminated, truncated, valid }: Transition): void {
    const { actor, learner, configs } = this.#options;
    const { replicas, batch } = actor;
    const ended = new Array<boolean>(replicas).fill(false);
    let any = false;
    for (let r = 0; r < replicas; r++) {
      let episodes = 0;
      let meanReturn = 0;
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        if (!valid[k] || !(terminated[k] | truncated[k])) continue;
        episodes++;
        meanReturn += this.#returnSum[k] / this.#lengths[k];
      }
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        const isOver = valid[k] === 1 && (terminated[k] | truncated[k]) === 1;
        this.#share.data[k] = isOver ? 1 / episodes : 0;
        this.#keep.data[k] = isOver ? 0 : 1;
        if (isOver) this.recorder?.ended(k, configs[r].discount);
      }
      if (episodes === 0) continue;
      ended[r] = true;
      any = true;
      const newest = meanReturn / episodes;
      const mean = this.#means[r];
      this.#means[r] = this.#hasMean[r] ? mean + MEAN_RATE * (newest - mean) : newest;
      this.#hasMean[r] = 1;
    }
    if (any) learner.finish(this.#share, this.#keep, ended);
  }
}
