import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { decodeSafetensors } from "../../src/experiment/store/safetensors.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { finished, start } from "./creditgym.js";

const cwd = temporaryFolder();
const fixtures = join(import.meta.dirname, "../fixtures/experiments");
const SMALL = join(fixtures, "small-evolution.ts");
const evolve = (...args: readonly string[]) => finished(start(["evolve", ...args], cwd));
const read = (...path: readonly string[]) => readFileSync(join(cwd, ...path), "utf8");

/** Every file of a run but its times, by path. */
function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(join(cwd, folder), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile() && entry.name !== "timing.json")
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(join(cwd, folder), path), readFileSync(path, "base64")]),
  );
}

/** Every file of a run, its times included, with when it was written. */
function writtenFiles(folder: string): Record<string, string> {
  const names = readdirSync(join(cwd, folder), { recursive: true }) as string[];
  const files = names.filter((name) => statSync(join(cwd, folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => {
      const path = join(cwd, folder, name);
      return [name, `${statSync(path, { bigint: true }).mtimeNs} ${readFileSync(path, "base64")}`];
    }),
  );
}

describe("evolve", () => {
  it("evolves, tells what came of it, and writes its files", async () => {
    const { code, stdout, stderr } = await evolve(SMALL, "--out", "run", "--workers", "2");
    expect({ code, stderr: stderr.split("\n").slice(0, 2) }).toEqual({
      code: 0,
      stderr: [
        "small-evolution: 40 parameters, 6 generations of 9 members × 3 tasks = 162 lifetimes, 2 workers",
        "  a lifetime is 4 updates and 10 episodes; validation every 2 generations on 5 tasks",
      ],
    });
    expect(stdout).toMatch(/^generation +fitness +lowest +highest +mean σ +validation\n/);
    expect(stdout).toMatch(/\nBest mean: after generation [246], \d+(\.\d+)? on 5 validation tasks\.\n/);
    expect(stdout).toMatch(/\n6 of 6 generations done: [\d,]+ steps in \d+ s, [\d.]+( [kM])? steps\/s\.\n/);
    expect(Object.keys(filesOf("run")).sort()).toEqual([
      ...["SHA256SUMS", "checkpoint.safetensors", "experiment.json", "generations.jsonl"],
      ...["report/fitness.png", "report/fitness.svg", "weights.safetensors"],
    ]);
    const lines = read("run/generations.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ generation }) => generation)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines.map(({ validation }) => validation !== null)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
    for (const { fitness, diverged, steps } of lines) {
      expect(fitness.lowest).toBeGreaterThanOrEqual(5);
      expect(fitness.mean).toBeGreaterThanOrEqual(fitness.lowest);
      expect(fitness.highest).toBeGreaterThanOrEqual(fitness.mean);
      expect(fitness.highest).toBeLessThanOrEqual(200);
      expect(fitness.ofMean).toBeGreaterThanOrEqual(5);
      expect(diverged).toBe(0);
      // Ten episodes each.
      expect(steps).toBeGreaterThan(9 * 3 * 10 * 5);
    }
    const plan = JSON.parse(read("run/experiment.json"));
    expect(plan).toMatchObject({
      ...{ command: "evolve", name: "small-evolution", engine: "wasm", population: 9 },
      ...{ versions: { node: process.versions.node }, host: { architecture: process.arch } },
    });
    const weights = decodeSafetensors(readFileSync(join(cwd, "run/weights.safetensors")));
    expect(weights.tensors.parameters!.data).toHaveLength(topDownParameters(plan.topDown));
    const { document } = parseHTML(read("run/report/fitness.svg"));
    const texts = [...document.querySelectorAll("text")].map(({ textContent }) => textContent);
    expect(texts).toEqual(
      expect.arrayContaining([
        ...["small-evolution: fitness by generation", "generation", "mean return over a lifetime"],
        ...["8 members: mean, and range", "the mean, validation tasks", "the mean, same tasks"],
      ]),
    );
    expect(document.querySelectorAll("circle")).toHaveLength(3);
  });

  it("prints as JSON what the files have, with any number of workers", async () => {
    const { code, stdout, stderr } = await evolve(
      SMALL,
      "--out",
      "json",
      "--workers",
      "3",
      "--json",
      "--quiet",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const results = JSON.parse(stdout);
    const one = await evolve(SMALL, "--out", "one", "--workers", "1", "--quiet");
    expect(one.code).toBe(0);
    expect(filesOf("json")).toEqual(filesOf("one"));
    expect(results).toMatchObject({ status: "done", folder: "json", weights: "json/weights.safetensors" });
    expect(results.generations.map((line: object) => JSON.stringify(line))).toEqual(
      read("one/generations.jsonl").trim().split("\n"),
    );
    const { made } = decodeSafetensors(readFileSync(join(cwd, "one/weights.safetensors"))).metadata;
    expect(JSON.parse(made!)).toMatchObject(results.best);
    const best = Math.max(
      ...results.generations.map((line: { validation: number | null }) => line.validation ?? 0),
    );
    expect(results.best.validation).toBe(best);
    expect(results.steps).toBe(
      results.generations.reduce((sum: number, line: { steps: number }) => sum + line.steps, 0),
    );
  });

  it("takes settings from the command line", async () => {
    const settings = [
      "--generations",
      "2",
      "--seed",
      "5",
      "--set",
      "topDown.diffusion=null",
      "--set",
      "fitness=final",
    ];
    const { code, stdout } = await evolve(SMALL, ...settings, "--plan", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ generations: 2, seed: 5, fitness: "final", population: 9 },
      topDown: { hidden: [4], units: [8], diffusion: null },
    });
    const text = await evolve(
      "evolve-cart-pole",
      "--set",
      "topDown.diffusion.credits=4",
      "--plan",
      "--workers",
      "2",
    );
    expect(text.stdout).toBe(
      "evolve-cart-pole: 182 parameters, 60 generations of 64 members × 12 tasks = 46,080 lifetimes, 2 workers\n" +
        "  a lifetime is 20 updates and 84 episodes; validation every 5 generations on 64 tasks\n",
    );
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });
});

describe("evolve tells how many members diverged", () => {
  const few = ["--generations", "2", "--set", "agent.gradientNorm=null", "--out"];

  it("in a column, where any did", async () => {
    const { code, stdout } = await evolve(SMALL, "--set", "sigma=2e37", "--set", "rate=1", ...few, "wild");
    expect(code).toBe(0);
    const diverged = read("wild/generations.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).diverged as number);
    const total = diverged.reduce((sum, one) => sum + one, 0);
    // Members, of which some have weights that overflow in a lifetime.
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(16);
    const [header, , ...rows] = stdout.split("\n");
    expect(header).toMatch(/validation +diverged$/);
    expect(rows.slice(0, 2).map((row) => Number(row.trim().split(/ +/).at(-1)))).toEqual(diverged);
    expect(stdout).toContain(`\n${total} of 16 members diverged: they rank worst, and are in no figure.\n`);
  });

  it("nowhere, where none did", async () => {
    const { stdout } = await evolve(SMALL, ...few, "tame");
    expect(stdout).not.toContain("diverged");
  });
});

describe("evolve of a family that a module registers", () => {
  const plugIn = join(fixtures, "../plug-ins/families.ts");
  const settings = ["--generations", "2", "--workers", "2", "--quiet"];

  it("is as of any other, whoever names it: its tasks are played", async () => {
    mkdirSync(join(cwd, "own"));
    cpSync(plugIn, join(cwd, "own/families.ts"));
    const field = readFileSync(SMALL, "utf8").replace('"cart-pole"', '"./families.ts:light-cart-pole"');
    writeFileSync(join(cwd, "own/evolution.ts"), field);
    const named = await evolve("own/evolution.ts", ...settings, "--out", "named");
    expect(named).toMatchObject({ code: 0, stderr: "" });
    const set = ["--set", "family=./own/families.ts:light-cart-pole"];
    expect(await evolve(SMALL, ...settings, ...set, "--out", "set")).toMatchObject({ code: 0, stderr: "" });
    expect(read("set/generations.jsonl")).toBe(read("named/generations.jsonl"));
    expect(await evolve(SMALL, ...settings, "--out", "heavy")).toMatchObject({ code: 0 });
    expect(read("heavy/generations.jsonl")).not.toBe(read("named/generations.jsonl"));
    const { familyModule, family } = JSON.parse(read("set/experiment.json"));
    expect({ family, id: familyModule.id }).toEqual({
      ...{ family: "light-cart-pole", id: "./own/families.ts:light-cart-pole" },
    });
    const weights = readFileSync(join(cwd, "set/weights.safetensors"), "latin1");
    expect(weights).toContain(familyModule.moduleSha256);
    expect(weights).not.toContain(cwd);
  });

  it("goes on with the module as it was, and no other", async () => {
    cpSync(plugIn, join(cwd, "families.ts"));
    const set = ["--set", "family=./families.ts:light-cart-pole"];
    await evolve(SMALL, ...settings, ...set, "--out", "again");
    expect(await evolve("--resume", "again", "--quiet")).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(cwd, "families.ts"), `${readFileSync(plugIn, "utf8")}\n`);
    const { code, stderr } = await evolve("--resume", "again", "--quiet");
    expect(code).toBe(2);
    expect(stderr).toMatch(/begun with other settings: .*families\.ts is not the file that it was: allowed/);
  });
});

describe("evolve --resume", () => {
  /** Long enough to be killed in. */
  const LONG = [SMALL, "--set", "population=40", "--set", "tasks=8", "--generations", "15", "--quiet"];

  it("ends in the same bytes as a run that was never killed", { timeout: 120_000 }, async () => {
    expect(await evolve(...LONG, "--out", "whole", "--workers", "1")).toMatchObject({ code: 0 });
    let kills = 0;
    let generations = 0;
    for (let wait = 0; ; wait += 150) {
      const child = start(["evolve", ...LONG, "--resume", "killed", "--workers", "2"], cwd);
      const ended = finished(child);
      // The first time before anything is there, then a little later each time.
      const checkpoint = join(cwd, "killed/checkpoint.safetensors");
      const isDone = await Promise.race([
        ended.then(() => true),
        (async () => {
          while (kills > 0 && !existsSync(checkpoint)) await setTimeout(10);
          return setTimeout(300 + wait, false);
        })(),
      ]);
      if (isDone) break;
      child.kill("SIGKILL");
      await ended;
      kills++;
      if (existsSync(checkpoint))
        generations = Math.max(generations, read("killed/generations.jsonl").split("\n").length - 1);
    }
    expect(kills).toBeGreaterThan(2);
    expect(generations).toBeGreaterThan(0);
    expect(filesOf("killed")).toEqual(filesOf("whole"));
  });

  it("goes on after Ctrl-C with what was done, and says how", async () => {
    const child = start(["evolve", ...LONG.slice(0, -1), "--generations", "10000", "--out", "stopped"], cwd);
    while (!existsSync(join(cwd, "stopped/weights.safetensors"))) await setTimeout(20);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await finished(child);
    expect(code).toBe(130);
    expect(stderr).toContain("To go on: creditgym evolve --resume stopped\n");
    const done = read("stopped/generations.jsonl").trim().split("\n").length;
    expect(stdout).toContain(`\n${done} of 10,000 generations done: `);
    expect(existsSync(join(cwd, "stopped/report/fitness.svg"))).toBe(true);
    expect(readdirSync(join(cwd, "stopped"))).not.toContain("lock.json");
    // Fewer generations would be another plan.
    const { stderr: refusal } = await evolve(...LONG, "--resume", "stopped");
    expect(refusal).toBe(
      'creditgym: --resume is "stopped", which was begun with other settings: generations was 10000 and is 15: ' +
        "allowed are the same settings, or --resume without any\n",
    );
  });

  it("needs nothing else; of a finished run it changes no file, and says that it is finished", async () => {
    await evolve(SMALL, "--out", "done", "--quiet");
    const before = writtenFiles("done");
    expect(Object.keys(before)).toContain("timing.json");
    const { code, stdout, stderr } = await evolve("--resume", "done");
    expect(code).toBe(0);
    expect(stdout).toContain("6 of 6 generations done");
    expect(stderr).toContain("\nThe run is finished: there was nothing left to do\n");
    expect(writtenFiles("done")).toEqual(before);
  });

  it("puts right what a process was killed before", async () => {
    await evolve(SMALL, "--out", "cut", "--quiet");
    const before = filesOf("cut");
    writeFileSync(join(cwd, "cut/generations.jsonl"), "");
    writeFileSync(join(cwd, "cut/report/fitness.svg"), "<svg");
    expect(await evolve("--resume", "cut", "--quiet")).toMatchObject({ code: 0 });
    expect(filesOf("cut")).toEqual(before);
  });

  it("goes on after a worker's death, of which it tells in one sentence", async () => {
    const NODE_OPTIONS = `--import ${pathToFileURL(join(fixtures, "dying-worker.mjs"))}`;
    const args = ["evolve", SMALL, "--out", "dead", "--workers", "2", "--quiet"];
    const dead = await finished(start(args, cwd, { ...process.env, NODE_OPTIONS }));
    expect(dead).toMatchObject({ code: 1, stdout: "" });
    expect(dead.stderr).toMatch(
      /^creditgym: A worker ended: worker exited with code: 3; what was done is kept, and `creditgym evolve --resume dead` goes on with it\n$/,
    );
    const kept = read("dead/generations.jsonl").trim().split("\n").length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(6);
    expect(await evolve("--resume", "dead", "--quiet")).toMatchObject({ code: 0 });
    await evolve(SMALL, "--out", "alive", "--quiet");
    expect(filesOf("dead")).toEqual(filesOf("alive"));
  });
});

describe("bad usage ends with one sentence and exit code 2", () => {
  const json = join(cwd, "compare/experiment.json");

  it.each<[readonly string[], string | RegExp]>([
    [[], "no experiment is given: allowed is one, such as `evolve evolve-cart-pole`"],
    [
      ["evolve-cart-pol"],
      /^creditgym: experiment is "evolve-cart-pol": .*; did you mean "evolve-cart-pole"\?\n$/,
    ],
    [[SMALL, "--out", "a", "--resume", "b"], "--out and --resume are both given: allowed is one of the two"],
    [[SMALL, "--generations", "0"], '--generations is "0": allowed is an integer from 1 to 1000000'],
    [[SMALL, "--workers", "0"], '--workers is "0": allowed is an integer from 1 to 1024'],
    [
      [SMALL, "--set", "topDown.difusion=null"],
      /topDown has no "difusion": .*; did you mean "diffusion"\?\n$/,
    ],
    [
      [SMALL, "--set", "family=cart-pol"],
      /^creditgym: family is "cart-pol": allowed is one of cart-pole, .*; did you mean "cart-pole"\?\n$/,
    ],
    [
      [SMALL, "--set", "family=./nowhere.ts:mine"],
      /^creditgym: family is "\.\/nowhere\.ts:mine": there is no file .*nowhere\.ts\n$/,
    ],
    [
      [SMALL, "--set", `family=${join(fixtures, "../plug-ins/families.ts")}:dark-cart-pole`],
      /^creditgym: family is ".*families\.ts:dark-cart-pole": .*families\.ts registers no dark-cart-pole: allowed is one of /,
    ],
    [[SMALL, "--set", "family=navigation-2d"], 'family is "navigation-2d", whose actions are a Box'],
    [[SMALL, "--set", "agent.feedback=return"], /agent\.feedback/],
    [["--resume", "nowhere"], '--resume is "nowhere", which holds no experiment.json'],
    [
      ["--resume", "compare"],
      `${relative(cwd, json)} is no evolution's: allowed is the folder of a run that`,
    ],
    [["--resume", "a", "--seed", "3"], "seed is set with --resume, but no experiment is given"],
  ])("%j", async (args, message) => {
    if (!existsSync(json)) {
      await finished(
        start(["compare", join(fixtures, "tiny.ts"), "--seeds", "1", "--out", "compare", "--quiet"], cwd),
      );
    }
    const { code, stdout, stderr } = await evolve(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      message instanceof RegExp ? message : new RegExp(`^creditgym: ${escaped(message)}`),
    );
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
