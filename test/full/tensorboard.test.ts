import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCurve } from "../../src/experiment/store/read-run.js";
import { creditgym } from "../cli/creditgym.js";
import { makeRun, PROBES } from "../export/run.js";
import { researchPython } from "../research-python.js";

const ARMS = [
  ["CartPole-v1", "reinforce"],
  ["CartPole-v1", "unbiased-weight-max_posterior"],
  ["Multiplexer-v0_addressBits=1_maxEpisodeSteps=1", "reinforce"],
  ["Multiplexer-v0_addressBits=1_maxEpisodeSteps=1", "unbiased-weight-max_posterior"],
  ["Multiplexer-v0_addressBits=2_maxEpisodeSteps=1", "reinforce"],
  ["Multiplexer-v0_addressBits=2_maxEpisodeSteps=1", "unbiased-weight-max_posterior"],
];
const TRIALS = ARMS.flatMap(([env, rule]) => [3, 8].map((seed) => `${env}/${rule}/${seed}`));

let root: string;
let run: string;
let board: string;
let python: string;

beforeAll(async () => {
  python = await researchPython();
  root = mkdtempSync(join(tmpdir(), "creditgym-board-"));
  run = await makeRun(root, ...PROBES);
  board = join(root, "board");
  const { code, stderr } = await creditgym("export", run, "--format", "tensorboard", "--out", board);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** [step, value as float32] of a trial's curve, as creditgym recorded it. */
const curveOf = (trial: string, key: "meanReturn" | "meanLength"): [number, number][] =>
  readCurve(join(run, "trials", trial)).map((point) => [point.step, Math.fround(point[key])]);

const statusOf = (trial: string): { steps: number; averageReturn: number } =>
  JSON.parse(readFileSync(join(run, "trials", trial, "status.json"), "utf8"));

/** [tag, step, value as float32] of what was measured of a trial, without what could not be told. */
function measuredOf(trial: string): [string, number, number][] {
  const lines = (name: string): Record<string, never>[] =>
    readFileSync(join(run, "trials", trial, name), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const all: [string, number, number][] = [];
  for (const { step, meanReturn } of lines("evaluation.jsonl"))
    all.push(["evaluation/return", step!, meanReturn!]);
  for (const { step, layers } of lines("diagnostics.jsonl")) {
    for (const [index, { units: _, ...measures }] of (
      layers as unknown as Record<string, number>[]
    ).entries()) {
      for (const [name, value] of Object.entries(measures)) {
        if (value !== null) all.push([`diagnostics/layer_${index}/${name}`, step!, value]);
      }
    }
  }
  return all.map(([tag, step, value]) => [tag, step, Math.fround(value)]);
}

function measuredSeries(trial: string): Map<string, [number, number][]> {
  const series = new Map<string, [number, number][]>();
  for (const [tag, step, value] of measuredOf(trial)) {
    series.set(tag, [...(series.get(tag) ?? []), [step, value]]);
  }
  expect(series.get("evaluation/return")).toHaveLength(2);
  expect(series.get("diagnostics/layer_0/entropy")).toHaveLength(4);
  return series;
}

/** Records are read one by one, which checks their checksums; and as notebooks do it, by an accumulator. */
const READER = `
import glob, json, os, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
result = {}
for path in glob.glob(sys.argv[1] + "/**/*tfevents*", recursive=True):
    events = list(EventFileLoader(path).Load())
    accumulator = EventAccumulator(os.path.dirname(path))
    accumulator.Reload()
    result[os.path.relpath(os.path.dirname(path), sys.argv[1])] = {
        "events": len(events),
        "scalars": {
            tag: [[one.step, one.value] for one in accumulator.Scalars(tag)]
            for tag in accumulator.Tags()["scalars"]
        },
    }
json.dump(result, sys.stdout)
`;

describe("the readers of TensorBoard", () => {
  it("find every trial with the very numbers of its curve, as float32", async () => {
    const { stdout } = await promisify(execFile)(python, ["-c", READER, board], { maxBuffer: 2 ** 28 });
    const read = JSON.parse(stdout);
    expect(Object.keys(read).sort()).toEqual([...TRIALS].sort());
    for (const trial of TRIALS) {
      const returns = curveOf(trial, "meanReturn");
      expect(returns.length).toBeGreaterThan(20);
      expect(read[trial].scalars["return/mean"]).toEqual(returns);
      expect(read[trial].scalars["length/mean"]).toEqual(curveOf(trial, "meanLength"));
      const { steps, averageReturn } = statusOf(trial);
      expect(read[trial].scalars["hparam/averageReturn"]).toEqual([[steps, Math.fround(averageReturn)]]);
      const { length } = measuredOf(trial);
      for (const [tag, points] of measuredSeries(trial)) expect(read[trial].scalars[tag]).toEqual(points);
      // The file's begin, the session's begin and end, two series, two measures, and what was measured.
      expect(read[trial].events).toBe(3 + 2 * returns.length + 2 + length);
    }
  });
});

// With the reader in Rust that comes with it for most platforms, and with the one in Python.
describe.each(["auto", "false"])("the server of TensorBoard with --load_fast %s", (loadFast) => {
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    const flags = ["--logdir", board, "--host", "127.0.0.1", "--port", "0", "--load_fast", loadFast];
    server = spawn(python, ["-m", "tensorboard.main", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
    address = await addressOf(server);
    // It reads the files while it answers already.
    for (let runs = 0; runs < TRIALS.length; ) {
      await setTimeout(200);
      runs = Object.keys(await get("scalars/tags")).length;
    }
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  });

  const get = async (path: string): Promise<object> =>
    (await fetch(`${address}data/plugin/${path}`)).json() as Promise<object>;
  const post = async (path: string, body: object): Promise<Record<string, object[]>> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${address}data/plugin/${path}`, {
      ...{ method: "POST", headers, body: JSON.stringify(body) },
    });
    return (await answer.json()) as Record<string, object[]>;
  };

  it("answers with the curve of each trial", async () => {
    for (const trial of TRIALS) {
      const query = new URLSearchParams({ run: trial, tag: "return/mean" });
      const points = (await get(`scalars/scalars?${query}`)) as [number, number, number][];
      expect(points.map(([, step, value]) => [step, value])).toEqual(curveOf(trial, "meanReturn"));
      const times = points.map(([time]) => time);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it("compares arms by their hyperparameters, a row an arm with the mean over its seeds", async () => {
    const { hparamInfos } = await post("hparams/experiment", { experimentName: "" });
    const differing = (hparamInfos as { name: string; differs: boolean }[]).filter(({ differs }) => differs);
    expect(differing.map(({ name }) => name).sort()).toEqual([
      ...["batch", "env", "feedback", "rates[0]", "rates[1]", "rule"],
    ]);
    const { sessionGroups } = await post("hparams/session_groups", {
      experimentName: "",
      allowedStatuses: ["STATUS_SUCCESS"],
      colParams: [{ metric: { group: "", tag: "hparam/averageReturn" } }],
      startIndex: 0,
      sliceSize: 100,
      aggregationType: "AGGREGATION_AVG",
    });
    const groups = sessionGroups as {
      hparams: Record<string, unknown>;
      sessions: { name: string }[];
      metricValues: { name: { tag: string }; value: number }[];
    }[];
    const trials = groups.map(({ sessions }) => sessions.map(({ name }) => name).sort());
    expect(trials.sort()).toEqual(ARMS.map(([env, rule]) => [`${env}/${rule}/3`, `${env}/${rule}/8`]).sort());
    for (const { hparams, sessions, metricValues } of groups) {
      const names = sessions.map(({ name }) => name);
      expect(hparams["rates[0]"]).toBe(names[0]!.includes("/reinforce/") ? 0.02 : 0.01);
      expect(hparams["hidden[0]"]).toBe(4);
      const metric = metricValues.find(({ name }) => name.tag === "hparam/averageReturn")!;
      const [a, b] = names.map((name) => Math.fround(statusOf(name).averageReturn));
      expect(metric.value).toBeCloseTo((a! + b!) / 2, 9);
    }
  });
});

/** What the server says that it listens on. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr!.on("data", (data) => {
      said += data;
      const [, address] = /at (http:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    server.on("exit", (code) => reject(new Error(`TensorBoard ended with ${code}: ${said}`)));
  });
}
