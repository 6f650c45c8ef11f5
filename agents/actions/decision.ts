import type { ActionBatch, Space } from "gymnasium-js";
import type { AgentConfig } from "../config.js";
import { AgentConfigError } from "../errors.js";
import { type Leaf, leavesOf } from "../leaves.js";
import type { Layer } from "../networks/layer.js";
import { type HeadSpec, logitsOf } from "../networks/spec.js";
import { bernoulliReader, gaussianReader, type HeadReader, softmaxReader } from "./head-reader.js";

type DecisionConfig = Pick<AgentConfig, "output" | "continuous">;

/** How an action space becomes output heads, and drawn values become actions. */
export interface Decision {
  readonly heads: readonly HeadSpec[];
  /** Writes one packed action a sample: the one that the output's units drew, or the most probable one. */
  read(output: Layer, actions: ActionBatch, greedy: boolean): void;
}

/**
 * One softmax for a Discrete space and for each number of a MultiDiscrete one, a Bernoulli unit for each
 * number of a MultiBinary space (and, if `output` says so, for a Discrete space of two), a Gaussian unit for
 * each number of a Box, and all of these side by side for a Tuple or Dict.
 *
 * @throws {AgentConfigError} for other spaces, and for a Bernoulli output with n ≠ 2
 */
export function decisionFor(space: Space, config: DecisionConfig): Decision {
  const leaves = leavesOf(space);
  if (leaves === undefined || leaves.length === 0) {
    throw new AgentConfigError(
      `action space ${space} is not supported: allowed are Discrete, MultiDiscrete, MultiBinary and Box, ` +
        "and Tuple and Dict of these",
    );
  }
  const readers = leaves.flatMap((leaf) => readersOf(leaf, config, space));
  const heads = readers.map(({ head }) => head);
  const sizes = heads.map((head) => logitsOf(head, config.continuous.scale));
  return {
    heads,
    read({ h, p }, actions, greedy) {
      const { data, columns } = greedy ? p : h;
      for (let row = 0, to = 0; row < data.length; row += columns) {
        let from = row;
        for (let k = 0; k < readers.length; k++) {
          const reader = readers[k];
          if (greedy) reader.readMode(data, from, actions, to);
          else reader.read(data, from, actions, to);
          from += sizes[k];
          to += reader.size;
        }
      }
    },
  };
}

function readersOf(
  { space, size }: Leaf,
  { output, continuous }: DecisionConfig,
  whole: Space,
): HeadReader[] {
  const full = output === "softmax-full";
  switch (space.kind) {
    case "Box":
      return [gaussianReader(space, continuous.bounding)];
    case "MultiBinary":
      return [bernoulliReader(size, 0)];
    case "MultiDiscrete":
      return Array.from(space.nvec, (n, k) => softmaxReader(n, space.start[k], full));
    case "Discrete":
      if (output !== "bernoulli") return [softmaxReader(space.n, space.start, full)];
      if (space.n === 2) return [bernoulliReader(1, space.start)];
      throw new AgentConfigError(
        `agent.output "bernoulli" needs 2 actions, but the environment has ${whole}`,
      );
  }
}
