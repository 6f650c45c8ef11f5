import type { AgentConfig, CriticConfig } from "./config.js";
import { AgentConfigError } from "./errors.js";
import { checkTopDown } from "./top-down/check-top-down.js";

/** Refuses what no network can be built from. @throws {AgentConfigError} one sentence: field, value, what is allowed */
export function checkConfig(
  config: AgentConfig,
  seeds: readonly number[],
  batch: number,
  groups: number,
): void {
  if (seeds.length === 0) throw new AgentConfigError("seeds is empty: at least one seed is needed");
  for (const seed of seeds) {
    require(Number.isSafeInteger(seed) && seed >= 0, "seed", seed, "an integer from 0 to 2^53 − 1");
  }
  require(Number.isInteger(batch) && batch >= 1, "batch", batch, "an integer of at least 1");
  require(Number.isInteger(groups) && groups >= 1, "groups", groups, "an integer of at least 1");
  checkLayers("agent", config);
  if (config.feedback !== "reward") checkLayers("agent.critic", config.critic);
  inUnitInterval("agent.discount", config.discount);
  inUnitInterval("agent.lambda", config.lambda);
  inUnitInterval("agent.critic.lambda", config.critic.lambda);
  atLeastZero("agent.entropy", config.entropy);
  atLeastZero("agent.weightDecay", config.weightDecay);
  deviation("agent.continuous.scale.initial", config.continuous.scale.initial);
  deviation("agent.gaussian.scale", config.gaussian.scale);
  const { embedding } = config.observation;
  if (embedding !== null) {
    const allowed = "an integer of at least 1, or null";
    require(Number.isInteger(embedding) && embedding >= 1, "agent.observation.embedding", embedding, allowed);
  }
  if (config.temperatures !== null) {
    const { temperatures, hidden } = config;
    if (temperatures.length !== hidden.length + 1) {
      throw new AgentConfigError(
        `agent.temperatures needs an entry for each of the ${hidden.length + 1} layers (hidden and output), but it has ${temperatures.length}`,
      );
    }
    for (const value of temperatures) aboveZero("agent.temperatures", value);
  }
  if (config.topDown) checkTopDown(config.topDown);
  if (config.lag && config.feedback !== "td-error") {
    throw new AgentConfigError(`agent.lag needs agent.feedback "td-error", but it is "${config.feedback}"`);
  }
  if (config.lag && config.bootstrapTruncated) {
    throw new AgentConfigError("agent.lag needs agent.bootstrapTruncated false, but it is true");
  }
}

function checkLayers(path: string, { hidden, rates }: Pick<CriticConfig, "hidden" | "rates">): void {
  for (const units of hidden) {
    require(Number.isInteger(units) && units >= 1, `${path}.hidden`, units, "an integer of at least 1");
  }
  if (rates.length !== hidden.length + 1) {
    throw new AgentConfigError(
      `${path}.rates needs an entry for each of the ${hidden.length + 1} layers (hidden and output), but it has ${rates.length}`,
    );
  }
}

function inUnitInterval(path: string, value: number): void {
  require(value >= 0 && value <= 1, path, value, "a number from 0 to 1");
}

function atLeastZero(path: string, value: number): void {
  require(value >= 0 && Number.isFinite(value), path, value, "a finite number of at least 0");
}

/** Within the engine's limits of log σ, ±10. */
function deviation(path: string, value: number): void {
  require(value >= 0.0001 && value <= 10_000, path, value, "a number from 0.0001 to 10000");
}

function aboveZero(path: string, value: number): void {
  require(value > 0 && Number.isFinite(value), path, value, "a finite number above 0");
}

function require(holds: boolean, field: string, value: unknown, allowed: string): void {
  if (!holds) throw new AgentConfigError(`${field} is ${value}: allowed is ${allowed}`);
}
