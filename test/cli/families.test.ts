import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { taskFamily } from "../../envs/families/index.js";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import { findTrials } from "../../src/evaluate/saved-run.js";
import { createEnvironment } from "../../src/experiment/environments.js";
import type { ComparisonResults } from "../../src/experiment/results.js";
import { decodeCheckpoint } from "../../src/experiment/store/checkpoint.js";
import { readPlan } from "../../src/experiment/store/read-run.js";
import { summarise, summariseFamilies } from "../../src/statistics/index.js";
import { all, pageOf } from "../experiment/report/read-report.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym, type Finished } from "./creditgym.js";

const root = temporaryFolder();
/** Milliseconds: machines that do other things at the same time are several times slower. */
const PATIENCE = 300_000;
vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });
const at = (...path: readonly string[]): string => join(root, ...path);
const SMALL = ["agent.hidden=[4]", "agent.rates=[0.05,0.05]", "agent.feedback=return"].flatMap((one) => [
  "--set",
  one,
]);
const compare = (...args: readonly string[]): Promise<Finished> =>
  creditgym("compare", "--rules", "reinforce,backprop", "--quiet", ...SMALL, ...args);

/** Path → hash of all files of a run but `timing.json`. */
function hashes(run: string): Record<string, string> {
  const files = (readdirSync(at(run), { recursive: true }) as string[]).filter(
    (path) => !path.endsWith("timing.json") && statSync(at(run, path)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(at(run, path)))
        .digest("hex"),
    ]),
  );
}

