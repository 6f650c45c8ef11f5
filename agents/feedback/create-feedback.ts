import type { Discrete } from "gymnasium-js";
import type { AgentConfig } from "../config.js";
import type { ValueCritic } from "../critics/value-critic.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import type { ObservationEncoder } from "../observations/observation-encoder.js";
import { ActorGain } from "./actor-gain.js";
import type { AdvantageControl } from "./advantage-control.js";
import { BatchReturnFeedback } from "./batch-return.js";
import type { EntropyBonus } from "./entropy-bonus.js";
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
  readonly bonus: EntropyBonus | null;
  /** With `label`. */
  readonly labels: Discrete | null;
  /** Of controls. */
  readonly control: AdvantageControl | null;
}

/** What the configuration asks for. */
export function createFeedback(config: AgentConfig, parts: FeedbackParts): Feedback {
  const { discount, lambda, bootstrapTruncated, lag } = config;
  const criticLambda = config.critic.lambda;
  const critic = parts.critic;
  const gainOf = (): ActorGain => new ActorGain(parts.actor, parts.learner.feedback, parts.control);
  switch (config.feedback) {
    case "reward":
      return new RewardFeedback(parts.actor, parts.learner, gainOf(), parts.bonus);
    case "td-error":
      return new TdErrorFeedback({
        ...{ ...parts, gain: gainOf() },
        ...{ critic: critic!, discount, lambda, criticLambda, bootstrapTruncated, lag },
      });
    case "return":
      return new EpisodicReturnFeedback({
        ...parts,
        ...{ discount, criticLambda, bootstrapTruncated, meanBaseline: config.baseline === "mean" },
      });
    case "label":
      return new LabelFeedback(parts.actor, parts.learner, gainOf(), parts.labels!);
    case "batch-return":
      return new BatchReturnFeedback({ ...parts, ...config.batchReturn, discount });
  }
}
