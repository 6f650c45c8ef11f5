import type { ActionBatch, Space } from "gymnasium-js";
import type { Tensor } from "../src/engine/engine.js";
import type { AgentConfig } from "./config.js";
import { AgentConfigError } from "./errors.js";
import type { HeadSpec } from "./networks/spec.js";

/** How an action space becomes output heads, and drawn values become actions. */
export interface Decision {
  readonly heads: readonly HeadSpec[];
  /** Writes one action a sample from the output values [replicas, batch, logits]. */
  read(values: Tensor, actions: ActionBatch): void;
}

/**
 * A Discrete space of n actions as one softmax, or for n = 2 as one Bernoulli unit.
 * @throws {AgentConfigError} for other spaces and for a Bernoulli output with n ≠ 2
 */
export function decisionFor(space: Space, output: AgentConfig["output"]): Decision {
  if (!isDiscrete(space)) {
    throw new AgentConfigError(`action space ${space} is not supported: allowed is Discrete`);
  }
  const { n } = space;
  const start = Number(space.start);
  if (output === "bernoulli") {
    if (n !== 2) {
      throw new AgentConfigError(
        `agent.output "bernoulli" needs 2 actions, but the environment has ${space}`,
      );
    }
    return {
      heads: [{ kind: "bernoulli", size: 1 }],
      read({ data }, actions) {
        for (let k = 0; k < data.length; k++) actions[k] = start + data[k];
      },
    };
  }
  const fullLogits = output === "softmax-full";
  return {
    heads: [{ kind: "softmax", size: n, fullLogits }],
    read({ data, columns }, actions) {
      for (let k = 0, row = 0; row < data.length; k++, row += columns) {
        let action = 0;
        while (action < columns && data[row + action] === 0) action++;
        actions[k] = start + action;
      }
    },
  };
}

function isDiscrete(space: Space): space is Space & { n: number; start: number | bigint } {
  return space.kind === "Discrete";
}
