import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  type CurveSeries,
  comparisonTables,
  type Figure,
  finalReturnPlots,
  learningCurvePlots,
  toPng,
} from "../report/index.js";
import type { Summary } from "../statistics/index.js";
import type { CurvePoint } from "../streams/index.js";
import type { Plan } from "./plan.js";
import { restartNotes } from "./restart-notes.js";
import { writeAtomically } from "./store/atomic-file.js";
import type { TrialRecord } from "./trial.js";

/** Writes `report/`: tables as Markdown, figures as SVG and PNG. Returns the pictures' paths. */
export function writeRunReport(
  folder: string,
  plan: Plan,
  trials: readonly TrialRecord[],
  summary: Summary,
): string[] {
  const target = join(folder, "report");
  mkdirSync(target, { recursive: true });
  const title = `# ${plan.name}\n\n${plan.description === undefined ? "" : `${plan.description}\n\n`}`;
  const parts = [comparisonTables(summary, "markdown", plan.published), ...restartNotes(trials)];
  writeAtomically(join(target, "comparison.md"), `${title}${parts.join("\n\n")}\n`);
  // Trials with a budget of steps have different numbers of episodes.
  const countsSteps = (env: string): boolean =>
    plan.arms.some((arm) => arm.env === env && "steps" in arm.budget);
  const curves = learningCurvePlots(curvesOf(folder, plan, trials), {
    axis: (env) => (countsSteps(env) ? "step" : "episode"),
  });
  return [
    ...drawAll(target, "learning-curves", curves, plan),
    ...drawAll(target, "final-return", finalReturnPlots(summary.arms), plan),
  ];
}

function drawAll(target: string, what: string, figures: readonly Figure[], { arms }: Plan): string[] {
  return figures.map(({ env, svg }) => {
    // As the folder of the environment's trials is called.
    const name = basename(dirname(arms.find((arm) => arm.env === env)!.folder));
    const path = join(target, `${what}-${name}`);
    writeAtomically(`${path}.svg`, svg);
    writeAtomically(`${path}.png`, toPng(svg));
    return `${path}.png`;
  });
}

function curvesOf(folder: string, plan: Plan, trials: readonly TrialRecord[]): CurveSeries[] {
  return plan.arms.map(({ env, rule, folder: arm }) => ({
    env,
    rule,
    curves: trials
      .filter((trial) => trial.env === env && trial.rule === rule && trial.status === "done")
      .map(({ seed }) => ({ seed, points: readCurve(join(folder, arm, String(seed), "curve.jsonl")) })),
  }));
}

function readCurve(path: string): CurvePoint[] {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as CurvePoint);
}
