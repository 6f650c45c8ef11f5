import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Evaluation, evaluateTrial } from "../../src/evaluate/evaluation.js";
import { findTrials } from "../../src/evaluate/saved-run.js";
import { readRun } from "../../src/experiment/store/read-run.js";
import { runTrial, type TrialTask } from "../../src/experiment/trial.js";
import { exportRun } from "../../src/export/export-run.js";
import {
  type Answer,
  creditgym,
  expectSameFiles,
  expectSentence,
  filesOf,
  SMALL,
  temporaryFolder,
} from "./faults.js";

const STATES = ["done", "interrupted", "killed"] as const;
type State = (typeof STATES)[number];
const FILES = [
  ...["checkpoint.safetensors", "curve.jsonl", "diagnostics.jsonl", "episodes.bin", "episodes.parquet"],
  ...["evaluation.jsonl", "status.json", "timing.json", "SHA256SUMS"],
];
/** A trial for each file in each state: its seed is its place in the list, from 1. */
const CASES = STATES.flatMap((state) => FILES.map((name) => ({ state, name })));
const RUN = [
  ...["--env", "CartPole-v1", "--rules", "weight-max", "--seeds", String(CASES.length), "--episodes", "200"],
  ...SMALL,
];

const root = temporaryFolder();
const trialOf = (index: number): string => `trials/CartPole-v1/weight-max/${index + 1}`;
let whole: Map<string, string>;
/** A run in which every state occurs. */
let partial: string;

beforeAll(async () => {
  const done = join(root, "whole");
  expect(creditgym("compare", ...RUN, "--out", done, "--quiet")).toMatchObject({ code: 0, stderr: "" });
  whole = filesOf(done);
  partial = join(root, "partial");
  cpSync(done, partial, { recursive: true });
  rmSync(join(partial, "report"), { recursive: true });
  for (const [index, { state }] of CASES.entries()) {
    if (state === "done") continue;
    await interrupt(partial, index);
    if (state === "interrupted") continue;
    // Killed, it tells neither how it ended nor what is whole; its log has gone further than its checkpoint.
    const own = join(partial, trialOf(index));
    rmSync(join(own, "SHA256SUMS"));
    const status = readFileSync(join(own, "status.json"), "utf8");
    writeFileSync(join(own, "status.json"), status.replace('"interrupted"', '"running"'));
    cpSync(join(done, trialOf(index), "episodes.bin"), join(own, "episodes.bin"));
  }
  const resumed = copy();
  expect(resume(resumed)).toMatchObject({ code: 0, stderr: "" });
  expectSameFiles(resumed, whole);
});

/** Puts what a trial leaves that is stopped on its way in the place of what it left. */
async function interrupt(folder: string, index: number): Promise<void> {
  const task = taskOf(folder, index);
  rmSync(task.folder, { recursive: true });
  let asked = 0;
  const stop = {
    get requested(): boolean {
      return asked++ > 2000;
    },
  };
  expect(await runTrial(task, { stop })).toMatchObject({ status: "interrupted" });
}

function taskOf(folder: string, index: number): TrialTask {
  const { plan, trials } = readRun(folder);
  const { arm, seed, folder: own } = trials[index]!;
  const { engine, retries, evaluation, diagnostics } = plan;
  return { ...arm, seed, engine, retries, evaluation, diagnostics, folder: own };
}

let copies = 0;
function copy(): string {
  const folder = join(root, `copy-${copies++}`);
  cpSync(partial, folder, { recursive: true });
  return folder;
}

/** What commands that read say of a trial: the text, or the sentence that they refuse it with. */
interface Reading {
  readonly csv: string | Error;
  readonly board: string | Error;
  readonly evaluation: string | Error;
}

async function read(folder: string, index: number): Promise<Reading> {
  const directory = join(folder, trialOf(index));
  const out = join(root, `export-${copies++}`);
  const attempt = async (action: () => string | Promise<string>): Promise<string | Error> => {
    try {
      return await action();
    } catch (error) {
      return error as Error;
    }
  };
  return {
    csv: await attempt(() => {
      const { files } = exportRun(directory, "csv", join(out, "csv"));
      // Seconds and steps per second are in the last columns of the first table.
      return files.map((name) => cutTimes(readFileSync(join(out, "csv", name), "utf8"))).join("\n");
    }),
    board: await attempt(() => String(exportRun(directory, "tensorboard", join(out, "board")).files.length)),
    evaluation: await attempt(async () => {
      const { trials } = findTrials(directory);
      const {
        training: _,
        finalReturn: __,
        ...played
      }: Evaluation = await evaluateTrial(trials[0]!, {
        ...{ episodes: 2, seed: 1, maxSteps: 1000, greedy: true },
      });
      return JSON.stringify(played);
    }),
  };
}

const cutTimes = (table: string): string => {
  const lines = table.split("\n");
  const at = lines[0]!.split(",").indexOf("seconds");
  return at < 0 ? table : lines.map((line) => line.split(",").slice(0, at).join(",")).join("\n");
};

/** @param undamaged what was said before */
function expectReading(reading: Reading, undamaged: Reading, state: State): void {
  for (const key of ["csv", "board", "evaluation"] as const) {
    const found = reading[key];
    if (found instanceof Error) {
      expect(`${key}: ${found.name}`).toMatch(/: (UsageError|StorageError)$/);
      expect(found.message).toMatch(/^[^\n]{20,}$/);
    } else if (state !== "killed") {
      // Of a trial that was killed nothing tells what it should be.
      expect(found).toBe(undamaged[key]);
    }
  }
}

