import type { AgentConfig } from "../../../agents/config.js";
import { AgentConfigError } from "../../../agents/errors.js";
import { ruleIdOf } from "../../../agents/rules/index.js";
import { show, UsageError } from "../../errors/usage-error.js";
import type { AgentSettings, CriticSettings, Settings } from "../definition.js";
import { mapAgents } from "../map-agents.js";
import { findModel, type ModelSource, type PlannedModels } from "./model-source.js";

/** A layer of settings with the models that it names. @param directory where its paths start @throws {UsageError} */
export function withModels<T extends Settings>(layer: T, directory: string): T {
  const found = <S extends AgentSettings | CriticSettings>(settings: S, path: string): S => {
    const { model, hidden = [] } = settings;
    if (typeof model !== "string") return settings;
    if (hidden.length > 0) {
      throw new UsageError(
        `${path}.hidden is ${show(hidden)} beside ${path}.model, which takes the place of all hidden layers: allowed is []`,
      );
    }
    return { ...settings, model: findModel(model, `${path}.model`, directory) };
  };
  return mapAgents(layer, (settings) => {
    const { critic } = settings;
    return { ...found(settings, "agent"), ...(critic && { critic: found(critic, "agent.critic") }) };
  });
}

/** The models of an agent after some of its settings changed. @param settings as {@link withModels} leaves them */
export function modelsWith(models: PlannedModels, { model, critic }: AgentSettings = {}): PlannedModels {
  return {
    ...models,
    ...(model !== undefined && { actor: resolved(model) }),
    ...(critic?.model !== undefined && { critic: resolved(critic.model) }),
  };
}

/**
 * The configuration of an agent with models: they take the place of its hidden layers.
 *
 * @throws {AgentConfigError} for a rule that trains no model, and for rates of layers
 */
export function configWithModels(
  config: AgentConfig,
  { actor, critic }: PlannedModels,
  rule: string,
): AgentConfig {
  if (actor !== undefined && ruleIdOf(rule) !== "backprop") {
    throw new AgentConfigError(
      `agent.model is ${show(actor.id)}, and rule "${ruleIdOf(rule)}" trains units, not models: allowed is "backprop", ` +
        "for which alone perRule.backprop sets a model",
    );
  }
  if (actor !== undefined) checkRate("agent", config.rates);
  if (critic !== undefined) checkRate("agent.critic", config.critic.rates);
  return {
    ...config,
    ...(actor && { hidden: [] }),
    ...(critic && { critic: { ...config.critic, hidden: [] } }),
  };
}

function checkRate(path: string, rates: AgentConfig["rates"]): void {
  if (rates.length === 1) return;
  throw new AgentConfigError(
    `${path}.rates is ${show(rates)}: beside ${path}.model allowed is a list of one rate, that of all its weights`,
  );
}

function resolved(model: ModelSource | string | null): ModelSource | undefined {
  if (typeof model === "string") throw new Error(`The model ${model} has not been looked for.`);
  return model ?? undefined;
}
