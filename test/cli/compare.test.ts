import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ComparisonResults } from "../../src/experiment/results.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym, finished, start } from "./creditgym.js";

const root = temporaryFolder();
const experiments = join(import.meta.dirname, "../fixtures/experiments");
const tiny = join(experiments, "tiny.ts");
const out = (name: string): readonly string[] => ["--out", join(root, name)];
const results = (stdout: string): ComparisonResults => JSON.parse(stdout) as ComparisonResults;

/** Path → hash of all files of a folder but `timing.json`. */
function hashes(folder: string): Record<string, string> {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter(
    (path) => !path.endsWith("timing.json") && statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex"),
    ]),
  );
}

describe("compare", () => {
  it("gives the same bytes with one and with two workers, but for timing.json", async () => {
    const one = await creditgym("compare", tiny, "--workers", "1", "--json", ...out("one"));
    const two = await creditgym("compare", tiny, "--workers", "2", "--json", ...out("two"));
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(hashes(join(root, "one"))).toEqual(hashes(join(root, "two")));

    const files = Object.keys(hashes(join(root, "one")));
    expect(files.filter((path) => !path.startsWith("trials/"))).toEqual([
      "SHA256SUMS",
      "experiment.json",
      "report/comparison.md",
      "report/index.html",
      ...[
        ...["learning-curves-CartPole-v1", "learning-curves-Multiplexer-v0"],
        ...["overall-aggregates", "overall-pairs", "overall-profiles", "overall-sample-efficiency"],
        ...["pairs", "profiles", "returns"].flatMap((figure) => [
          `${figure}-CartPole-v1`,
          `${figure}-Multiplexer-v0`,
        ]),
      ].flatMap((figure) => [`report/${figure}.png`, `report/${figure}.svg`]),
    ]);
    expect(
      files.filter((path) => path.startsWith("trials/Multiplexer-v0/unbiased-weight-max_posterior/8/")),
    ).toHaveLength(6);
    expect(files.filter((path) => path.startsWith("trials/"))).toHaveLength(2 * 3 * 2 * 6);
    expect(JSON.parse(readFileSync(join(root, "one/experiment.json"), "utf8"))).toMatchObject({
      name: "tiny",
      engine: "wasm",
      seeds: [3, 8],
      arms: expect.arrayContaining([
        expect.objectContaining({ env: "CartPole-v1", rule: "reinforce", batch: 1 }),
      ]),
      versions: { creditgym: expect.any(String), node: process.versions.node, v8: process.versions.v8 },
      host: expect.objectContaining({ cpu: expect.any(String) }),
    });
  });

  it("prints JSON with the keys of the contract, and nothing else", async () => {
    const { stdout, stderr } = await creditgym("compare", tiny, "--json", "--quiet", ...out("json"));
    expect(stderr).toBe("");
    const { trials, arms, comparisons, aggregates, overallComparisons, ...rest } = results(stdout);
    expect(Object.keys(rest)).toEqual(["version", "engine", "experiment", "folder"]);
    expect(rest).toMatchObject({ engine: "wasm", experiment: "tiny", folder: join(root, "json") });
    expect(trials).toHaveLength(12);
    expect(Object.keys(trials[0]!)).toEqual([
      "env",
      "rule",
      "seed",
      "status",
      "episodes",
      "steps",
      "averageReturn",
      "finalReturn",
      "seconds",
      "stepsPerSecond",
    ]);
    expect(trials.map(({ env, rule, seed }) => `${env} ${rule} ${seed}`).slice(0, 3)).toEqual([
      "CartPole-v1 reinforce 3",
      "CartPole-v1 reinforce 8",
      "CartPole-v1 unbiased-weight-max:posterior 3",
    ]);
    expect(Object.keys(arms[0]!)).toEqual([
      ...["env", "rule", "seeds", "averageReturn", "finalReturn", "failed", "unfinished"],
    ]);
    expect(Object.keys(arms[0]!.averageReturn)).toEqual(["mean", "std", "meanCi95", "iqm", "iqmCi95"]);
    expect(comparisons).toHaveLength(2 * 3);
    expect(Object.keys(comparisons[0]!)).toEqual([
      ...["env", "a", "b", "probabilityOfImprovement", "ci95", "pairedDifference"],
    ]);
    expect(aggregates!.map(({ rule }) => rule)).toEqual([
      "reinforce",
      "unbiased-weight-max:posterior",
      "backprop",
    ]);
    expect(overallComparisons).toHaveLength(3);
  });

  it("prints the plan on standard error and the tables on standard output", async () => {
    const args = ["--set", "variant=deep", "--set", "agent.lambda=0.5", "--episodes", "5", "--workers", "1"];
    const { code, stdout, stderr } = await creditgym("compare", tiny, ...args, ...out("text"));
    expect(code).toBe(0);
    const [summary, header, , ...rows] = stderr.split("\n");
    expect(summary).toBe(
      "tiny (deep): 2 environments × 1 rule × 2 seeds = 4 trials of 5 episodes, engine wasm, 1 worker",
    );
    expect(header).toMatch(/^ {2}environment +rule +budget +batch +a trial takes$/);
    expect(rows[1]).toMatch(/^ {2}Multiplexer-v0 +weight-max +5 episodes +4 +about \d+ s$/);
    expect(rows[2]).toMatch(/^ {2}Time: about \d+ \w+/);
    expect(rows.slice(3).filter((line) => !/^\d+ % · /.test(line))).toEqual([""]);
    expect(stdout).toContain("weight-max");
    expect(stdout).toContain("4 of 4 trials done");
    expect(stdout).toContain(`Files: ${join(root, "text")}\n`);
    expect(stdout).toContain(`Report: ${join(root, "text/report/index.html")}\n`);
    const { arms } = JSON.parse(readFileSync(join(root, "text/experiment.json"), "utf8"));
    expect(arms[0].agent).toMatchObject({ hidden: [4, 3], lambda: 0.5, rates: [0.1, 0.01, 0.001] });
  });

  it("makes runs/<experiment>/<time> where it stands, without overwriting", async () => {
    const args = [
      "compare",
      "--env",
      "Multiplexer-v0",
      "--rules",
      "reinforce",
      "--seeds",
      "1",
      "--episodes",
      "5",
    ];
    const runs = [start([...args, "--json"], root), start([...args, "--json"], root)].map(finished);
    const folders = (await Promise.all(runs)).map(({ stdout }) => results(stdout).folder);
    expect(new Set(folders).size).toBe(2);
    for (const folder of folders) {
      expect(folder).toMatch(/^runs\/multiplexer\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(_2)?$/);
      expect(existsSync(join(root, folder, "experiment.json"))).toBe(true);
    }
  });

  it("fails only the trial whose environment gives NaN, and names the place", async () => {
    const { code, stdout, stderr } = await creditgym(
      "compare",
      join(experiments, "broken.ts"),
      "--json",
      ...out("nan"),
    );
    expect(code).toBe(1);
    expect(results(stdout).trials.map(({ env, status }) => [env, status])).toEqual([
      ["./broken-env.ts", "failed"],
      ["CartPole-v1", "done"],
    ]);
    expect(results(stdout).arms.map(({ env }) => env)).toEqual(["CartPole-v1"]);
    expect(stderr).toContain(
      "failed: ./broken-env.ts, reinforce, seed 1: ./broken-env.ts (sub-environment 0) failed at step 5: observation value 1 is NaN.\n",
    );
    expect(
      JSON.parse(readFileSync(join(root, "nan/trials/broken-env.ts/reinforce/1/status.json"), "utf8")),
    ).toMatchObject({
      status: "failed",
      episodes: 2,
    });
  });

  it("fails a trial whose worker dies, and says so in its folder", async () => {
    const args = ["--env", join(experiments, "exiting-env.ts"), "--rules", "reinforce", "--seeds", "2"];
    const { code, stdout } = await creditgym("compare", ...args, "--workers", "1", "--json", ...out("exit"));
    expect(code).toBe(1);
    expect(results(stdout).trials.map(({ status }) => status)).toEqual(["failed", "failed"]);
    const status = readFileSync(join(root, "exit/trials/exiting-env.ts/reinforce/2/status.json"), "utf8");
    expect(JSON.parse(status)).toMatchObject({
      status: "failed",
      error: "its worker ended: worker exited with code: 3",
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("keeps and shows on %s what was done", async (signal) => {
    // Two seeds are done at once; the others would take days.
    const args = ["--seeds", "4", "--workers", "2", "--episodes", "1000000000000", "--json"];
    const child = start([
      "compare",
      "--env",
      "Multiplexer-v0",
      "--rules",
      "reinforce",
      ...args,
      ...out(signal),
    ]);
    const end = finished(child);
    const began = join(root, signal, "trials/Multiplexer-v0/reinforce");
    const isRunning = (seed: number): boolean => existsSync(join(began, `${seed}`, "episodes.bin"));
    while (!(isRunning(1) && isRunning(2))) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill(signal);
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toContain("Stopping; what was done is kept.");
    const { trials, arms } = results(stdout);
    expect(trials.map(({ status }) => status)).toEqual(Array(4).fill("interrupted"));
    expect(trials[0]!.episodes).toBeGreaterThan(0);
    expect(trials[0]!.averageReturn).not.toBeNull();
    expect(trials[3]).toMatchObject({ episodes: 0, averageReturn: null });
    expect(arms).toEqual([]);
    expect(statSync(join(began, "1", "episodes.bin")).size).toBe(16 * trials[0]!.episodes);
    expect(existsSync(join(began, "1", "checkpoint.safetensors"))).toBe(true);
    expect(JSON.parse(readFileSync(join(began, "1", "status.json"), "utf8")).status).toBe("interrupted");
  });

  it("quits at once on the second Ctrl-C", async () => {
    const args = ["--env", join(experiments, "stuck-env.ts"), "--rules", "reinforce", "--seeds", "1"];
    const child = start(["compare", ...args, ...out("stuck")]);
    const end = finished(child);
    while (!existsSync(join(root, "stuck/trials/stuck-env.ts/reinforce/1/status.json"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
  });

  it("does not mind when nobody reads its results", async () => {
    const child = start(["compare", tiny, "--quiet", ...out("closed")]);
    child.stdout!.destroy();
    const { code, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(existsSync(join(root, "closed/report/comparison.md"))).toBe(true);
  });
});
