import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { labelScores } from "../experiment/probes/label-scores.js";
import type { LayerDiagnostics } from "../experiment/probes/lines.js";
import { type RunOnDisk, readCurve, recordOf, type TrialOnDisk } from "../experiment/store/read-run.js";
import { EventFile } from "./event-file.js";
import type { PlaceFor } from "./export-folder.js";
import { sessionEnd, sessionStart } from "./hyperparameters.js";
import { readDiagnostics, readEvaluations } from "./run-data.js";

/** A value of a series by environment step. */
interface Point {
  readonly step: number;
  readonly tag: string;
  readonly value: number;
}

/**
 * Writes a file of events for each trial, `<env>/<rule>/<seed>/events.out.tfevents.<time>.creditgym`. Wall times
 * are made from `timing.json`: those of a trial go evenly with its steps, from the run's begin over the seconds
 * that the trial took (over none while these are not known). So the same folder gives the same bytes.
 */
export function writeTensorBoard(run: RunOnDisk, placeFor: PlaceFor): void {
  const began = beginOf(run);
  for (const trial of run.trials) {
    const name = `${trial.arm.folder.replace(/^trials\//, "")}/${trial.seed}`;
    const path = placeFor(`${name}/events.out.tfevents.${Math.floor(began)}.creditgym`);
    writeTrial(path, trial, began);
  }
}

function writeTrial(path: string, trial: TrialOnDisk, began: number): void {
  const record = recordOf(trial);
  const points = pointsOf(trial);
  const last = Math.max(record.steps, points.at(-1)?.step ?? 0);
  const at = (step: number): number => began + (last === 0 ? 0 : (record.seconds * step) / last);
  const file = new EventFile(path, began);
  try {
    file.write({ wallTime: began, step: 0, values: [sessionStart(trial.arm, began)] });
    for (const { step, tag, value } of points) {
      file.write({ wallTime: at(step), step, values: [{ tag, value }] });
    }
    const { status } = record;
    if (status === "done" || status === "failed") {
      file.write({ wallTime: at(last), step: last, values: [sessionEnd(status, at(last))] });
    }
  } finally {
    file.close();
  }
}

/** By step, as charts are drawn. */
function pointsOf(trial: TrialOnDisk): Point[] {
  const points: Point[] = [];
  for (const { step, meanReturn, meanLength } of readCurve(trial.folder)) {
    points.push({ step, tag: "return/mean", value: meanReturn });
    points.push({ step, tag: "length/mean", value: meanLength });
  }
  for (const point of readEvaluations(trial)) {
    const { step, meanReturn } = point;
    points.push({ step, tag: "evaluation/return", value: meanReturn });
    for (const [name, { accuracy, logLoss }] of Object.entries(labelScores(point))) {
      points.push({ step, tag: `labels/${name}/accuracy`, value: accuracy });
      points.push({ step, tag: `labels/${name}/logLoss`, value: logLoss });
    }
  }
  for (const { step, layers } of readDiagnostics(trial)) {
    for (const [layer, measures] of layers.entries()) points.push(...diagnosticsOf(step, layer, measures));
  }
  const { status, steps, averageReturn, finalReturn } = recordOf(trial);
  // Only whole trials can be compared.
  if (status === "done" && averageReturn !== null && finalReturn !== null) {
    points.push({ step: steps, tag: "hparam/averageReturn", value: averageReturn });
    points.push({ step: steps, tag: "hparam/finalReturn", value: finalReturn });
  }
  return points.sort((a, b) => a.step - b.step);
}

function diagnosticsOf(step: number, layer: number, { units: _, ...measures }: LayerDiagnostics): Point[] {
  return Object.entries(measures).flatMap(([name, value]) =>
    typeof value === "number" ? [{ step, tag: `diagnostics/layer_${layer}/${name}`, value }] : [],
  );
}

/** Seconds since 1970; of a run that was killed, when its experiment.json was written. */
function beginOf({ folder }: RunOnDisk): number {
  try {
    const { began } = JSON.parse(readFileSync(join(folder, "timing.json"), "utf8")) as { began: string };
    const time = Date.parse(began);
    if (Number.isFinite(time)) return time / 1000;
  } catch {
    // Not there yet, or not whole: see below.
  }
  return statSync(join(folder, "experiment.json")).mtimeMs / 1000;
}
