import type { AgentConfig, CriticConfig, OptimizerConfig } from "../../agents/config.js";
import { show, UsageError } from "../errors/usage-error.js";
import type { AgentSettings, CriticSettings, OptimizerSettings } from "./definition.js";

const OPTIMIZERS: { readonly [K in OptimizerConfig["kind"]]: OptimizerConfig & { readonly kind: K } } = {
  sgd: { kind: "sgd" },
  momentum: { kind: "momentum", momentum: 0.9, corrected: false },
  adam: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correctionSteps: null },
};

/**
 * A configuration with some of its fields changed.
 *
 * @throws {UsageError} where a field does not belong to the optimizer that is chosen, and for a top-down network or a model
 * that is only named
 */
export function withSettings(config: AgentConfig, settings: AgentSettings = {}): AgentConfig {
  const { optimizer, critic, continuous, gaussian, observation, batchReturn, ...others } = settings;
  const { topDown = config.topDown, model, ...rest } = others;
  if (typeof topDown === "string") {
    throw new UsageError(`agent.topDown is ${show(topDown)}: in a search allowed is null`);
  }
  checkModelless(model, "agent.model");
  return {
    ...{ ...config, ...rest, topDown },
    continuous: {
      ...config.continuous,
      ...continuous,
      scale: { ...config.continuous.scale, ...continuous?.scale },
    },
    gaussian: { ...config.gaussian, ...gaussian },
    observation: { ...config.observation, ...observation },
    batchReturn: { ...config.batchReturn, ...batchReturn },
    optimizer: optimizerWith(config.optimizer, optimizer, "agent.optimizer"),
    critic: criticWith(config.critic, critic),
  };
}

/** Models are no part of a configuration; those of an arm have been looked for before. @throws {UsageError} */
function checkModelless(model: AgentSettings["model"], field: string): void {
  if (typeof model !== "string") return;
  throw new UsageError(`${field} is ${show(model)}: in a search allowed is null`);
}

function criticWith(config: CriticConfig, settings: CriticSettings = {}): CriticConfig {
  const { optimizer, model, ...rest } = settings;
  checkModelless(model, "agent.critic.model");
  return {
    ...config,
    ...rest,
    optimizer: optimizerWith(config.optimizer, optimizer, "agent.critic.optimizer"),
  };
}

function optimizerWith(
  config: OptimizerConfig,
  settings: OptimizerSettings = {},
  path: string,
): OptimizerConfig {
  const kind = settings.kind ?? config.kind;
  const base = kind === config.kind ? config : OPTIMIZERS[kind];
  for (const key of Object.keys(settings)) {
    if (!Object.hasOwn(base, key)) {
      throw new UsageError(
        `${path} has no "${key}" when its kind is "${kind}": allowed is one of ${Object.keys(base).join(", ")}`,
      );
    }
  }
  return { ...base, ...settings } as OptimizerConfig;
}
