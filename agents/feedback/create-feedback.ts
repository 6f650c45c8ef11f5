import type { Discrete } from "gymnasium-js";
import type { AgentConfig } from "../config.js";
import type { ValueCritic } from "../critics/value-critic.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import type { ObservationEncoder } from "../observations/observation-encoder.js";
import { ActorGain } from "./actor-gain.js";
import type { AdvantageControl } from "./advantage-control.js";
import { BatchReturnFeedback } from "./batch-return.js";
import { EntropyBonus } from "./entropy-bonus.js";
import { EpisodicReturnFeedback } from "./episodic-return.js";
import type { Feedback } from "./feedback.js";
import { LabelFeedback } from "./label.js";
import { RewardFeedback } from "./reward.js";
import { TdErrorFeedback } from "./td-error.js";

interface FeedbackParts {
  readonly actor: Network;
  readonly learner: NetworkLearner;
  readonly critic: ValueCritic | null;
  readonly encoder: ObservationEncoder;
  /** With `label`. */
  readonly labels: Discrete | null;
  /** Of controls. */
  readonly control: AdvantageControl | null;
}

/** What the configurations ask for: one a replica, alike but for numbers (`commonSettings`). */
export function createFeedback(configs: readonly AgentConfig[], given: FeedbackParts): Feedback {
  const [config] = configs;
  const { bootstrapTruncated, lag } = config;
  const { critic, actor } = given;
  const coefficients = configs.map(({ entropy }) => entropy);
  const bonus = config.entropy === 0 ? null : new EntropyBonus(coefficients, actor.batch);
  const parts = { ...given, bonus };
  const gainOf = (): ActorGain => new ActorGain(actor, parts.learner.feedback, parts.control);
  switch (config.feedback) {
    case "reward":
      return new RewardFeedback(actor, parts.learner, gainOf(), bonus);
    case "td-error":
      return new TdErrorFeedback({
        ...{ ...parts, gain: gainOf() },
        ...{ critic: critic!, configs, bootstrapTruncated, lag },
      });
    case "return":
      return new EpisodicReturnFeedback({
        ...parts,
        ...{ configs, bootstrapTruncated, meanBaseline: config.baseline === "mean" },
      });
    case "label":
      return new LabelFeedback(actor, parts.learner, gainOf(), parts.labels!);
    case "batch-return":
      return new BatchReturnFeedback({ ...parts, configs });
  }
}
