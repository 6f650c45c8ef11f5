import { GymnasiumError, type VectorEnv } from "gymnasium-js";
import { AgentConfigError } from "../../agents/errors.js";
import { featuresOf } from "../../agents/observations/features.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent } from "../../agents/team-agent.js";
import { UsageError } from "../errors/usage-error.js";
import { createEngine } from "./engines.js";
import { createEnvironment } from "./environments.js";
import { groupSize, type Plan, type PlannedArm } from "./plan.js";

const MOST_BYTES = 2 ** 31;
/** Weights, gradient, two moments. */
const COPIES = 4;

/**
 * Makes each environment and each arm's agent once, so that what cannot work is refused before anything
 * runs. Failures that are no fault of the plan's are left for the trials to meet.
 *
 * @throws {UsageError} one sentence that names the arm
 */
export async function preflight({ arms, engine, seeds }: Plan): Promise<void> {
  // Python's take a second to make, and arms of one environment have the same spaces.
  const made = new Map<string, Spaces>();
  for (const arm of arms) {
    try {
      const key = JSON.stringify([arm.source, groupSize(arm)]);
      const spaces = made.get(key) ?? (await spacesOf(arm));
      made.set(key, spaces);
      const { observationSpace, actionSpace } = spaces;
      checkSize(arm, featuresOf(observationSpace).size);
      createTeamAgent({
        engine: createEngine(engine),
        rule: creditRule(arm.rule),
        config: arm.agent,
        observationSpace,
        actionSpace,
        seeds: [seeds[0]!],
        batch: groupSize(arm),
        groups: arm.groups,
      });
    } catch (error) {
      if (
        error instanceof AgentConfigError ||
        error instanceof GymnasiumError ||
        error instanceof UsageError
      ) {
        // What concerns Python's environments names them.
        const isNamed = error.message.startsWith(`${arm.source.id}: `);
        const message = isNamed ? error.message : `${arm.env}, ${arm.rule}: ${error.message}`;
        throw new UsageError(message, { cause: error });
      }
    }
  }
}

type Spaces = Pick<VectorEnv, "observationSpace" | "actionSpace">;

async function spacesOf(arm: PlannedArm): Promise<Spaces> {
  const env = await createEnvironment(arm.source, groupSize(arm));
  const { observationSpace, actionSpace } = env;
  await env.close();
  return { observationSpace, actionSpace };
}

function checkSize({ agent, batch }: PlannedArm, inputs: number): void {
  for (const [path, { hidden }] of [["agent", agent] as const, ["agent.critic", agent.critic] as const]) {
    const sizes = [inputs, ...hidden];
    const weights = hidden.reduce((sum, units, layer) => sum + (sizes[layer]! + 1) * units, 0);
    // Traces have weights for each sample.
    const bytes = 4 * weights * (COPIES + batch);
    if (bytes > MOST_BYTES) {
      throw new UsageError(
        `${path}.hidden is [${hidden.join(", ")}] with batch ${batch}, which needs ${gigabytes(bytes)}: ` +
          `allowed is up to ${gigabytes(MOST_BYTES)}`,
      );
    }
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(0)} GiB`;
