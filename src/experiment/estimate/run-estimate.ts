import type { TrialBudget } from "../definition.js";
import { packs } from "../packing/packs.js";
import type { Plan, PlannedArm } from "../plan.js";
import { searchTrials, sweepTasks } from "../sweep/sweep-tasks.js";
import type { TrialTask } from "../trial.js";
import { trialTasks } from "../trial-tasks.js";
import type { ArmSpeed } from "./arm-speed.js";

/** A guess at how long something takes. */
export interface Estimate {
  readonly seconds: number;
  /** When all episodes are as long as their time limit lets them; undefined where there is none. */
  readonly atMost: number | undefined;
}

/** A guess at how long a plan takes. */
export interface RunEstimate extends Estimate {
  /**
   * Of one trial of each arm's comparison, which takes as long as all that train with it; undefined where its speed is not
   * known.
   */
  readonly trials: readonly (Estimate | undefined)[];
}

/** What a trial takes besides its steps: to begin, to load what it needs, to write its files. */
const TRIAL_SECONDS = 0.01;
/** Threads begin, and the report is drawn. */
const RUN_SECONDS = 1;

/**
 * A guess at how long a plan takes: search, then comparison, trials over workers, those that take longest first. Between
 * the length of an untrained network's episodes and their time limit it takes the geometric mean.
 *
 * @param speeds of the arms; the estimate leaves out arms without
 * @param workers threads that run at once
 * @param replicas trials of an arm that are trained as one
 */
export function estimateRun(
  plan: Plan,
  speeds: readonly (ArmSpeed | undefined)[],
  workers: number,
  replicas = 1,
): RunEstimate {
  const { episodes, points, also = {} } = plan.evaluation ?? { episodes: 0, points: 0 };
  const evaluated = episodes * points * (1 + Object.keys(also).length);
  const known = plan.arms.map(({ budget, sweep }, k) => {
    const speed = speeds[k];
    if (speed === undefined) return undefined;
    const searched = sweep?.measure === "evaluationReturn" ? episodes : 0;
    return {
      trial: estimateTrial(budget, speed, evaluated),
      searching: estimateTrial(sweep?.budget ?? budget, speed, searched),
    };
  });
  const { searches, comparisons } = programs(plan, replicas);
  const total = (secondsOf: (estimate: Estimate) => number): number => {
    const took = (all: readonly (readonly number[])[], kind: "trial" | "searching"): number =>
      makespan(
        all.map((pack) =>
          pack.reduce((sum, k) => sum + (known[k] === undefined ? 0 : secondsOf(known[k][kind])), 0),
        ),
        workers,
      );
    return RUN_SECONDS + took(searches, "searching") + took(comparisons, "trial");
  };
  const isBounded = known.every((arm) => arm?.trial.atMost !== undefined);
  return {
    seconds: total(({ seconds }) => seconds),
    atMost: isBounded ? total(({ atMost }) => atMost!) : undefined,
    trials: known.map((arm, k) => {
      const together = comparisons.find((pack) => pack[0] === k)?.length ?? 1;
      return arm && times(arm.trial, together);
    }),
  };
}

/** Which trials are trained as one: the arm of each, by its number in the plan. */
function programs(
  plan: Plan,
  replicas: number,
): Readonly<Record<"searches" | "comparisons", readonly (readonly number[])[]>> {
  if (replicas === 1) {
    const each = (trialsOf: (arm: PlannedArm) => number): number[][] =>
      plan.arms.flatMap((arm, k) => Array.from({ length: trialsOf(arm) }, () => [k]));
    return {
      searches: each(({ sweep }) => (sweep === undefined ? 0 : searchTrials({ sweep }))),
      comparisons: each(() => plan.seeds.length),
    };
  }
  const nameOf = ({ env, rule }: Pick<PlannedArm, "env" | "rule">): string => JSON.stringify([env, rule]);
  const armOf = new Map(plan.arms.map((arm, k) => [nameOf(arm), k]));
  const packed = (tasks: readonly TrialTask[]): number[][] =>
    packs(tasks, replicas).map((pack) => pack.map((index) => armOf.get(nameOf(tasks[index]!))!));
  return { searches: packed(sweepTasks(plan, "")), comparisons: packed(trialTasks(plan, "")) };
}

const times = ({ seconds, atMost }: Estimate, factor: number): Estimate => ({
  seconds: seconds * factor,
  atMost: atMost && atMost * factor,
});

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
