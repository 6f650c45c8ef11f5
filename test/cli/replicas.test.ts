import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { finished, start } from "./creditgym.js";

const cwd = temporaryFolder();
const compare = (...args: readonly string[]) => finished(start(["compare", ...args], cwd));
const SMALL = ["--set", "agent.hidden=[4]", "--set", "agent.rates=[0.01,0.001]"];

/** Every file of a run's trials but their times. */
function filesOf(folder: string, only = ""): Record<string, string> {
  const root = join(cwd, folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    ({ name, parentPath }) => name !== "timing.json" && parentPath.includes(only),
  );
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(root.length),
        readFileSync(join(parentPath, name), "base64"),
      ]),
  );
}

describe("compare --replicas", () => {
  it("leaves the same bytes as separate trials, with one worker and with two", async () => {
    const sweep = '{"search":"grid","space":{"rates[0]":[0.02,0.01]},"seeds":2,"budget":{"episodes":5}}';
    const run = [
      ...[
        "--env",
        "CartPole-v1",
        "--env",
        "FrozenLake-v1",
        "--rules",
        "reinforce,weight-max",
        "--seeds",
        "5",
      ],
      ...["--episodes", "20", "--evaluate", "3", "--set", `sweep=${sweep}`, ...SMALL, "--quiet"],
    ];
    expect(await compare(...run, "--out", "separate")).toMatchObject({ code: 0 });
    const files = filesOf("separate");
    expect(Object.keys(files).length).toBeGreaterThan(2 * 2 * (5 + 4) * 5);
    for (const [replicas, workers] of [
      ["3", "1"],
      ["32", "2"],
    ] as const) {
      const out = `packed-${replicas}-${workers}`;
      const packed = await compare(...run, "--replicas", replicas, "--workers", workers, "--out", out);
      expect(packed).toMatchObject({ code: 0, stderr: "" });
      expect(filesOf(out), out).toEqual(files);
    }
  }, 120_000);

  it("goes on after it was killed, with more or with fewer", async () => {
    const run = [
      "--env",
      "CartPole-v1",
      "--rules",
      "weight-max",
      "--seeds",
      "3",
      "--steps",
      "400000",
      ...SMALL,
    ];
    expect(await compare(...run, "--quiet", "--out", "whole")).toMatchObject({ code: 0 });
    const child = start(
      ["compare", ...run, "--replicas", "3", "--workers", "1", "--quiet", "--resume", "killed"],
      cwd,
    );
    const ended = finished(child);
    const saved = join(cwd, "killed/trials/CartPole-v1/weight-max/3/checkpoint.safetensors");
    while (!existsSync(saved) && child.exitCode === null) await setTimeout(20);
    child.kill("SIGKILL");
    await ended;
    const statuses = [1, 2, 3].map((seed) =>
      JSON.parse(readFileSync(join(cwd, `killed/trials/CartPole-v1/weight-max/${seed}/status.json`), "utf8")),
    );
    expect(statuses.map(({ status }) => status)).toEqual(["running", "running", "running"]);
    expect(await compare("--resume", "killed", "--replicas", "2", "--quiet")).toMatchObject({ code: 0 });
    expect(filesOf("killed", "trials")).toEqual(filesOf("whole", "trials"));
  }, 120_000);

  it("goes on with a search after it was killed, and packs its settings", async () => {
    const space = { rates: { from: 0.1, to: 1, times: true, steps: 2 }, discount: [0.9, 0.5] };
    const sweep = JSON.stringify({ search: "grid", space, seeds: 2, budget: { steps: 60_000 } });
    const run = [
      ...["--env", "CartPole-v1", "--rules", "weight-max", "--seeds", "2", "--episodes", "20"],
      ...["--set", `sweep=${sweep}`, ...SMALL, "--quiet"],
    ];
    expect(await compare(...run, "--out", "searched")).toMatchObject({ code: 0 });
    const child = start(
      ["compare", ...run, "--replicas", "10", "--workers", "1", "--resume", "search-killed"],
      cwd,
    );
    const ended = finished(child);
    const settings = [0, 1, 2, 3, 4].map((k) => join(cwd, `search-killed/sweep/CartPole-v1/weight-max/${k}`));
    const saved = (folder: string): string => join(folder, "1000002/checkpoint.safetensors");
    while (!existsSync(saved(settings.at(-1)!)) && child.exitCode === null) await setTimeout(20);
    child.kill("SIGKILL");
    await ended;
    // One program: all have come equally far.
    for (const folder of settings) {
      const { status } = JSON.parse(readFileSync(join(folder, "1000001/status.json"), "utf8"));
      expect([status, existsSync(saved(folder))]).toEqual(["running", true]);
    }
    const again = await compare("--resume", "search-killed", "--replicas", "4", "--quiet");
    expect(again).toMatchObject({ code: 0, stderr: "" });
    for (const part of ["sweep", "trials"]) {
      expect(filesOf("search-killed", part), part).toEqual(filesOf("searched", part));
    }
  }, 120_000);

  it("lets the others go on where one ends its thread", async () => {
    writeFileSync(
      join(cwd, "exiting.ts"),
      `import { CartPoleEnv } from "gymnasium-js";
       export default class extends CartPoleEnv {
         steps = 0;
         reset(options) {
           if (options?.seed !== undefined) this.isDeadly = Number(options.seed) % 3 === 0;
           return super.reset(options);
         }
         step(action) {
           if (this.isDeadly && ++this.steps > 50) process.exit(3);
           return super.step(action);
         }
       }\n`,
    );
    const run = [
      "--env",
      "./exiting.ts",
      "--rules",
      "weight-max",
      "--seeds",
      "6",
      "--steps",
      "300",
      ...SMALL,
    ];
    const separate = await compare(...run, "--json", "--quiet", "--out", "exits");
    const packed = await compare(...run, "--json", "--quiet", "--out", "exits-packed", "--replicas", "6");
    const statuses = ({ stdout }: { stdout: string }): string[] =>
      JSON.parse(stdout).trials.map(({ status }: { status: string }) => status);
    expect(new Set(statuses(separate))).toEqual(new Set(["done", "failed"]));
    expect(statuses(packed)).toEqual(statuses(separate));
    statuses(packed).forEach((status, k) => {
      const own = `weight-max/${k + 1}`;
      if (status === "done") expect(filesOf("exits-packed", own)).toEqual(filesOf("exits", own));
    });
  });

  it("says which trials run separately, and why", async () => {
    const run = ["--env", "CartPole-v1", "--rules", "weight-max", "--seeds", "2", "--steps", "40", ...SMALL];
    const { code, stderr } = await compare(...run, "--replicas", "2", "--diagnostics");
    expect(code).toBe(0);
    expect(stderr).toContain(
      "\n--replicas: trials of CartPole-v1, weight-max run separately, as diagnostics are measured.\n",
    );
    const packed = await compare(...run, "--replicas", "2");
    expect(packed.stderr).not.toContain("--replicas");
    expect(packed.stderr).toMatch(/Time: about \d+ s/);
    const planned = await compare(...run, "--replicas", "2", "--plan", "--diagnostics");
    expect(planned.stdout).toMatch(/Time: about \d+ s/);
    expect(planned.stdout).toContain("run separately, as diagnostics are measured.");
  });
});
