import { resolve } from "node:path";
import { searchSource } from "../family-source.js";
import type { Plan } from "../plan.js";
import type { TrialTask } from "../trial.js";
import { candidateAgent } from "./candidate-agent.js";
import { type SearchedArm, searchedArms } from "./sweep-results.js";

/** The trials of a plan's search, by arm, candidate and seed. Nothing but what the search goes by is measured. */
export function sweepTasks(plan: Plan, folder: string): TrialTask[] {
  const { engine, backend, retries, evaluation: planned } = plan;
  const evaluation = planned && { ...planned, points: 1, also: {} };
  return searchedArms(plan).flatMap(
    ({ env, rule, source, batch, groups, agent, models, sweep, folder: arm }) =>
      sweep.candidates.flatMap((candidate, k) => {
        const own = candidateAgent(agent, sweep.space, candidate);
        return sweep.seeds.map((seed) => ({
          ...{ env, rule, seed, budget: sweep.budget, batch, groups, agent: own, engine, retries },
          ...(backend && { backend }),
          ...(models && { models }),
          ...(sweep.measure === "evaluationReturn" && { evaluation }),
          source: searchSource(source, seed),
          folder: resolve(folder, arm.replace(/^trials\//, "sweep/"), String(k), String(seed)),
        }));
      }),
  );
}

/** How many trials an arm's search has. */
export const searchTrials = ({ sweep }: Pick<SearchedArm, "sweep">): number =>
  sweep.candidates.length * sweep.seeds.length;
