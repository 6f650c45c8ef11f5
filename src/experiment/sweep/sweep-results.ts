import type { AgentConfig } from "../../../agents/config.js";
import type { SearchMeasure } from "../definition.js";
import type { Plan, PlannedArm } from "../plan.js";
import type { TrialRecord } from "../trial.js";
import { candidateAgent } from "./candidate-agent.js";
import { edgeOf, isRange } from "./dimension.js";
import type { Candidate, PlannedSweep } from "./planned-sweep.js";

/** How one setting of a search did. */
export interface CandidateResult {
  /** What it changes, by path, as the space has it; nothing in the first. */
  readonly changes: Candidate;
  /** By seed; null where the trial failed or no episode ended. */
  readonly scores: readonly (number | null)[];
  /** Null, which is the worst, where one of them is. */
  readonly mean: number | null;
}

/** At which end of what was searched the chosen setting lies. */
export interface Edge {
  readonly path: string;
  readonly value: number;
  readonly end: "lower" | "upper";
}

/** What the search for one arm's settings found. */
export interface ArmSearch {
  readonly env: string;
  readonly rule: string;
  readonly measure: SearchMeasure;
  readonly seeds: readonly number[];
  /** Paths whose values multiply what stood there. */
  readonly factors: readonly string[];
  /** Transitions of all its trials. */
  readonly steps: number;
  readonly failed: number;
  /** Why the first of them failed, in one sentence; left out where none did. */
  readonly failure?: string;
  readonly candidates: readonly CandidateResult[];
  /** Index of the best: the highest mean, of several the first; 0 where all failed. */
  readonly chosen: number;
  readonly edges: readonly Edge[];
  /** That the comparison runs with. */
  readonly agent: AgentConfig;
}

/** `sweep.json`: arms that were searched for, in the plan's order. */
export interface SweepResults {
  readonly arms: readonly ArmSearch[];
}

/** An arm whose settings are searched for. */
export type SearchedArm = PlannedArm & { readonly sweep: PlannedSweep };

/** The arms of a plan that are searched for, in its order. */
export function searchedArms({ arms }: Pick<Plan, "arms">): SearchedArm[] {
  return arms.filter((arm): arm is SearchedArm => arm.sweep !== undefined);
}

/** @param trials of the arm, by candidate and then by seed */
export function armSearchOf(arm: SearchedArm, trials: readonly TrialRecord[]): ArmSearch {
  const { env, rule, sweep, agent } = arm;
  const { measure, seeds, candidates, space } = sweep;
  const results = candidates.map((changes, k): CandidateResult => {
    const own = trials.slice(k * seeds.length, (k + 1) * seeds.length);
    const scores = own.map((trial) => (trial.status === "done" ? trial[measure] : null));
    const isWhole = scores.every((score) => score !== null);
    const mean = isWhole ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
    return { changes, scores, mean };
  });
  const best = Math.max(...results.map(({ mean }) => mean ?? Number.NEGATIVE_INFINITY));
  const chosen = Math.max(
    0,
    results.findIndex(({ mean }) => mean === best),
  );
  const factors = Object.entries(space).flatMap(([path, dimension]) =>
    isRange(dimension) && dimension.times === true ? [path] : [],
  );
  const failures = trials.filter(({ status }) => status === "failed");
  const edges = Object.entries(candidates[chosen]!).flatMap(([path, value]): Edge[] => {
    const end = edgeOf(space[path]!, value);
    return end === undefined ? [] : [{ path, value: value as number, end }];
  });
  return {
    ...{ env, rule, measure, seeds, factors },
    steps: trials.reduce((sum, { steps }) => sum + steps, 0),
    failed: failures.length,
    ...(failures.length > 0 && { failure: failures[0]!.error ?? "it failed without saying why" }),
    ...{ candidates: results, chosen, edges },
    agent: candidateAgent(agent, space, candidates[chosen]!),
  };
}

/** The plan with the settings that its search chose. */
export function withChosen(plan: Plan, { arms: found }: SweepResults): Plan {
  return {
    ...plan,
    arms: plan.arms.map((arm) => {
      const own = found.find(({ env, rule }) => env === arm.env && rule === arm.rule);
      return own === undefined ? arm : { ...arm, agent: own.agent };
    }),
  };
}
