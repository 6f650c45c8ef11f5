import type { AgentConfig } from "./config.js";
import { AgentConfigError } from "./errors.js";
import { checkUnits } from "./feedback/label.js";
import { modeOf } from "./learner-mode.js";
import type { NetworkSpec } from "./networks/spec.js";
import type { CreditRule } from "./rules/rule.js";

/** @throws {AgentConfigError} where the rule cannot teach the network, or not in this way */
export function checkRule(rule: CreditRule, spec: NetworkSpec, config: AgentConfig): void {
  const supported = rule.supports(spec);
  if (supported !== true) throw new AgentConfigError(supported);
  const { feedback } = config;
  if (feedback === "label") checkUnits(spec);
  if (rule.stepsTopDown && modeOf(config) !== "direct" && modeOf(config) !== "traces") {
    throw new AgentConfigError(
      `agent.feedback is "${feedback}", but rule "${rule.id}" updates its layers at every step: ` +
        'allowed is "reward" or "td-error"',
    );
  }
  if (rule.advantage !== undefined && config.feedback === "return") {
    throw new AgentConfigError(
      `agent.feedback is "return", but rule "${rule.id}" changes the feedback of each decision as it is known: ` +
        'allowed is "reward", "td-error", "batch-return" or "label"',
    );
  }
}
