import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { DiagnosticsPoint, EvaluationPoint } from "../../src/experiment/probes/lines.js";
import { readEpisodes } from "../../src/experiment/store/episode-log.js";
import { readCurve } from "../../src/experiment/store/read-run.js";
import { exportRun } from "../../src/export/export-run.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { type ReadEvent, readEvents } from "./read-events.js";
import { makeRun } from "./run.js";

const root = temporaryFolder();
let run: string;

beforeAll(async () => {
  run = await makeRun(root);
});

let copies = 0;
/** A copy of the run to damage. */
function copy(): string {
  const folder = join(root, `copy-${copies++}`);
  cpSync(run, folder, { recursive: true });
  return folder;
}

const out = (): string => join(root, `out-${copies++}`);
const text = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
const lines = (...path: readonly string[]): string[] =>
  text(...path)
    .trimEnd()
    .split("\n");

const EVALUATION: EvaluationPoint = {
  ...{ episode: 30, step: 600, policy: "greedy", returns: [9, 0.1 + 0.2], lengths: [9, 4] },
  ...{ meanReturn: 4.65, stdReturn: 4.35 },
};
const LABELLED: EvaluationPoint = {
  ...{ ...EVALUATION, accuracy: 0.75, logLoss: 0.5 },
  also: { "training set": { ...EVALUATION, accuracy: 1, logLoss: 0.25 }, untold: EVALUATION },
};
const LAYER = {
  ...{ units: 4, angle: 12.5, angleError: 0.25, signalToNoise: 0.01, norm: 3, gradientNorm: 2 },
  ...{ entropy: 0.75, dead: 0, saturated: 0.5 },
};
const DIAGNOSTICS: DiagnosticsPoint = {
  ...{ episode: 15, step: 300, decisions: 128 },
  layers: [LAYER, { ...LAYER, units: 2, angle: null, angleError: null, entropy: null }],
};
const TRIAL = "trials/CartPole-v1/reinforce/8";

/** A copy of the run with measurements of one trial. */
function probed(): string {
  const folder = copy();
  writeFileSync(join(folder, TRIAL, "evaluation.jsonl"), `${JSON.stringify(EVALUATION)}\n`);
  writeFileSync(join(folder, TRIAL, "diagnostics.jsonl"), `${JSON.stringify(DIAGNOSTICS)}\n`);
  return folder;
}

/** A copy of the run with an evaluation of one trial in which labels were told. */
function labelled(): string {
  const folder = copy();
  writeFileSync(join(folder, TRIAL, "evaluation.jsonl"), `${JSON.stringify(LABELLED)}\n`);
  return folder;
}

