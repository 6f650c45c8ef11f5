import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { finished, start } from "./creditgym.js";

const cwd = temporaryFolder();
const RUN = ["--env", "CartPole-v1", "--rules", "reinforce,weight-max", "--seeds", "2", "--episodes", "20"];
const SMALL = [...RUN, "--set", "agent.hidden=[4]", "--set", "agent.rates=[0.01,0.001]"];
const compare = (...args: readonly string[]) => finished(start(["compare", ...args], cwd));
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(cwd, ...path), "utf8"));

describe("compare --resume", () => {
  it("begins in a new folder, goes on in one that was begun, and does nothing twice", async () => {
    const first = await compare(...SMALL, "--resume", "run");
    expect(first).toMatchObject({ code: 0 });
    const began = json("run", "timing.json").began;
    const untouched = join(cwd, "run/trials/CartPole-v1/reinforce/1");
    const times = readFileSync(join(untouched, "timing.json"), "utf8");
    rmSync(join(cwd, "run/trials/CartPole-v1/weight-max/2"), { recursive: true });
    const second = await compare("--resume", "run");
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout.split("\n").slice(0, 8)).toEqual(first.stdout.split("\n").slice(0, 8));
    expect(readFileSync(join(untouched, "timing.json"), "utf8")).toBe(times);
    expect(json("run/trials/CartPole-v1/weight-max/2/status.json").status).toBe("done");
    expect(json("run", "timing.json").began).toBe(began);
    expect(readdirSync(join(cwd, "run"))).not.toContain("lock.json");
  });

  it("refuses other settings and shows in what they differ", async () => {
    await compare(...SMALL, "--out", "other");
    const before = readdirSync(join(cwd, "other"), { recursive: true });
    const changed = ["--episodes", "21", "--set", "agent.rates=[0.02,0.001]", "--seeds", "3"];
    const { code, stderr, stdout } = await compare(...SMALL, ...changed, "--resume", "other", "--quiet");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      'creditgym: --resume is "other", which was begun with other settings: seeds[2] was not there and is 3; ' +
        "CartPole-v1, reinforce: agent.rates[0] was 0.01 and is 0.02; CartPole-v1, reinforce: budget.episodes was 20 " +
        "and is 21; CartPole-v1, weight-max: agent.rates[0] was 0.01 and is 0.02; CartPole-v1, weight-max: " +
        "budget.episodes was 20 and is 21: allowed are the same settings, or --resume without any\n",
    );
    expect(readdirSync(join(cwd, "other"), { recursive: true })).toEqual(before);
  });

  it.each([
    [
      ["--resume", "nowhere"],
      /^creditgym: --resume is "nowhere", which holds no experiment\.json: allowed is /,
    ],
    [["--resume", "other", "--steps", "5"], /^creditgym: budget is set with --resume, but neither /],
    [
      [...RUN, "--resume", "a", "--out", "b"],
      /^creditgym: --out and --resume are both given: allowed is one/,
    ],
    [
      [...RUN, "--resume", "full"],
      /^creditgym: --resume is "full", which holds no experiment\.json: allowed is /,
    ],
    [[...RUN, "--resume", "file"], /^creditgym: --resume is "file", which is no folder: allowed is /],
  ])("exits 2 with a sentence: %j", async (args, message) => {
    mkdirSync(join(cwd, "full"), { recursive: true });
    writeFileSync(join(cwd, "full/notes.txt"), "mine");
    writeFileSync(join(cwd, "file"), "mine");
    const { code, stderr } = await compare(...args, "--quiet");
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("leaves a run alone that another process works on, and takes one from a process that is gone", async () => {
    await compare(...SMALL, "--out", "locked");
    const lock = join(cwd, "locked/lock.json");
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
    const refused = await compare("--resume", "locked");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain(
      `--resume is "locked", where process ${process.pid} on ${hostname()} is at work`,
    );
    const gone = start(["rules"], cwd);
    const { pid } = gone;
    await finished(gone);
    for (const text of [JSON.stringify({ pid, host: hostname() }), '{"pid":', ""]) {
      writeFileSync(lock, text);
      expect(await compare("--resume", "locked")).toMatchObject({ code: 0 });
    }
  });

  it("keeps the order of the rules that it was begun with", async () => {
    const search = ["--set", 'sweep={"search":"grid","space":{"rates[0]":[0.02]},"seeds":1}'];
    const order = (rules: string) => SMALL.map((arg) => (arg === "reinforce,weight-max" ? rules : arg));
    const began = [...order("reinforce,weight-max"), ...search, "--out", "ordered"];
    expect(await compare(...began)).toMatchObject({ code: 0 });
    const before = readFileSync(join(cwd, "ordered/sweep.json"), "utf8");
    rmSync(join(cwd, "ordered/trials/CartPole-v1/weight-max/2"), { recursive: true });
    const again = [...order("weight-max,reinforce"), ...search, "--resume", "ordered"];
    expect(await compare(...again)).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "ordered/sweep.json"), "utf8")).toBe(before);
  });

  it("takes a user's module from where it is now, unless it is another one", async () => {
    const module = readFileSync(
      join(import.meta.dirname, "../fixtures/experiments/stateless-env.ts"),
      "utf8",
    );
    for (const folder of ["here", "there"]) {
      mkdirSync(join(cwd, folder));
      writeFileSync(join(cwd, folder, "env.ts"), module);
    }
    const args = SMALL.map((arg) => (arg === "CartPole-v1" ? "./env.ts" : arg));
    const run = (folder: string, ...more: readonly string[]) =>
      finished(start(["compare", ...args, ...more, "--quiet"], join(cwd, folder)));
    expect(await run("here", "--out", "../of-module")).toMatchObject({ code: 0 });
    rmSync(join(cwd, "here"), { recursive: true });
    expect(await run("there", "--resume", "../of-module")).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(cwd, "there/env.ts"), `${module}// other\n`);
    const { code, stderr } = await run("there", "--resume", "../of-module");
    expect(code).toBe(2);
    const [before, now] = [module, `${module}// other\n`].map((text) =>
      createHash("sha256").update(text).digest("hex").slice(0, 12),
    );
    expect(stderr).toBe(
      'creditgym: --resume is "../of-module", which was begun with another file ' +
        `${join(cwd, "there/env.ts")} (SHA-256 ${before}… then, ${now}… now): allowed is the file as it was; ` +
        "for a run with what is there now, give the experiment, and --out in place of --resume\n",
    );
    const both = await run("there", "--resume", "../of-module", "--set", "agent.discount=0.5");
    expect(both.stderr).toMatch(
      /another file .*\(SHA-256 .*\), and which was begun with other settings: .*: allowed are the same settings and the file as it was; for/,
    );
  });

  it("goes on after Ctrl-C, and says how", async () => {
    const long = [...SMALL, "--episodes", "100000", "--out", "stopped"];
    const child = start(["compare", ...long], cwd);
    const checkpoint = join(cwd, "stopped/trials/CartPole-v1/reinforce/1/checkpoint.safetensors");
    while (!existsSync(checkpoint)) await setTimeout(50);
    child.kill("SIGINT");
    const { code, stderr } = await finished(child);
    expect(code).toBe(130);
    expect(stderr).toContain("To go on: creditgym compare --resume stopped\n");
  });
});
