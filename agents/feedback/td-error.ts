import type { NumericArray } from "gymnasium-js";
import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { AgentConfig } from "../config.js";
import type { ValueCritic } from "../critics/value-critic.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import { copyNumbers, type ObservationEncoder } from "../observations/observation-encoder.js";
import type { ActorGain } from "./actor-gain.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import type { EntropyBonus } from "./entropy-bonus.js";
import { countValid, type Feedback } from "./feedback.js";

export interface TdErrorOptions {
  readonly actor: Network;
  readonly learner: NetworkLearner;
  readonly critic: ValueCritic;
  readonly encoder: ObservationEncoder;
  readonly bonus: EntropyBonus | null;
  /** The actor's; the critic has one of its own. */
  readonly gain: ActorGain;
  /** One a replica. */
  readonly configs: readonly Pick<AgentConfig, "discount" | "lambda" | "critic">[];
  readonly bootstrapTruncated: boolean;
  /** Wait with learning until the next state has been acted on and evaluated. */
  readonly lag: boolean;
}

interface Outcome {
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly valid: Uint8Array;
  /** What the actor's feedback is more than the critic's; undefined for nothing. */
  readonly bonus: Float64Array | undefined;
}

/**
 * The critic's TD error δ = r + γ V(s′) − V(s), with V(s′) = 0 after a terminated step: online
 * actor-critic. A truncated step bootstraps from the episode's last observation, or teaches nothing.
 */
export class TdErrorFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;
  readonly #options: TdErrorOptions;
  readonly #gain: Tensor;
  readonly #actorDecay: Tensor;
  readonly #criticDecay: Tensor;
  /** 1 where the next transition to be learned from begins an episode. */
  readonly #starts: Uint8Array;
  readonly #pending: Outcome;
  #isPending = false;

  constructor(options: TdErrorOptions) {
    const { engine, replicas, batch } = options.actor;
    this.#options = options;
    this.#gain = engine.tensor(replicas, batch, 1);
    this.#actorDecay = engine.tensor(replicas, batch, 1);
    this.#criticDecay = engine.tensor(replicas, batch, 1);
    const count = replicas * batch;
    this.#starts = new Uint8Array(count).fill(1);
    this.#pending = {
      rewards: new Float64Array(count),
      terminated: new Uint8Array(count),
      truncated: new Uint8Array(count),
      valid: new Uint8Array(count),
      bonus: options.bonus === null ? undefined : new Float64Array(count),
    };
  }

  acted(slot: number): void {
    const { critic, actor, lag, bonus } = this.#options;
    if (!lag) {
      bonus?.acted(actor.output);
      return;
    }
    copyNumbers(actor.input.data, critic.input(slot).data);
    const nextValues = critic.evaluate(slot).data;
    if (this.#isPending) {
      const previous = 1 - slot;
      critic.network.select(previous);
      actor.select(previous);
      this.#update(this.#pending, previous, critic.network.output.h.data, nextValues);
      actor.select(slot);
      this.#isPending = false;
    }
    bonus?.acted(actor.output);
  }

  learn(transition: Transition): void {
    const { critic, lag, encoder, bonus, actor } = this.#options;
    if (lag) {
      this.#pending.rewards.set(transition.rewards);
      this.#pending.terminated.set(transition.terminated);
      this.#pending.truncated.set(transition.truncated);
      this.#pending.valid.set(transition.valid);
      if (bonus !== null) this.#pending.bonus!.set(bonus.values);
      this.#isPending = true;
      return;
    }
    encoder.encodeFollowing(transition, critic.input(1).data);
    const nextValues = critic.evaluate(1);
    copyNumbers(actor.input.data, critic.input(0).data);
    const values = critic.evaluate(0);
    const { rewards, terminated, truncated, valid } = transition;
    const outcome = { rewards, terminated, truncated, valid, bonus: bonus?.values };
    this.#update(outcome, 0, values.data, nextValues.data);
  }

  abandonEpisodes(): void {
    const { terminated, truncated, valid } = this.#pending;
    for (let k = 0; k < this.#starts.length; k++) {
      // What waits to be learned from an episode's last step still is.
      if (this.#isPending && valid[k] && (terminated[k] || truncated[k])) continue;
      valid[k] = 0;
      this.#starts[k] = 1;
    }
  }

  tensors(): Record<string, Tensor> {
    if (!this.#options.lag) return {};
    return activities({ actor: this.#options.actor, critic: this.#options.critic.network });
  }

  counters(): Record<string, readonly number[]> {
    const { rewards, terminated, truncated, valid } = this.#pending;
    return {
      starts: Array.from(this.#starts),
      // The same for all replicas, as they step together.
      isPending: new Array<number>(this.#options.actor.replicas).fill(Number(this.#isPending)),
      rewards: Array.from(rewards),
      terminated: Array.from(terminated),
      truncated: Array.from(truncated),
      valid: Array.from(valid),
      ...(this.#pending.bonus === undefined ? {} : { bonus: Array.from(this.#pending.bonus) }),
      ...this.#options.gain.counters(),
    };
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#starts.set(counters.starts);
    this.#isPending = counters.isPending[0] === 1;
    this.#pending.rewards.set(counters.rewards);
    this.#pending.terminated.set(counters.terminated);
    this.#pending.truncated.set(counters.truncated);
    this.#pending.valid.set(counters.valid);
    this.#pending.bonus?.set(counters.bonus);
    this.#options.gain.restored(counters);
  }

  #update(outcome: Outcome, slot: number, values: NumericArray, nextValues: NumericArray): void {
    const { actor, learner, critic, configs, bootstrapTruncated } = this.#options;
    const actorGain = this.#options.gain;
    const { replicas, batch } = actor;
    const { rewards, terminated, truncated, valid, bonus } = outcome;
    const gain = this.#gain.data;
    const actorDecay = this.#actorDecay.data;
    const criticDecay = this.#criticDecay.data;
    const starts = this.#starts;
    let total = 0;
    for (let r = 0; r < replicas; r++) {
      const count = countValid(valid, r, batch);
      const { discount, lambda, critic: ofCritic } = configs[r];
      total += count;
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        const teaches = valid[k] && (bootstrapTruncated || !truncated[k] || terminated[k]);
        const nextValue = terminated[k] ? 0 : nextValues[k];
        gain[k] = teaches ? (rewards[k] + discount * nextValue - values[k]) / count : 0;
        if (teaches) {
          const own = bonus === undefined ? gain[k] : gain[k] + bonus[k] / count;
          const told = actorGain.set(k, r, own, count);
          this.recorder?.learned(k, told);
        } else actorGain.clear(k);
        const continues = starts[k] ? 0 : discount;
        actorDecay[k] = continues * lambda;
        criticDecay[k] = continues * ofCritic.lambda;
        if (valid[k]) starts[k] = terminated[k] | truncated[k];
      }
    }
    if (total === 0) return;
    learner.learn(actorGain.tensor, this.#actorDecay);
    critic.learn(slot, this.#gain, this.#criticDecay);
  }
}

/** The activity that a lagging update still needs, of both slots. */
function activities(networks: Readonly<Record<string, Network>>): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, network] of Object.entries(networks)) {
    for (const slot of [0, 1]) {
      network.select(slot);
      tensors[`${name}.activity.${slot}.input`] = network.input;
      network.layers.forEach(({ z, p, h, slope }, l) => {
        Object.entries({ z, p, h, slope }).forEach(([kind, tensor]) => {
          tensors[`${name}.activity.${slot}.${l}.${kind}`] = tensor;
        });
      });
    }
  }
  return tensors;
}
