import type { Engine, Tensor } from "../../src/engine/engine.js";
import type { Model } from "../../src/engine/model.js";
import type { CriticConfig, ObservationConfig } from "../config.js";
import { Learner } from "../learner.js";
import { ModelLearner } from "../model-learner.js";
import type { NetworkLearner } from "../network-learner.js";
import { Network } from "../networks/network.js";
import { backprop } from "../rules/backprop.js";

export interface ValueCriticOptions {
  readonly engine: Engine;
  readonly inputs: number;
  /** One a replica; they differ in their rates, and in their λ where none is 0. */
  readonly configs: readonly CriticConfig[];
  /** Their embeddings, which critics have some of their own like; they differ in their rates. */
  readonly observations: readonly Pick<ObservationConfig, "embedding" | "embeddingRate">[];
  readonly seeds: readonly number[];
  /** Samples of each group. */
  readonly batch: number;
  readonly groups: number;
  /** In place of its layers. */
  readonly model?: Model;
}

/**
 * Predicts the return from an observation: a network of deterministic units with one linear output,
 * trained by backpropagation and TD(λ) with accumulating traces.
 */
export class ValueCritic {
  readonly network: Network;
  readonly learner: NetworkLearner;

  constructor(options: ValueCriticOptions) {
    const { engine, inputs, configs, observations, seeds, batch, groups, model } = options;
    const { hidden, units, optimizer, rates, lambda } = configs[0];
    this.network = new Network(
      engine,
      {
        inputs,
        embedding: observations[0].embedding ?? undefined,
        hidden: hidden.map((count) => ({ units: count, kind: units })),
        heads: [{ kind: "linear", size: 1 }],
        model,
      },
      seeds.length,
      batch,
      2,
      groups,
    );
    this.network.initialise(seeds, "critic-initialisation");
    const shared = { network: this.network, optimizer, mode: lambda === 0 ? "direct" : "traces" } as const;
    if (model !== undefined) {
      this.learner = new ModelLearner({ ...shared, model, rate: rates[0] });
      return;
    }
    this.learner = new Learner({
      ...shared,
      rule: backprop,
      rates: configs.map((own) => own.rates),
      embeddingRates: observations.map(({ embeddingRate }) => embeddingRate),
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