const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  empty: (path) => truncateSync(path),
  "cut in half": (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  "without its last byte": (path) => truncateSync(path, statSync(path).size - 1),
  "without its last line": (path) => {
    const text = readFileSync(path, "latin1");
    writeFileSync(path, text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1), "latin1");
  },
  "one bit off": (path) => {
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path, bytes);
  },
  garbage: (path) => {
    const bytes = readFileSync(path);
    for (let k = 0; k < bytes.length; k++) bytes[k] = (k * 2654435761) >>> 24;
    writeFileSync(path, bytes);
  },
  gone: (path) => rmSync(path),
  "a folder": (path) => {
    rmSync(path);
    mkdirSync(join(path, "within"), { recursive: true });
  },
};

const resume = (folder: string): Answer => creditgym("compare", "--resume", folder, "--quiet");

describe.each(Object.entries(DAMAGES))("files of trials that are %s", (damage, apply) => {
  it("are told of or make no difference, and a resumed run has the same files", async () => {
    const folder = copy();
    const damaged = new Map<string, number>();
    for (const [index, { state, name }] of CASES.entries()) {
      const path = join(folder, trialOf(index), name);
      if (!existsSync(path)) continue;
      const before = await read(folder, index);
      expect(Object.values(before).filter((one) => one instanceof Error)).toEqual([]);
      cpSync(path, `${path}.before`);
      apply(path);
      const after = await read(folder, index);
      expectReading(after, before, state);
      damaged.set(path, index);
      // The others are to be read in a run that is whole but for what they are about.
      if (existsSync(path)) renameSync(path, `${path}.damaged`);
      renameSync(`${path}.before`, path);
    }
    // There is no Parquet file but of what is done, and no list of what was killed.
    expect(damaged.size).toBe(CASES.length - 3);
    for (const path of damaged.keys()) {
      rmSync(path);
      if (existsSync(`${path}.damaged`)) renameSync(`${path}.damaged`, path);
    }
    expectReport(creditgym("report", folder, "--out", join(root, `report-${copies++}`)));
    if (damage === "a folder") {
      expectSentence(resume(folder), /cannot be (read|written): a folder is in its place/);
      for (const [path, index] of damaged) {
        const task = { ...taskOf(partial, index), folder: join(folder, trialOf(index)) };
        const ended = runTrial(task, { stop: { requested: false } });
        await expect(ended).rejects.toThrow(/ cannot be (read|written): a folder is in its place/);
        rmSync(path, { recursive: true });
      }
    }
    expect(resume(folder)).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(folder, whole);
    rmSync(folder, { recursive: true });
  });
});

/** A report is written, or one sentence says why it is not. */
function expectReport(answer: Answer): void {
  if (answer.code === 0) expect(answer.stderr).toMatch(/^\d+ of \d+ trials are in the report: [^\n]+\n$/);
  else expectSentence(answer, /trials\//);
}

describe("a file of a run", () => {
  const all = Object.keys(DAMAGES);
  const cases = Object.entries({
    ...{ "experiment.json": all, SHA256SUMS: all },
    "timing.json": ["empty", "garbage", "gone", "a folder"],
  }).flatMap(([name, damages]) => damages.map((damage) => [name, damage] as const));

  it.each(cases)("is told of or makes no difference: %s that is %s", async (name, damage) => {
    const folder = join(root, `copy-${copies++}`);
    cpSync(join(root, "whole"), folder, { recursive: true });
    const undamaged = await read(folder, 0);
    DAMAGES[damage]!(join(folder, name));
    expectReading(await read(folder, 0), undamaged, "done");
    const before = filesOf(folder);
    const answer = resume(folder);
    if (answer.code !== 0) {
      expectSentence(answer, new RegExp(name));
      if (name !== "timing.json") expectSameFiles(folder, before);
      rmSync(join(folder, name), { recursive: true, force: true });
      cpSync(join(root, "whole", name), join(folder, name));
      expect(resume(folder)).toMatchObject({ code: 0, stderr: "" });
    }
    expectSameFiles(folder, whole);
    rmSync(folder, { recursive: true });
  });
});

describe("what a search found", () => {
  let searched: string;

  beforeAll(() => {
    const experiment = join(root, "searched.ts");
    writeFileSync(
      experiment,
      `export default {
        name: "searched", environments: ["CartPole-v1"], rules: ["reinforce", "weight-max"], seeds: 1,
        budget: { episodes: 60 },
        agent: { hidden: [4], rates: [0.01, 0.001], critic: { hidden: [4], rates: [0.01, 0.001] } },
        sweep: { search: "grid", space: { "rates[0]": [0.02, 0.005] }, seeds: 2 },
      };`,
    );
    searched = join(root, "searched");
    const answer = creditgym("compare", experiment, "--out", searched, "--quiet");
    expect(answer).toMatchObject({ code: 0, stderr: "" });
  });

  it.each(Object.keys(DAMAGES))("is told of and made anew: sweep.json that is %s", (damage) => {
    const folder = join(root, `copy-${copies++}`);
    cpSync(searched, folder, { recursive: true });
    const path = join(folder, "sweep.json");
    DAMAGES[damage]!(path);
    for (const command of [["report"], ["export", "--format", "csv"], ["evaluate", "--episodes", "1"]]) {
      expectSentence(creditgym(...command, folder), /sweep\.json (is|cannot be read)/);
    }
    if (damage === "a folder") {
      expectSentence(resume(folder), /sweep\.json cannot be written: a folder is in its place/);
      rmSync(path, { recursive: true });
    }
    expect(resume(folder)).toMatchObject({ code: 0, stderr: "" });
    expectSameFiles(folder, filesOf(searched));
  });
});