describe("as CSV", () => {
  it("writes a row for each evaluation in which labels were told", () => {
    const { folder, files } = exportRun(labelled(), "csv", out());
    expect(files).toEqual(["trials.csv", "curves.csv", "episodes.csv", "evaluation.csv", "labels.csv"]);
    expect(lines(folder, "labels.csv")).toEqual([
      "env,rule,seed,episode,step,evaluation,accuracy,logLoss",
      "CartPole-v1,reinforce,8,30,600,evaluation,0.75,0.5",
      "CartPole-v1,reinforce,8,30,600,training set,1,0.25",
    ]);
  });

  it("writes a row a trial, with names quoted where they need it", () => {
    const { folder, files } = exportRun(run, "csv", out());
    expect(files).toEqual(["trials.csv", "curves.csv", "episodes.csv"]);
    const [header, ...rows] = lines(folder, "trials.csv");
    expect(header).toBe(
      "env,rule,seed,status,episodes,steps,averageReturn,finalReturn,evaluationReturn,seconds,stepsPerSecond,error",
    );
    expect(rows.map((row) => row.split(",done,")[0])).toEqual(
      [
        "CartPole-v1",
        '"Multiplexer-v0(addressBits=1, maxEpisodeSteps=1)"',
        '"Multiplexer-v0(addressBits=2, maxEpisodeSteps=1)"',
      ]
        .flatMap((env) => [`${env},reinforce`, `${env},unbiased-weight-max:posterior`])
        .flatMap((arm) => [`${arm},3`, `${arm},8`]),
    );
    const status = JSON.parse(text(run, TRIAL, "status.json"));
    const { seconds, stepsPerSecond } = JSON.parse(text(run, TRIAL, "timing.json"));
    const { episodes, steps, averageReturn, finalReturn } = status;
    expect(rows[1]).toBe(
      `CartPole-v1,reinforce,8,done,${episodes},${steps},${averageReturn},${finalReturn},,${seconds},${stepsPerSecond},`,
    );
  });

  it("writes the points of all curves and all episodes", () => {
    const { folder } = exportRun(run, "csv", out());
    const curves = lines(folder, "curves.csv");
    const own = curves.filter((row) => row.startsWith("CartPole-v1,reinforce,8,"));
    expect(own).toEqual(
      readCurve(join(run, TRIAL)).map(
        ({ episode, step, meanReturn, meanLength, episodes }) =>
          `CartPole-v1,reinforce,8,${episode},${step},${meanReturn},${meanLength},${episodes}`,
      ),
    );
    expect(own).toHaveLength(30);

    const log = "trials/Multiplexer-v0_addressBits=2_maxEpisodeSteps=1/unbiased-weight-max_posterior/3";
    const [columns] = [...readEpisodes(join(run, log, "episodes.bin"))];
    const start = '"Multiplexer-v0(addressBits=2, maxEpisodeSteps=1)",unbiased-weight-max:posterior,3,';
    const episodes = lines(folder, "episodes.csv").filter((row) => row.startsWith(start));
    expect(episodes).toEqual(
      Array.from(
        columns!.returns,
        (value, k) => `${start}${k + 1},${value},${columns!.lengths[k]},${columns!.environments[k]}`,
      ),
    );
    expect(episodes).toHaveLength(700);
    expect(new Set(columns!.environments).size).toBe(4);
  });

  it("writes evaluations and diagnostics where there are such", () => {
    const { folder, files } = exportRun(probed(), "csv", out());
    expect(files).toEqual(["trials.csv", "curves.csv", "episodes.csv", "evaluation.csv", "diagnostics.csv"]);
    expect(lines(folder, "evaluation.csv")).toEqual([
      "env,rule,seed,episode,step,policy,evaluationEpisode,return,length",
      "CartPole-v1,reinforce,8,30,600,greedy,1,9,9",
      "CartPole-v1,reinforce,8,30,600,greedy,2,0.30000000000000004,4",
    ]);
    expect(lines(folder, "diagnostics.csv")).toEqual([
      "env,rule,seed,episode,step,decisions,layer,units,angle,angleError,signalToNoise,norm,gradientNorm,entropy,dead,saturated",
      "CartPole-v1,reinforce,8,15,300,128,0,4,12.5,0.25,0.01,3,2,0.75,0,0.5",
      "CartPole-v1,reinforce,8,15,300,128,1,2,,,0.01,3,2,,0,0.5",
    ]);
  });
});

