import { labelScores } from "../experiment/probes/label-scores.js";
import type { LayerDiagnostics } from "../experiment/probes/lines.js";
import { type RunOnDisk, readCurve, recordOf, type TrialOnDisk } from "../experiment/store/read-run.js";
import { type Cell, CsvFile } from "./csv-file.js";
import type { PlaceFor } from "./export-folder.js";
import { readDiagnostics, readEvaluations, readLog } from "./run-data.js";

/** What names a trial in every table. */
const TRIAL = ["env", "rule", "seed"];

const MEASURES = [
  ...["units", "angle", "angleError", "signalToNoise", "norm", "gradientNorm"],
  ...["entropy", "dead", "saturated"],
] as (keyof LayerDiagnostics)[];

/** A table: its columns after those of the trial, and a trial's rows. */
interface Table {
  readonly columns: readonly string[];
  readonly rows: (trial: TrialOnDisk) => Iterable<readonly Cell[]>;
  /** Left out when there are no rows. */
  readonly optional?: boolean;
}

const TABLES: Readonly<Record<string, Table>> = {
  "trials.csv": {
    columns: [
      ...["status", "episodes", "steps", "averageReturn", "finalReturn", "evaluationReturn"],
      ...["seconds", "stepsPerSecond", "error"],
    ],
    rows: trialRows,
  },
  "curves.csv": {
    columns: ["episode", "step", "meanReturn", "meanLength", "episodes"],
    rows: curveRows,
  },
  "episodes.csv": { columns: ["episode", "return", "length", "environment"], rows: episodeRows },
  "evaluation.csv": {
    columns: ["episode", "step", "policy", "evaluationEpisode", "return", "length"],
    rows: evaluationRows,
    optional: true,
  },
  "labels.csv": {
    columns: ["episode", "step", "evaluation", "accuracy", "logLoss"],
    rows: labelRows,
    optional: true,
  },
  "diagnostics.csv": {
    columns: ["episode", "step", "decisions", "layer", ...MEASURES],
    rows: diagnosticsRows,
    optional: true,
  },
};

/** Writes the tables of a run, each with one row a line of its kind, in constant memory. */
export function writeCsv({ trials }: RunOnDisk, placeFor: PlaceFor): void {
  for (const [name, { columns, rows, optional }] of Object.entries(TABLES)) {
    let file: CsvFile | undefined;
    const open = (): CsvFile => new CsvFile(placeFor(name), [...TRIAL, ...columns]);
    if (!optional) file = open();
    try {
      for (const trial of trials) {
        for (const row of rows(trial)) {
          file ??= open();
          file.row([trial.arm.env, trial.arm.rule, trial.seed, ...row]);
        }
      }
    } finally {
      file?.close();
    }
  }
}

function* trialRows(trial: TrialOnDisk): Generator<readonly Cell[]> {
  const { status, episodes, steps, averageReturn, finalReturn, evaluationReturn, error } = recordOf(trial);
  const { seconds, stepsPerSecond } = trial.timing ?? {};
  yield [
    ...[status, episodes, steps, averageReturn, finalReturn, evaluationReturn],
    ...[seconds, stepsPerSecond, error],
  ];
}

function* curveRows({ folder }: TrialOnDisk): Generator<readonly Cell[]> {
  for (const { episode, step, meanReturn, meanLength, episodes } of readCurve(folder)) {
    yield [episode, step, meanReturn, meanLength, episodes];
  }
}

function* episodeRows(trial: TrialOnDisk): Generator<readonly Cell[]> {
  let episode = 0;
  for (const { returns, lengths, environments } of readLog(trial)) {
    for (let k = 0; k < returns.length; k++) {
      yield [++episode, returns[k], lengths[k], environments[k]];
    }
  }
}

function* evaluationRows(trial: TrialOnDisk): Generator<readonly Cell[]> {
  for (const { episode, step, policy, returns, lengths } of readEvaluations(trial)) {
    for (let k = 0; k < returns.length; k++) {
      yield [episode, step, policy, k + 1, returns[k], lengths[k]];
    }
  }
}

function* labelRows(trial: TrialOnDisk): Generator<readonly Cell[]> {
  for (const point of readEvaluations(trial)) {
    for (const [name, { accuracy, logLoss }] of Object.entries(labelScores(point))) {
      yield [point.episode, point.step, name, accuracy, logLoss];
    }
  }
}

function* diagnosticsRows(trial: TrialOnDisk): Generator<readonly Cell[]> {
  for (const { episode, step, decisions, layers } of readDiagnostics(trial)) {
    for (const [layer, measures] of layers.entries()) {
      yield [episode, step, decisions, layer, ...MEASURES.map((name) => measures[name])];
    }
  }
}
