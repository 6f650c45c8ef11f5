import type { Model } from "../src/engine/model.js";
import { AgentConfigError } from "./errors.js";
import { needsCritic } from "./learner-mode.js";
import { logitsOf, type NetworkSpec } from "./networks/spec.js";
import type { TeamAgentOptions } from "./team-agent.js";

/** @throws {AgentConfigError} where models do not fit what they are to do, or the settings are about layers */
export function checkModels(options: TeamAgentOptions, spec: NetworkSpec): void {
  const { model, criticModel, config, rule, actionSpace } = options;
  if (model !== undefined) {
    if (rule.id !== "backprop") {
      throw new AgentConfigError(
        `rule "${rule.id}" cannot train a model, which has no units that it knows: allowed is "backprop"`,
      );
    }
    checkShared("agent", config.hidden, model, options, spec);
    if (config.temperatures !== null) {
      throw new AgentConfigError(
        `agent.temperatures is ${config.temperatures}, but the agent has a model: allowed is null`,
      );
    }
    const logits = spec.heads.reduce((sum, head) => sum + logitsOf(head, spec.scale), 0);
    if (model.outputs !== logits) {
      const fixes = spec.heads.some(({ kind, fullLogits }) => kind === "softmax" && fullLogits !== true);
      throw new AgentConfigError(
        `the model puts out ${count(model.outputs)}, but the action space ${actionSpace} needs ${logits} with agent.output ` +
          `"${config.output}"${fixes ? ', which fixes the last logit of a choice to 0; "softmax-full" has one for each' : ""}`,
      );
    }
  }
  if (criticModel === undefined) return;
  if (!needsCritic(config)) {
    throw new AgentConfigError(
      `criticModel is given, but with agent.feedback "${config.feedback}" there is no critic: ` +
        'allowed with it is "td-error", or "return" with agent.baseline "critic"',
    );
  }
  if (criticModel === model) {
    throw new AgentConfigError("criticModel and model are one: allowed are two, which share no weights");
  }
  checkShared("agent.critic", config.critic.hidden, criticModel, options, spec);
  if (criticModel.outputs !== 1) {
    throw new AgentConfigError(
      `the critic's model puts out ${count(criticModel.outputs)}: allowed is one, the value`,
    );
  }
}

function checkShared(
  path: string,
  hidden: readonly number[],
  { inputs }: Model,
  { seeds, config }: TeamAgentOptions,
  spec: NetworkSpec,
): void {
  if (hidden.length > 0) {
    throw new AgentConfigError(
      `${path}.hidden is ${hidden}, but a model takes the place of all layers: allowed is []`,
    );
  }
  if (seeds.length > 1) {
    throw new AgentConfigError(
      `seeds has ${seeds.length} entries, but a model has one set of weights: allowed is one`,
    );
  }
  if (config.observation.embedding !== null) {
    throw new AgentConfigError(
      `agent.observation.embedding is ${config.observation.embedding}, but a model takes the place of all layers: allowed is null`,
    );
  }
  if (config.lag) {
    throw new AgentConfigError(
      "agent.lag is true, but a model keeps no activity of earlier steps: allowed is false",
    );
  }
  if (inputs !== spec.inputs) {
    throw new AgentConfigError(
      `the model takes ${count(inputs)}, but an observation has ${spec.inputs}: allowed is a model with an input of that size`,
    );
  }
}

const count = (numbers: number): string => (numbers === 1 ? "1 number" : `${numbers} numbers`);