describe("for TensorBoard", () => {
  const events = (folder: string, trial: string): ReadEvent[] => {
    const [file] = readdirSync(join(folder, trial));
    expect(file).toMatch(/^events\.out\.tfevents\.\d{10}\.creditgym$/);
    return readEvents(join(folder, trial, file!));
  };
  const series = (all: readonly ReadEvent[], tag: string): [number, number][] =>
    all.flatMap(({ step, values }) =>
      values.filter((one) => one.tag === tag).map(({ value }): [number, number] => [step, value!]),
    );

  it("writes a run a trial with the curve by step, as float32", () => {
    const { folder, files } = exportRun(run, "tensorboard", out());
    expect(files).toHaveLength(12);
    const all = events(folder, "CartPole-v1/reinforce/8");
    expect(all[0]).toMatchObject({ version: "brain.Event:2", values: [] });
    const curve = readCurve(join(run, TRIAL));
    expect(series(all, "return/mean")).toEqual(curve.map((p) => [p.step, Math.fround(p.meanReturn)]));
    expect(series(all, "length/mean")).toEqual(curve.map((p) => [p.step, Math.fround(p.meanLength)]));
    const { steps, averageReturn, finalReturn } = JSON.parse(text(run, TRIAL, "status.json"));
    expect(series(all, "hparam/averageReturn")).toEqual([[steps, Math.fround(averageReturn)]]);
    expect(series(all, "hparam/finalReturn")).toEqual([[steps, Math.fround(finalReturn)]]);
    const plugins = all.flatMap(({ values }) => values).filter(({ plugin }) => plugin === "hparams");
    expect(plugins.map(({ tag }) => tag)).toEqual([
      "_hparams_/session_start_info",
      "_hparams_/session_end_info",
    ]);
  });

  it("spreads the seconds that a trial took over its steps, from the begin of the run", () => {
    const { folder } = exportRun(run, "tensorboard", out());
    const all = events(folder, "CartPole-v1/reinforce/8");
    const began = Date.parse(JSON.parse(text(run, "timing.json")).began) / 1000;
    const { seconds } = JSON.parse(text(run, TRIAL, "timing.json"));
    const { steps } = JSON.parse(text(run, TRIAL, "status.json"));
    for (const { wallTime, step } of all) expect(wallTime).toBeCloseTo(began + (seconds * step) / steps, 5);
    expect(all.at(-1)!.step).toBe(steps);
  });

  it("writes the same bytes each time", () => {
    const once = exportRun(run, "tensorboard", out());
    const again = exportRun(run, "tensorboard", out());
    expect(again.files).toEqual(once.files);
    for (const name of once.files) {
      expect(readFileSync(join(again.folder, name)).equals(readFileSync(join(once.folder, name)))).toBe(true);
    }
  });

  it("writes scores against labels", () => {
    const { folder } = exportRun(labelled(), "tensorboard", out());
    const all = events(folder, "CartPole-v1/reinforce/8");
    expect(series(all, "labels/evaluation/accuracy")).toEqual([[600, 0.75]]);
    expect(series(all, "labels/evaluation/logLoss")).toEqual([[600, 0.5]]);
    expect(series(all, "labels/training set/logLoss")).toEqual([[600, 0.25]]);
    expect(series(all, "labels/untold/logLoss")).toEqual([]);
  });

  it("writes evaluations and diagnostics, without what cannot be told", () => {
    const { folder } = exportRun(probed(), "tensorboard", out());
    const all = events(folder, "CartPole-v1/reinforce/8");
    expect(series(all, "evaluation/return")).toEqual([[600, Math.fround(4.65)]]);
    expect(series(all, "diagnostics/layer_0/angle")).toEqual([[300, 12.5]]);
    expect(series(all, "diagnostics/layer_1/signalToNoise")).toEqual([[300, Math.fround(0.01)]]);
    expect(series(all, "diagnostics/layer_1/angle")).toEqual([]);
    expect(all.map(({ step }) => step)).toEqual(all.map(({ step }) => step).sort((a, b) => a - b));
  });
});

