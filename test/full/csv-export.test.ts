import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EPISODE_BYTES } from "../../src/experiment/store/episode-log.js";
import { creditgym } from "../cli/creditgym.js";
import { makeRun, PROBES } from "../export/run.js";
import { researchPython } from "../research-python.js";

const COMMAND = join(import.meta.dirname, "../../dist/src/cli/main.js");
let root: string;
let run: string;
let python: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "creditgym-csv-"));
  run = await makeRun(root, ...PROBES);
  python = await researchPython();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Holds the tables against what creditgym wrote, each double against the very same one. */
const READER = `
import json, os, sys
import numpy as np
import pandas as pd
run, csv = sys.argv[1:]
read = lambda name: pd.read_csv(os.path.join(csv, name + ".csv"), float_precision="round_trip")
plan = json.load(open(os.path.join(run, "experiment.json")))
trials, curves, episodes = read("trials"), read("curves"), read("episodes")
evaluation, diagnostics = read("evaluation"), read("diagnostics")
counts = {"trials": 0, "points": 0, "episodes": 0, "evaluation": 0, "diagnostics": 0}
lines_of = lambda folder, name: [json.loads(line) for line in open(os.path.join(folder, name))]
same = lambda a, b: (b is None and pd.isna(a)) or a == b
for arm in plan["arms"]:
    for seed in plan["seeds"]:
        folder = os.path.join(run, arm["folder"], str(seed))
        own = lambda table: table[(table.env == arm["env"]) & (table.rule == arm["rule"]) & (table.seed == seed)]
        [row] = own(trials).to_dict("records")
        for name in ["status", "timing"]:
            for key, value in json.load(open(os.path.join(folder, name + ".json"))).items():
                assert row[key] == value, (key, row[key], value)
        lines = lines_of(folder, "curve.jsonl")
        points = own(curves)
        for key in ["episode", "step", "meanReturn", "meanLength", "episodes"]:
            assert points[key].tolist() == [line[key] for line in lines], key
        log = np.fromfile(
            os.path.join(folder, "episodes.bin"),
            dtype=[("return", "<f8"), ("length", "<u4"), ("environment", "<u4")],
        )
        logged = own(episodes)
        assert logged["episode"].tolist() == list(range(1, len(log) + 1))
        for key in ["return", "length", "environment"]:
            assert logged[key].tolist() == log[key].tolist(), key
        played = own(evaluation)
        lines = lines_of(folder, "evaluation.jsonl")
        for key, values in [("return", "returns"), ("length", "lengths")]:
            assert played[key].tolist() == [value for line in lines for value in line[values]], key
        measured = own(diagnostics).to_dict("records")
        layers = [(line, k, layer) for line in lines_of(folder, "diagnostics.jsonl") for k, layer in enumerate(line["layers"])]
        for row, (line, k, layer) in zip(measured, layers, strict=True):
            assert [row[key] for key in ["episode", "step", "decisions", "layer"]] == [
                *[line[key] for key in ["episode", "step", "decisions"]], k,
            ]
            for key, value in layer.items():
                assert same(row[key], value), (key, row[key], value)
        counts["trials"] += 1
        counts["evaluation"] += len(played)
        counts["diagnostics"] += len(measured)
        counts["points"] += len(points)
        counts["episodes"] += len(logged)
assert [len(table) for table in [trials, curves, episodes, evaluation, diagnostics]] == list(counts.values())
json.dump(counts, sys.stdout)
`;

it("is read by pandas, every number the very one that was recorded", async () => {
  const csv = join(root, "csv");
  const { code, stderr } = await creditgym("export", run, "--format", "csv", "--out", csv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { stdout } = await promisify(execFile)(python, ["-c", READER, run, csv]);
  const { points, ...counts } = JSON.parse(stdout);
  expect(counts).toEqual({
    trials: 12,
    episodes: 4 * 30 + 8 * 700,
    // Twice three episodes; four times two layers.
    evaluation: 12 * 6,
    diagnostics: 12 * 8,
  });
  expect(points).toBeGreaterThan(12 * 30);
});

it("is read as the guide says", async () => {
  await creditgym("export", run, "--format", "csv");
  const guide = readFileSync(join(import.meta.dirname, "../../docs/exports.md"), "utf8");
  const [, snippet] = /```python\n(.*?)```/s.exec(guide)!;
  const { stdout } = await promisify(execFile)(python, ["-c", snippet!], { cwd: run });
  const rows = stdout.trimEnd().split("\n").slice(2);
  // The environment stands in the first of its rows only.
  expect(rows.map((row) => row.trim().split(/\s+/).slice(-3)[0])).toEqual(
    Array.from({ length: 3 }, () => ["reinforce", "unbiased-weight-max:posterior"]).flat(),
  );
  for (const row of rows) expect(row).toMatch(/ [\d.]+ +2$/);
});

it("takes no more memory for many episodes", async () => {
  const few = await peakMemory(join(root, "few"));
  const EPISODES = 4_000_000;
  const doubles = new Float64Array((EPISODES * EPISODE_BYTES) / 8);
  // Every other double is a length and a sub-environment: 0 and 0.
  for (let k = 0; k < EPISODES; k++) doubles[2 * k] = Math.sqrt(k);
  const trial = join(run, "trials/CartPole-v1/reinforce/8");
  writeFileSync(join(trial, "episodes.bin"), doubles);
  rmSync(join(trial, "SHA256SUMS"));
  const many = await peakMemory(join(root, "many"));
  const size = statSync(join(root, "many/episodes.csv")).size;
  expect(size).toBeGreaterThan(150e6);
  // Buffers, and garbage that is not collected as long as there is room.
  expect(many - few).toBeLessThan(100e6);
});

/** The most bytes that the command held while it exported the run to a folder. */
async function peakMemory(out: string): Promise<number> {
  const telling = 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))';
  const flags = ["--import", `data:text/javascript,${telling}`];
  const args = [...flags, COMMAND, "export", run, "--format", "csv", "--out", out];
  const { stderr } = await promisify(execFile)(process.execPath, args);
  return Number(stderr) * 1024;
}
