import { basename, dirname } from "node:path";
import type { PlannedArm } from "../plan.js";

/** A figure of the report. */
export interface ReportFigure {
  /** The environment or the family; undefined where it is over all environments. */
  readonly env: string | undefined;
  /** Of its files, without the ending. */
  readonly name: string;
  readonly heading: string;
  readonly svg: string;
  /** How to read it. */
  readonly caption: string;
}

/** All figures of the report are called so: what else is in its folder is not ours. */
export const FIGURE_NAMES =
  /^(?:learning-curves|returns|profiles|pairs|evaluations|labels-\d+|diagnostics|overall|unseen-tasks)-.+\.(?:svg|png)$/;

/** As the folder of the environment's trials is called. */
export function environmentFolder(env: string, arms: readonly PlannedArm[]): string {
  return basename(dirname(arms.find((arm) => arm.env === env)!.folder));
}
