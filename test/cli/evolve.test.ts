import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { decodeSafetensors } from "../../src/experiment/store/safetensors.js";
import { finished, start } from "./creditgym.js";
import { cwd, evolve, filesOf, fixtures, read, SMALL } from "./evolving.js";

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
    const lines = text.stdout.split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "evolve-cart-pole: 182 parameters, 60 generations of 64 members × 12 tasks = 46,080 lifetimes, 2 workers",
      "  a lifetime is 20 updates and 84 episodes; validation every 5 generations on 64 tasks",
    ]);
    expect(lines.slice(2)).toEqual([expect.stringMatching(/^ {2}Time: about .+ \(at most .+\)$/), ""]);
    expect(JSON.parse(stdout).estimate.seconds).toBeGreaterThan(0);
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
    [
      [SMALL, "--seed", "9007199254740992"],
      '--seed is "9007199254740992": allowed is an integer from 0 to 2^53 − 1 (9007199254740991)',
    ],
    [
      [SMALL, "--set", "topDown.diffusion.credits=9"],
      "topDown.diffusion.credits is 9: allowed is at most 8, the units of the smallest layer in agent.hidden; " +
        "topDown.diffusion null gives each unit a credit of its own",
    ],
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
    [
      [SMALL, "--set", "family=gymnasium:CartPole-v1"],
      'family is "gymnasium:CartPole-v1": allowed is the id of a family, or that of one which a module registers, such as ',
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
