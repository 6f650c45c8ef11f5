import type { AgentConfig } from "./config.js";
import { AgentConfigError } from "./errors.js";

/**
 * What replicas of one agent must have in common: all of a configuration but the numbers that each replica has of its
 * own. These are rates and their schedules, temperatures, discount, λ, entropy, weight decay, the limit of the gradient's
 * norm and the size of a batch of episodes; of some it counts whether they are 0, which makes another program.
 *
 * @returns a text, equal for configurations that one agent can have side by side
 */
export function commonSettings(config: AgentConfig): string {
  const { lambda, entropy, critic, continuous, observation } = config;
  return JSON.stringify({
    ...config,
    ...{ rates: null, temperatures: null, discount: null, weightDecay: null },
    ...{ gradientNorm: null, batchReturn: null },
    ...{ lambda: lambda > 0, entropy: entropy > 0 },
    critic: { ...critic, rates: null, lambda: critic.lambda > 0 },
    continuous: { ...continuous, scaleRate: null },
    observation: { ...observation, embeddingRate: null },
  });
}

/** @throws {AgentConfigError} where there are not as many configurations as seeds, or they cannot be side by side */
export function checkReplicas(configs: readonly AgentConfig[], seeds: readonly number[]): void {
  if (configs.length !== seeds.length) {
    throw new AgentConfigError(
      `configs has ${configs.length} entries, and seeds ${seeds.length}: allowed is one for each seed`,
    );
  }
  const different = [...new Set(configs)];
  if (different.length === 1) return;
  const common = commonSettings(different[0]);
  const other = different.findIndex((config) => commonSettings(config) !== common);
  if (other < 0) return;
  throw new AgentConfigError(
    `configs[${configs.indexOf(different[other])}] differs from configs[0] in more than numbers that each replica has of ` +
      "its own: allowed are other rates, temperatures, discount, lambda, entropy, weightDecay, gradientNorm and batchReturn",
  );
}
