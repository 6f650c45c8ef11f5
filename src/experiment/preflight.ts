import { GymnasiumError, type VectorEnv } from "gymnasium-js";
import { AgentConfigError } from "../../agents/errors.js";
import { featuresOf } from "../../agents/observations/features.js";
import { UsageError } from "../errors/usage-error.js";
import { environmentOf } from "../evaluate/evaluation.js";
import { agentFor } from "./agent-for.js";
import { createEnvironment, type EnvironmentSource } from "./environments.js";
import type { ArmSpeed } from "./estimate/arm-speed.js";
import { measureElsewhere } from "./estimate/measure-elsewhere.js";
import { Stopwatch } from "./estimate/stopwatch.js";
import { checkTasks, searchSource, trialSource } from "./family-source.js";
import { checkModelsRepeatable, openAgentParts } from "./models/agent-parts.js";
import { groupSize, type Plan, type PlannedArm } from "./plan.js";
import { evaluationSources } from "./probes/evaluation-sources.js";

const MOST_BYTES = 2 ** 31;
/** Weights, gradient, two moments. */
const COPIES = 4;

export interface PreflightOptions {
  /** Whether to measure how fast the arms train; false unless given. */
  readonly timed?: boolean;
  /** Trials of an arm that are trained as one; 1 unless given. */
  readonly replicas?: number;
}

/**
 * Makes each environment and each arm's agent once, so that what cannot work is refused before anything
 * runs. Failures that are no fault of the plan's are left for the trials to meet.
 *
 * @returns with `timed` how fast the arms train; undefined for arms of which nothing can be said
 * @throws {UsageError} one sentence that names the arm
 */
export async function preflight(
  plan: Plan,
  { timed = false, replicas = 1 }: PreflightOptions = {},
): Promise<(ArmSpeed | undefined)[]> {
  const { arms } = plan;
  const stopwatch = new Stopwatch(timed ? arms.length : 0, plan, replicas);
  const speeds = new Array<ArmSpeed | undefined>(arms.length).fill(undefined);
  // Python's take a second to make, and arms of one environment have the same.
  const made = new Map<string, VectorEnv>();
  const tried = new Set<string>();
  try {
    for (const [k, arm] of arms.entries()) {
      await refusing(arm, async () => {
        const key = JSON.stringify([arm.source, groupSize(arm)]);
        const source = trialSource(arm.source, plan.seeds[0]!);
        const env = made.get(key) ?? (await createEnvironment(source, groupSize(arm)));
        made.set(key, env);
        checkTasks(trialSources(arm, plan.seeds));
        checkSize(arm, featuresOf(env.observationSpace).size, replicas);
        const seed = plan.seeds[0]!;
        const { dispose, ...parts } = await openAgentParts(arm, plan, { spaces: env, seed });
        try {
          const agent = agentFor(arm, env, { ...parts, seeds: [seed] });
          await checkModelsRepeatable(arm, plan, { spaces: env, seed });
          await tryEvaluations(source, plan, tried);
          if (arm.source.module === undefined) speeds[k] = await stopwatch.measure(key, arm, env, agent);
        } finally {
          dispose();
        }
      });
    }
  } finally {
    await Promise.allSettled([...made.values()].map(async (env) => env.close()));
  }
  const others = arms.flatMap((arm, k) => (arm.source.module === undefined ? [] : [k]));
  if (timed && others.length > 0) {
    const found = await measureElsewhere({
      arms: others.map((k) => arms[k]!),
      plan: {
        engine: plan.engine,
        backend: plan.backend,
        evaluation: plan.evaluation,
        seeds: plan.seeds,
        diagnostics: plan.diagnostics,
      },
      replicas,
      milliseconds: stopwatch.milliseconds,
    });
    for (const [i, k] of others.entries()) speeds[k] = found[i];
  }
  return speeds;
}

/** Those of an arm's trials, its search's included. */
function trialSources({ source, sweep }: PlannedArm, seeds: readonly number[]): EnvironmentSource[] {
  return [
    ...seeds.map((seed) => trialSource(source, seed)),
    ...(sweep?.seeds ?? []).map((seed) => searchSource(source, seed)),
  ];
}

/** Makes the environments of evaluations that have arguments of their own. @param tried those that were made before */
async function tryEvaluations(
  source: EnvironmentSource,
  { evaluation }: Pick<Plan, "evaluation">,
  tried: Set<string>,
): Promise<void> {
  if (evaluation === undefined) return;
  for (const own of evaluationSources(source, evaluation)) {
    const key = JSON.stringify(own.source);
    if (own.source === source || tried.has(key)) continue;
    tried.add(key);
    const env = await environmentOf(own);
    await env.close?.();
  }
}

/** @throws {UsageError} that names the arm, for what is the plan's fault */
async function refusing({ env, rule, source }: PlannedArm, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof AgentConfigError || error instanceof GymnasiumError || error instanceof UsageError) {
      // What concerns Python's environments names them.
      const isNamed = error.message.startsWith(`${source.id}: `);
      const message = isNamed ? error.message : `${env}, ${rule}: ${error.message}`;
      throw new UsageError(message, { cause: error });
    }
  }
}

function checkSize({ agent, batch }: PlannedArm, inputs: number, replicas: number): void {
  for (const [path, { hidden }] of [["agent", agent] as const, ["agent.critic", agent.critic] as const]) {
    const sizes = [inputs, ...hidden];
    const weights = hidden.reduce((sum, units, layer) => sum + (sizes[layer]! + 1) * units, 0);
    // Traces have weights for each sample.
    const bytes = 4 * weights * (COPIES + batch) * replicas;
    if (bytes > MOST_BYTES) {
      const packed = replicas === 1 ? "" : ` and ${replicas} replicas`;
      throw new UsageError(
        `${path}.hidden is [${hidden.join(", ")}] with batch ${batch}${packed}, which needs ${gigabytes(bytes)}: ` +
          `allowed is up to ${gigabytes(MOST_BYTES)}`,
      );
    }
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(0)} GiB`;
