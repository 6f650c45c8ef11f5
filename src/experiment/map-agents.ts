import type { AgentSettings, EnvironmentSettings, Settings } from "./definition.js";

/** A layer of settings with all its settings of agents changed: its own, those of rules and those of environments. */
export function mapAgents<T extends Settings>(layer: T, change: (agent: AgentSettings) => AgentSettings): T {
  const own = ofEnvironment(layer, change);
  if (layer.perEnvironment === undefined) return own;
  return { ...own, perEnvironment: mapped(layer.perEnvironment, (one) => ofEnvironment(one, change)) };
}

function ofEnvironment<T extends EnvironmentSettings>(
  settings: T,
  change: (agent: AgentSettings) => AgentSettings,
): T {
  const { agent, perRule } = settings;
  return {
    ...settings,
    ...(agent && { agent: change(agent) }),
    ...(perRule && { perRule: mapped(perRule, change) }),
  };
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
