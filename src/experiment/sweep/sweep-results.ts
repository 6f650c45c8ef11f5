import type { AgentConfig } from "../../../agents/config.js";
import type { SearchMeasure } from "../definition.js";
import { splitName } from "../environment-names.js";
import type { Plan, PlannedArm } from "../plan.js";
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
  /** Index of the best: the highest mean, of several the first; 0, no change, where none has a mean. */
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

/** The environment in which an arm's settings are searched for: of a family its training tasks. */
export function searchedIn({ env, source }: Pick<PlannedArm, "env" | "source">): string {
  return source.family === undefined ? env : splitName(env, source, "training");
}

/** The plan with the settings that its search chose. */
export function withChosen(plan: Plan, { arms: found }: SweepResults): Plan {
  return {
    ...plan,
    arms: plan.arms.map((arm) => {
      const searched = searchedIn(arm);
      const own = found.find(({ env, rule }) => env === searched && rule === arm.rule);
      return own === undefined ? arm : { ...arm, agent: own.agent };
    }),
  };
}
