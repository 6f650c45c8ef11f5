import { resolve } from "node:path";
import { trialSource } from "./family-source.js";
import type { Plan } from "./plan.js";
import type { TrialTask } from "./trial.js";

/** The trials of a plan's comparison, by arm and seed. */
export function trialTasks(plan: Plan, folder: string): TrialTask[] {
  const { arms, seeds, engine, backend, retries, evaluation, diagnostics } = plan;
  return arms.flatMap(({ env, rule, source, budget, batch, groups, agent, models, folder: arm }) =>
    seeds.map((seed) => ({
      ...{ env, rule, seed, budget, batch, groups, agent, engine, retries, evaluation, diagnostics },
      ...(backend && { backend }),
      ...(models && { models }),
      source: trialSource(source, seed),
      folder: resolve(folder, arm, String(seed)),
    })),
  );
}
