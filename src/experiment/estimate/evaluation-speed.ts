import { isRemoteId } from "gymnasium-js";
import { environmentOf } from "../../evaluate/evaluation.js";
import { type Moment, play } from "../../evaluate/play.js";
import { SavedPolicy } from "../../evaluate/saved-policy.js";
import { trialSource } from "../family-source.js";
import { openAgentParts } from "../models/agent-parts.js";
import type { PlannedArm } from "../plan.js";
import type { ArmSpeed } from "./arm-speed.js";
import type { MeasuredPlan } from "./measure-arm.js";

/** Share of the steps that are left out: the first ones, of which the code is new. */
const WARMING_UP = 0.5;
const MOST_STEPS = 2000;

/**
 * How long a step of an evaluation takes: in one environment, but with a network that evaluates as many rows as it
 * is trained with. Of environments elsewhere, which take long to be made, it is guessed from the training.
 *
 * @param speed of the training, @param milliseconds > 0
 * @throws what environment or network throw
 */
export async function evaluationSeconds(
  arm: PlannedArm,
  plan: MeasuredPlan,
  { seconds }: ArmSpeed,
  milliseconds: number,
): Promise<number> {
  if (isRemoteId(arm.source.id)) return seconds * arm.batch;
  const env = await environmentOf({ source: trialSource(arm.source, plan.seeds[0]!) });
  const { dispose, ...parts } = await openAgentParts(arm, plan, { spaces: env, seed: 1, frozen: true });
  try {
    const { observationSpace, actionSpace } = env;
    const greedy = plan.evaluation?.policy === "greedy";
    const policy = new SavedPolicy(arm, { ...parts, observationSpace, actionSpace, seed: 1, greedy });
    const times: number[] = [];
    const began = cpuMilliseconds();
    const signal = { aborted: false };
    // What a reset takes is its first step's.
    const onStep = ({ step }: Moment): void => {
      if (step === 0) return;
      times.push(cpuMilliseconds());
      signal.aborted = times.at(-1)! - began > milliseconds || times.length >= MOST_STEPS;
    };
    await play(env, policy, { episodes: MOST_STEPS, seed: 1, maxSteps: MOST_STEPS, signal, onStep });
    const first = Math.floor(WARMING_UP * (times.length - 1));
    return (times.at(-1)! - times[first]!) / 1000 / Math.max(1, times.length - 1 - first);
  } finally {
    dispose();
    await env.close?.();
  }
}

/** A busy machine takes its time, of which an idle one needs none. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
