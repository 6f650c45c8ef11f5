import { type AgentConfig, DEFAULT_AGENT, type Schedule } from "../../../agents/config.js";
import { creditRules } from "../../../agents/rules/index.js";
import { withSettings } from "../../experiment/agent-settings.js";
import { environmentOf } from "./environments.js";

/** Rules that need nothing but rates. Those of top-down networks need evolved ones, made for one task. */
export const PLAYED_RULES: readonly string[] = creditRules
  .map(({ id }) => id)
  .filter((id) => !id.startsWith("tdca"));

/** How a rule is trained in an environment by `creditgym compare`: with the rates recorded for both, where there are any. */
export function recordedAgent(env: string, rule: string): AgentConfig {
  const { experiment } = environmentOf(env);
  return withSettings(withSettings(DEFAULT_AGENT, experiment?.agent), experiment?.perRule?.[rule]);
}

/** Whether someone searched for the rule's rates in this environment. */
export function isTuned(env: string, rule: string): boolean {
  return environmentOf(env).experiment?.perRule?.[rule]?.rates !== undefined;
}

/** What the rates are multiplied with: one factor for each layer of the actor, bottom to top, and one for the critic. */
export type RateFactors = readonly number[];

/** Factors that a configuration has. */
export const factorsOf = ({ rates }: AgentConfig): number => rates.length + 1;

/** The configuration with its rates multiplied; by 1 they stay what they are to the last bit. */
export function withFactors(config: AgentConfig, factors: RateFactors): AgentConfig {
  const critic = factors.at(-1)!;
  return {
    ...config,
    rates: config.rates.map((rate, l) => times(rate, factors[l]!)),
    critic: { ...config.critic, rates: config.critic.rates.map((rate) => times(rate, critic)) },
  };
}

function times(rate: Schedule, factor: number): Schedule {
  if (typeof rate === "number") return factor * rate;
  return { ...rate, from: factor * rate.from, to: factor * rate.to };
}
