import { isRemoteId } from "gymnasium-js";
import type { Plan, PlannedArm } from "../experiment/plan.js";
import { settingsByPath } from "../experiment/report/settings-table.js";
import type { MadeWith } from "../experiment/store/read-run.js";
import { ROBUST_SEEDS } from "../report/curve-bands.js";
import type { Axis, Centre, EnvironmentHead, RunHead } from "./messages.js";

/** What counts along an environment's axis: trials with a budget of steps have different numbers of episodes. */
export function axisOf(env: string, arms: readonly PlannedArm[]): Axis {
  return arms.some((arm) => arm.env === env && "steps" in arm.budget) ? "step" : "episode";
}

/** Whether its networks can be watched: Python's draw elsewhere, and a user's module is not run to be looked at. */
export const isDrawn = ({ source, models }: PlannedArm): boolean =>
  source.module === undefined && models === undefined && !isRemoteId(source.id);

/** As in reports. */
export const usualCentre = (seeds: number): Centre => (seeds >= ROBUST_SEEDS ? "iqm" : "mean");

/** What a page is told of a run once. */
export function runHead(id: string, folder: string, plan: Plan, { versions, host }: MadeWith): RunHead {
  const { name, description, variant, engine, seeds, arms, diagnostics } = plan;
  const environments = [...new Set(arms.map(({ env }) => env))].map((env): EnvironmentHead => {
    const own = arms.filter((arm) => arm.env === env);
    return {
      env,
      axis: axisOf(env, arms),
      rules: own.map(({ rule }) => rule),
      isDrawn: own.every(isDrawn),
    };
  });
  return {
    ...{ id, name, engine, seeds, environments },
    ...(description !== undefined && { description }),
    ...(variant !== undefined && { variant }),
    arms: arms.map(({ env, rule }) => ({ env, rule })),
    rules: [...new Set(arms.map(({ rule }) => rule))],
    settings: settingsByPath(arms).map(({ path, values }) => ({
      path,
      values: values.map((value) => value ?? null),
    })),
    isDiagnosed: diagnostics !== undefined,
    centre: usualCentre(seeds.length),
    resume: `creditgym compare --resume ${folder}`,
    made: `creditgym ${versions.creditgym}, Node ${versions.node}, ${host.cpu} (${host.cores} cores)`,
  };
}
