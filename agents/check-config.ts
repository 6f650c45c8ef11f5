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
  if (config.feedback === "td-error" || config.feedback === "return")
    checkLayers("agent.critic", config.critic);
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
  checkBatchReturn(config, batch, groups);
  if (config.lag && config.feedback !== "td-error") {
    throw new AgentConfigError(`agent.lag needs agent.feedback "td-error", but it is "${config.feedback}"`);
  }
  if (config.lag && config.bootstrapTruncated) {
    throw new AgentConfigError("agent.lag needs agent.bootstrapTruncated false, but it is true");
  }
}

function checkBatchReturn(config: AgentConfig, batch: number, groups: number): void {
  const { feedback, batchReturn, entropy, gradientNorm, lambda } = config;
  const { episodes, clip } = batchReturn;
  const isWhole = Number.isInteger(episodes) && episodes >= 1;
  require(isWhole, "agent.batchReturn.episodes", episodes, "an integer of at least 1");
  if (clip !== null) aboveZero("agent.batchReturn.clip", clip, ", or null");
  if (gradientNorm !== null) aboveZero("agent.gradientNorm", gradientNorm, ", or null");
  if (feedback !== "batch-return" && feedback !== "label") {
    const otherwise = `null, as agent.feedback is "${feedback}" and neither "batch-return" nor "label"`;
    require(gradientNorm === null, "agent.gradientNorm", gradientNorm, otherwise);
    return;
  }
  require(lambda === 0, "agent.lambda", lambda, `only 0, as agent.feedback "${feedback}" has no traces`);
  if (feedback === "label") {
    require(entropy ===
      0, "agent.entropy", entropy, 'only 0, as agent.feedback "label" is 1 for every sample');
    return;
  }
  // Of episodes side by side, the short ones are the first to be whole: they would fill the batches.
  const reason = 'as agent.feedback "batch-return" would favour the short ones among episodes side by side';
  require(batch * groups === 1, "batch", batch * groups, `1, ${reason}`);
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

function aboveZero(path: string, value: number, or = ""): void {
  require(value > 0 && Number.isFinite(value), path, value, `a finite number above 0${or}`);
}

function require(holds: boolean, field: string, value: unknown, allowed: string): void {
  if (!holds) throw new AgentConfigError(`${field} is ${value}: allowed is ${allowed}`);
}