describe("of a part of a run", () => {
  it("takes one trial, or the trials of a folder", () => {
    const folder = copy();
    const one = exportRun(join(folder, TRIAL), "csv");
    expect(one.folder).toBe(join(folder, TRIAL, "export/csv"));
    expect(one.trials.map(({ env, rule, seed }) => [env, rule, seed])).toEqual([
      ["CartPole-v1", "reinforce", 8],
    ]);
    expect(lines(one.folder, "trials.csv")).toHaveLength(2);
    const some = exportRun(join(folder, "trials/CartPole-v1"), "tensorboard");
    expect(some.files.map((name) => name.split("/events")[0])).toEqual([
      "CartPole-v1/reinforce/3",
      "CartPole-v1/reinforce/8",
      "CartPole-v1/unbiased-weight-max_posterior/3",
      "CartPole-v1/unbiased-weight-max_posterior/8",
    ]);
  });

  it("takes what there is of a run that was killed", () => {
    const folder = copy();
    rmSync(join(folder, "timing.json"));
    rmSync(join(folder, "report"), { recursive: true });
    const killed = join(folder, TRIAL);
    const status = {
      env: "CartPole-v1",
      rule: "reinforce",
      seed: 8,
      status: "running",
      episodes: 0,
      steps: 0,
    };
    writeFileSync(
      join(killed, "status.json"),
      JSON.stringify({ ...status, averageReturn: null, finalReturn: null }),
    );
    for (const name of ["SHA256SUMS", "timing.json", "checkpoint.safetensors", "episodes.parquet"])
      rmSync(join(killed, name));
    // The beginning of an episode that was being written.
    appendFileSync(join(killed, "episodes.bin"), Uint8Array.of(1, 2, 3));
    rmSync(join(folder, "trials/CartPole-v1/unbiased-weight-max_posterior/3"), { recursive: true });

    const csv = exportRun(folder, "csv", out());
    expect(lines(csv.folder, "trials.csv").slice(2, 4)).toEqual([
      "CartPole-v1,reinforce,8,interrupted,0,0,,,,,,",
      "CartPole-v1,unbiased-weight-max:posterior,3,interrupted,0,0,,,,,,",
    ]);
    const episodes = lines(csv.folder, "episodes.csv").map((row) => row.split(",").slice(0, 3).join());
    expect(episodes.filter((start) => start === "CartPole-v1,reinforce,8")).toHaveLength(30);
    expect(episodes.filter((start) => start === "CartPole-v1,unbiased-weight-max:posterior,3")).toEqual([]);

    const board = exportRun(folder, "tensorboard", out());
    const [name] = board.files.filter((file) => file.startsWith("CartPole-v1/reinforce/8/"));
    const all = readEvents(join(board.folder, name!));
    expect(series(all)).toEqual(readCurve(killed).map(({ step }) => step));
    // Nobody knows how long it took.
    expect(new Set(all.map(({ wallTime }) => wallTime)).size).toBe(1);
    expect(JSON.stringify(all)).not.toMatch(/hparam\/|session_end/);
  });

  const series = (all: readonly ReadEvent[]): number[] =>
    all.filter(({ values }) => values.some(({ tag }) => tag === "return/mean")).map(({ step }) => step);
});

describe("what it refuses", () => {
  it.each([
    ["tensorbord", 'did you mean "tensorboard"?'],
    ["CSV", 'did you mean "csv"?'],
    ["toString", "allowed is one of tensorboard, csv"],
  ])("the format %s", (format, hint) => {
    const target = out();
    expect(() => exportRun(run, format, target)).toThrow(
      `--format is "${format}": allowed is one of tensorboard, csv`,
    );
    expect(() => exportRun(run, format, target)).toThrow(hint);
  });

  it("folders that are no run, or hold none of its trials", () => {
    expect(() => exportRun(root, "csv")).toThrow("which holds no experiment.json");
    expect(() => exportRun(join(run, "report"), "csv")).toThrow(
      "which is within a run but holds none of its trials",
    );
  });

  it("files that are not what was written, by name, and leaves no half an export", () => {
    const folder = copy();
    const curve = join(folder, TRIAL, "curve.jsonl");
    writeFileSync(curve, text(curve).slice(0, -20));
    const target = out();
    for (const sentence of [`${curve} is not what was written`, `${curve}, line 30, cannot be read`]) {
      expect(() => exportRun(folder, "csv", target)).toThrow(sentence);
      expect(() => exportRun(folder, "tensorboard", target)).toThrow(sentence);
      expect(() => readdirSync(target)).toThrow("ENOENT");
      // As of a trial that was killed: nothing tells what was written.
      rmSync(join(folder, TRIAL, "SHA256SUMS"), { force: true });
    }

    rmSync(join(folder, TRIAL, "curve.jsonl"));
    rmSync(join(folder, TRIAL, "episodes.bin"));
    cpSync(join(folder, "report"), join(folder, TRIAL, "episodes.bin"), { recursive: true });
    expect(() => exportRun(folder, "csv", target)).toThrow(/episodes\.bin cannot be read: .*EISDIR/);
  });
});
