import type { Engine, Tensor } from "../../src/engine/engine.js";
import type { CriticConfig, ObservationConfig } from "../config.js";
import { Learner } from "../learner.js";
import { Network } from "../networks/network.js";
import { backprop } from "../rules/backprop.js";

export interface ValueCriticOptions {
  readonly engine: Engine;
  readonly inputs: number;
  readonly config: CriticConfig;
  /** Its embedding, which the critic has one of its own like. */
  readonly observation: Pick<ObservationConfig, "embedding" | "embeddingRate">;
  readonly seeds: readonly number[];
  /** Samples of each group. */
  readonly batch: number;
  readonly groups: number;
}

/**
 * Predicts the return from an observation: a network of deterministic units with one linear output,
 * trained by backpropagation and TD(λ) with accumulating traces.
 */
export class ValueCritic {
  readonly network: Network;
  readonly learner: Learner;

  constructor({ engine, inputs, config, observation, seeds, batch, groups }: ValueCriticOptions) {
    const { hidden, units, optimizer, rates, lambda } = config;
    this.network = new Network(
      engine,
      {
        inputs,
        embedding: observation.embedding ?? undefined,
        hidden: hidden.map((count) => ({ units: count, kind: units })),
        heads: [{ kind: "linear", size: 1 }],
      },
      seeds.length,
      batch,
      2,
      groups,
    );
    this.network.initialise(seeds, "critic-initialisation");
    this.learner = new Learner({
      network: this.network,
      rule: backprop,
      optimizer,
      rates: seeds.map(() => rates),
      embeddingRate: observation.embeddingRate ?? undefined,
      mode: lambda === 0 ? "direct" : "traces",
    });
  }

  /** The observation that `evaluate(slot)` will look at, [replicas, batch, inputs]. */
  input(slot: number): Tensor {
    this.network.select(slot);
    return this.network.input;
  }

  /** Values of the observations in that slot, [replicas, batch, 1]. */
  evaluate(slot: number): Tensor {
    this.network.select(slot);
    this.network.forwardDeterministic();
    return this.network.output.h;
  }

  /** One TD(λ) update from the activity in that slot. @see Learner.learn */
  learn(slot: number, gain: Tensor, decay: Tensor): void {
    this.network.select(slot);
    this.learner.learn(gain, decay);
  }
}
