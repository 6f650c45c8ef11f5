import type { Model } from "../src/engine/model.js";
import type { AgentConfig } from "./config.js";
import { Learner } from "./learner.js";
import { modeOf } from "./learner-mode.js";
import { ModelLearner } from "./model-learner.js";
import type { NetworkLearner } from "./network-learner.js";
import type { Network } from "./networks/network.js";
import type { CreditRule } from "./rules/rule.js";

/** Recorded steps that are learned from together. */
const ROWS = 64;

export interface ActorParts {
  readonly actor: Network;
  readonly rule: CreditRule;
  /** One a replica, alike but for numbers (`commonSettings`). */
  readonly configs: readonly AgentConfig[];
  readonly seeds: readonly number[];
  /** In place of the actor's layers. */
  readonly model: Model | undefined;
}

/** What trains an actor. @throws {AgentConfigError} where the rule cannot */
export function createLearner({ actor, rule, configs, seeds, model }: ActorParts): NetworkLearner {
  const [config] = configs;
  const { optimizer, rates, weightDecay, gradientNorm, continuous } = config;
  const network = config.feedback === "batch-return" ? actor.withBatch(ROWS) : actor;
  const mode = modeOf(config);
  if (model !== undefined) {
    return new ModelLearner({
      ...{ network, model, optimizer, mode, weightDecay, rate: rates[0] },
      scaleRate: continuous.scaleRate ?? undefined,
      gradientNorm: gradientNorm ?? undefined,
    });
  }
  return new Learner({
    ...{ network, rule, optimizer, mode },
    context: { seeds, topDown: config.topDown ?? null },
    rates: configs.map((own) => own.rates),
    embeddingRates: configs.map(({ observation }) => observation.embeddingRate),
    scaleRates: configs.map((own) => own.continuous.scaleRate),
    weightDecays: configs.map((own) => own.weightDecay),
    gradientNorms: configs.map((own) => own.gradientNorm),
  });
}