describe("compare --family", () => {
  const PLAYED = ["--family", "contextual-bandit-even", "--family", "cart-pole", "--env", "Multiplexer-v0"];
  const FLAGS = [
    ...PLAYED,
    "--seeds",
    "7",
    "--episodes",
    "12",
    "--evaluate",
    "2",
    "--set",
    "diagnostics.points=2",
    "--json",
  ];
  let results: ComparisonResults;

  beforeAll(async () => {
    const { code, stdout, stderr } = await compare(...FLAGS, "--workers", "1", "--out", at("one"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    results = JSON.parse(stdout) as ComparisonResults;
  });

  it("plays every split beside the environments, on the same seeds with every rule", () => {
    expect([...new Set(results.arms.map(({ env }) => env))]).toEqual([
      "Multiplexer-v0",
      "contextual-bandit-even/training",
      "contextual-bandit-even/held-out",
      "cart-pole/training",
      "cart-pole/held-out",
    ]);
    expect(results.trials).toHaveLength(5 * 2 * 7);
    expect(results.comparisons.map(({ pairedDifference }) => pairedDifference?.seeds)).toEqual(
      Array(5).fill(7),
    );
    expect(existsSync(at("one/trials/contextual-bandit-even_held-out/backprop/7/evaluation.jsonl"))).toBe(
      true,
    );
    expect(existsSync(at("one/trials/cart-pole_training/reinforce/1/diagnostics.jsonl"))).toBe(true);
    const { plan } = readPlan(at("one"));
    expect(plan.arms.at(-1)!.source).toEqual({
      ...{ id: "CartPoleTask-v0", kwargs: {} },
      family: { id: "cart-pole", split: "held-out" },
    });
  });

  it("has played the task of its seed in each trial", () => {
    const tasks = [1, 2, 3, 4, 5, 6, 7].map(
      (seed) => taskFamily("cart-pole").sample("held-out", seed, 1)[0]!,
    );
    const bytesOf = (value: unknown): Buffer => Buffer.from(new Float64Array([Number(value)]).buffer);
    for (const rule of ["reinforce", "backprop"]) {
      const played = tasks.map((_, k) => {
        const saved = readFileSync(
          at(`one/trials/cart-pole_held-out/${rule}/${k + 1}/checkpoint.safetensors`),
        );
        // The environment's state holds the task's parameters.
        const state = Buffer.from(decodeCheckpoint(saved).environment!);
        return tasks.flatMap(({ gravity, halfLength }, other) =>
          state.includes(bytesOf(gravity)) && state.includes(bytesOf(halfLength)) ? [other] : [],
        );
      });
      expect(played).toEqual([[0], [1], [2], [3], [4], [5], [6]]);
    }
  });

  it("gives the same bytes with two workers, and when it is resumed", async () => {
    expect((await compare(...FLAGS, "--workers", "2", "--out", at("two"))).code).toBe(0);
    const whole = hashes("one");
    expect(hashes("two")).toEqual(whole);
    rmSync(at("two/trials/contextual-bandit-even_held-out/reinforce/3"), { recursive: true });
    rmSync(at("two/trials/cart-pole_training/backprop"), { recursive: true });
    writeFileSync(at("two/trials/cart-pole_held-out/backprop/2/curve.jsonl"), "");
    expect(await creditgym("compare", "--resume", at("two"), "--quiet")).toMatchObject({ code: 0 });
    expect(hashes("two")).toEqual(whole);
    const changed = await compare(...FLAGS, "--resume", at("two"), "--family", "navigation-2d-discrete");
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.stderr).toContain("navigation-2d-discrete/training, reinforce is new");
  });

  it("tells of each family what its trials do, on standard output and in the report", async () => {
    const splits = (family: string) => ({
      ...{ family, training: `${family}/training`, heldOut: `${family}/held-out` },
    });
    const families = ["contextual-bandit-even", "cart-pole"];
    expect(results.families).toEqual(
      summariseFamilies(results.trials, summarise(results.trials), families.map(splits)),
    );
    const [first] = results.families!;
    const returns = (split: string): number[] =>
      results.trials
        .filter(({ env, rule }) => env === `contextual-bandit-even/${split}` && rule === "backprop")
        .map(({ averageReturn }) => averageReturn!);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(first!.rules[1]!.heldOutMinusTraining!.value).toBeCloseTo(
      mean(returns("held-out")) - mean(returns("training")),
      12,
    );
    const page = pageOf(at("one/report/index.html"));
    const titles = all(page, "h2");
    expect(titles.indexOf("Unseen tasks")).toBeLessThan(titles.indexOf("cart-pole/training"));
    expect(all(page, "#unseen-tasks figcaption b")).toEqual(["Unseen tasks.", "Unseen tasks."]);
    expect(all(page, "#unseen-tasks tbody tr")).toHaveLength(2 * (2 + 1));
    const markdown = readFileSync(at("one/report/comparison.md"), "utf8");
    expect(markdown).toContain("## Unseen tasks: contextual-bandit-even\n\n| rule");
    const printed = await creditgym("compare", "--resume", at("one"), "--quiet");
    expect(printed.stdout).toContain("Unseen tasks: cart-pole\n\n  rule ");
    // Training tasks, on which settings may have been searched for, are not put together with held-out ones.
    expect(titles).not.toContain("Over all environments");
    expect(results).not.toHaveProperty("overallComparisons");
  });

  it("evaluates, exports and reports each trial with its own task", async () => {
    const { trials } = findTrials(at("one"), { envs: ["cart-pole/held-out"] });
    expect(trials).toHaveLength(14);
    for (const { arm, seed } of trials) {
      expect(arm.source.family).toEqual({ id: "cart-pole", split: "held-out", taskSeed: seed });
    }
    const played = await creditgym(
      "evaluate",
      at("one"),
      "--env",
      "cart-pole/held-out",
      "--episodes",
      "1",
      "--json",
    );
    expect(played).toMatchObject({ code: 0, stderr: "" });
    const { evaluations } = JSON.parse(played.stdout) as { readonly evaluations: readonly Evaluation[] };
    expect(evaluations.map(({ status }) => status)).toEqual(Array(14).fill("done"));
    for (const format of ["csv", "tensorboard"]) {
      expect(await creditgym("export", at("one"), "--format", format, "--out", at(format))).toMatchObject({
        code: 0,
      });
    }
    expect(readFileSync(at("csv/trials.csv"), "utf8")).toContain("\ncart-pole/held-out,backprop,7,done,12,");
    expect(await creditgym("report", at("one"), "--out", at("reported"))).toMatchObject({ code: 0 });
    expect(existsSync(at("reported/unseen-tasks-cart-pole.svg"))).toBe(true);
  });

  it("searches on training tasks, and learns in all splits with what it chose", async () => {
    const sweep = { search: "grid", space: { "rates[1]": [0.5, 1] }, seeds: 2 };
    const { code, stdout, stderr } = await compare(
      ...["--family", "contextual-bandit-even", "--seeds", "2", "--episodes", "40", "--out", at("searched")],
      ...["--set", `sweep=${JSON.stringify(sweep)}`, "--json"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { sweep: found } = JSON.parse(stdout) as ComparisonResults;
    expect(found!.map(({ env, rule }) => `${env} ${rule}`)).toEqual([
      "contextual-bandit-even/training reinforce",
      "contextual-bandit-even/training backprop",
    ]);
    expect(readdirSync(at("searched/sweep"))).toEqual(["contextual-bandit-even_training"]);
    const plan = await creditgym("compare", "--resume", at("searched"), "--plan");
    expect(plan.stdout).toContain("for every rule in every environment: the same effort for all\n");
  });

  it("plays what a user's module registers, in worker threads too", async () => {
    const id = `${join(import.meta.dirname, "../fixtures/plug-ins/families.ts")}:light-cart-pole`;
    const ran = await compare(
      "--family",
      id,
      "--seeds",
      "2",
      "--episodes",
      "5",
      "--workers",
      "2",
      "--out",
      at("own"),
    );
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(at("own/trials"))).toEqual(["light-cart-pole_held-out", "light-cart-pole_training"]);
    const { trials } = findTrials(at("own"));
    const state = async (env: Awaited<ReturnType<typeof createEnvironment>>): Promise<Uint8Array> => {
      await env.reset({ seed: 1 });
      return env.state!();
    };
    for (const { arm, seed } of trials) {
      const { split } = arm.source.family!;
      const [task] = taskFamily("cart-pole").sample(split, seed, 1);
      const light = { ...task, poleMass: Number(task!.poleMass) / 2 };
      expect(await state(await createEnvironment(arm.source, 1))).toEqual(
        await state(taskFamily("cart-pole").makeVec([light])),
      );
    }
    const unknown = await compare(
      "--family",
      id.replace("light-", "heavy-"),
      "--seeds",
      "1",
      "--episodes",
      "1",
    );
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toMatch(
      /registers no heavy-cart-pole: allowed is one of .*; did you mean "\w+-cart-pole"\?\n$/,
    );
  });
});
