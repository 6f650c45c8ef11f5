import { isRemoteId, type VectorEnv } from "gymnasium-js";
import { lastValueFrom } from "rxjs";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { interact } from "../../streams/index.js";
import type { PlannedArm } from "../plan.js";

/** How fast an arm's agent trains, from a few steps: a guess for plans, of which no result knows. */
export interface ArmSpeed {
  /** Of one transition, with as many replicas as train together. */
  readonly seconds: number;
  /** Of one step of an evaluation; left out where it was not measured. */
  readonly evaluationSeconds?: number;
  /** Mean length of an episode before anything is learned: of those that ended, or at least so long. */
  readonly episodeLength: number;
  /** Of an episode; undefined where there is none, or nobody knows. */
  readonly longest: number | undefined;
}

/** Share of the steps that are left out: the first ones, of which the code is new. */
const WARMING_UP = 0.5;
/** Share of the others that are left out: the longest, in which the process had to wait for others. */
const WAITING = 0.02;

/** Fewer tell little: where these take longer, the measurement may, up to so many times as long. */
const FEWEST_STEPS = 500;
const LONGER = 4;
/** By the clock. */
const LATEST = 20;

/**
 * Trains an agent for a moment. Waits for one reset and one step at least, however long they take.
 *
 * @param milliseconds > 0: of computing time, and in environments elsewhere by the clock
 * @throws what environment or agent throw
 */
export async function measureSpeed(
  arm: PlannedArm,
  env: VectorEnv,
  agent: TeamAgent,
  milliseconds: number,
): Promise<ArmSpeed> {
  const steps: number[] = [];
  let ended = 0;
  const isRemote = isRemoteId(arm.source.id);
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  let before = began;
  const { transitions } = await lastValueFrom(
    interact(env, agent, {
      seed: 0,
      until: ({ terminated, truncated }) => {
        for (let i = 0; i < terminated.length; i++) if (terminated[i] || truncated[i]) ended++;
        const now = performance.now();
        steps.push(now - before);
        before = now;
        if (now - began < milliseconds) return false;
        // On a busy machine little is done in much time.
        const share = isRemote ? (now - began) / milliseconds : cpuMilliseconds(cpuBefore) / milliseconds;
        const isLate = now - began > LATEST * milliseconds;
        return isLate || share >= LONGER || (share >= 1 && steps.length >= FEWEST_STEPS);
      },
    }),
  );
  return {
    seconds: (typicalStep(steps) * steps.length) / 1000 / Math.max(1, transitions),
    episodeLength: Math.max(1, transitions / Math.max(env.numEnvs, ended)),
    longest: ended >= transitions ? 1 : longestEpisode(arm, env),
  };
}

function cpuMilliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Mean without those that tell nothing of how long others will take. */
function typicalStep(steps: readonly number[]): number {
  const warm = steps.slice(Math.floor(WARMING_UP * steps.length)).sort((a, b) => a - b);
  const kept = warm.slice(0, Math.ceil((1 - WAITING) * warm.length));
  return kept.reduce((sum, step) => sum + step, 0) / kept.length;
}

function longestEpisode({ source }: PlannedArm, { spec }: VectorEnv): number | undefined {
  const limit = source.maxEpisodeSteps ?? spec.maxEpisodeSteps ?? -1;
  return limit < 0 ? undefined : limit;
}
