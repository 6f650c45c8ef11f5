import type { TrialBudget } from "../definition.js";
import type { Plan } from "../plan.js";
import type { ArmSpeed } from "./arm-speed.js";

/** A guess at how long something takes. */
export interface Estimate {
  readonly seconds: number;
  /** When all episodes are as long as their time limit lets them; undefined where there is none. */
  readonly atMost: number | undefined;
}

/** A guess at how long a plan takes. */
export interface RunEstimate extends Estimate {
  /** Of one trial of each arm's comparison; undefined where its speed is not known. */
  readonly trials: readonly (Estimate | undefined)[];
}

/** What a trial takes besides its steps: to begin, to load what it needs, to write its files. */
const TRIAL_SECONDS = 0.01;
/** Threads begin, and the report is drawn. */
const RUN_SECONDS = 1;

/**
 * A guess at how long a plan takes: search, then comparison, trials over workers, the longest first. Between
 * the length of an untrained network's episodes and their time limit it takes the geometric mean.
 *
 * @param speeds of the arms; the estimate leaves out arms without
 * @param workers threads that run at once
 */
export function estimateRun(
  plan: Plan,
  speeds: readonly (ArmSpeed | undefined)[],
  workers: number,
): RunEstimate {
  const { episodes, points, also = {} } = plan.evaluation ?? { episodes: 0, points: 0 };
  const evaluated = episodes * points * (1 + Object.keys(also).length);
  const searching: Estimate[] = [];
  const comparing: Estimate[] = [];
  const trials = plan.arms.map(({ budget, sweep }, k) => {
    const speed = speeds[k];
    if (speed === undefined) return undefined;
    const trial = estimateTrial(budget, speed, evaluated);
    comparing.push(...plan.seeds.map(() => trial));
    if (sweep !== undefined) {
      const one = estimateTrial(sweep.budget, speed, sweep.measure === "evaluationReturn" ? episodes : 0);
      searching.push(...new Array<Estimate>(sweep.candidates.length * sweep.seeds.length).fill(one));
    }
    return trial;
  });
  const total = (secondsOf: (estimate: Estimate) => number): number =>
    RUN_SECONDS + makespan(searching.map(secondsOf), workers) + makespan(comparing.map(secondsOf), workers);
  const isBounded = trials.every((trial) => trial?.atMost !== undefined);
  return {
    seconds: total(({ seconds }) => seconds),
    atMost: isBounded ? total(({ atMost }) => atMost!) : undefined,
    trials,
  };
}

/** @param evaluated episodes that are played besides */
function estimateTrial(budget: TrialBudget, speed: ArmSpeed, evaluated: number): Estimate {
  const { seconds, evaluationSeconds = seconds, longest } = speed;
  const shortest = Math.min(speed.episodeLength, longest ?? Number.POSITIVE_INFINITY);
  const secondsFor = (length: number): number => {
    const steps = "steps" in budget ? budget.steps : budget.episodes * length;
    return TRIAL_SECONDS + steps * seconds + evaluated * length * evaluationSeconds;
  };
  const countsSteps = "steps" in budget && evaluated === 0;
  const atMost = longest === undefined && !countsSteps ? undefined : secondsFor(longest ?? 1);
  return { seconds: secondsFor(Math.sqrt(shortest * (longest ?? shortest))), atMost };
}

/** When the last of some jobs is done. */
function makespan(seconds: readonly number[], workers: number): number {
  const ends = new Float64Array(Math.max(1, Math.min(workers, seconds.length)));
  for (const job of [...seconds].sort((a, b) => b - a)) ends[ends.indexOf(Math.min(...ends))]! += job;
  return Math.max(...ends);
}
