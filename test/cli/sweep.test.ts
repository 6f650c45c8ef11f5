import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import type { ComparisonResults } from "../../src/experiment/results.js";
import type { SweepResults } from "../../src/experiment/sweep/sweep-results.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym, type Finished, finished, start } from "./creditgym.js";

const root = temporaryFolder();
const experiment = join(import.meta.dirname, "../fixtures/experiments/search.ts");
const at = (...path: readonly string[]): string => join(root, ...path);
const json = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(at(...path), "utf8")) as T;

/** Path → hash of all files of a run but `timing.json`. */
function hashes(run: string): Record<string, string> {
  const files = (readdirSync(at(run), { recursive: true }) as string[]).filter(
    (path) => !path.endsWith("timing.json") && statSync(at(run, path)).isFile(),
  );
  const hash = (path: string): string =>
    createHash("sha256")
      .update(readFileSync(at(run, path)))
      .digest("hex");
  return Object.fromEntries(files.sort().map((path) => [path, hash(path)]));
}

describe("compare with a search for settings", () => {
  let one: Finished;

  beforeAll(async () => {
    one = await creditgym("compare", experiment, "--workers", "1", "--json", "--quiet", "--out", at("one"));
  });

  it("runs the comparison with what did best on the search's seeds", () => {
    expect(one).toMatchObject({ code: 0, stderr: "" });
    const { sweep, trials } = JSON.parse(one.stdout) as ComparisonResults;
    expect(json<SweepResults>("one", "sweep.json").arms).toEqual(sweep);
    expect(sweep!.map(({ rule, candidates }) => [rule, candidates.length])).toEqual([
      ["reinforce", 4],
      ["backprop", 4],
    ]);
    const folder = (rule: string, ...path: readonly (string | number)[]): string =>
      ["one/sweep/Multiplexer-v0", rule, ...path].join("/");
    for (const { rule, seeds, candidates, chosen } of sweep!) {
      expect(seeds).toEqual([1_000_001, 1_000_002]);
      candidates.forEach(({ scores, mean }, k) => {
        const read = seeds.map((seed) =>
          json<ComparisonResults["trials"][0]>(folder(rule, k, seed), "status.json"),
        );
        expect(scores).toEqual(
          read.map(({ status, averageReturn }) => (status === "done" ? averageReturn : null)),
        );
        expect(mean).toBe(scores.includes(null) ? null : (scores[0]! + scores[1]!) / 2);
        expect(mean ?? -2).toBeLessThanOrEqual(candidates[chosen]!.mean!);
      });
    }
    expect(sweep![1]).toMatchObject({ failed: 2, failure: expect.stringContaining("no longer finite") });
    const overflowing = sweep![1]!.candidates.find(({ changes }) => changes["rates[0]"] === 1e300);
    expect(overflowing).toMatchObject({ scores: [null, null], mean: null });
    expect(trials).toHaveLength(6);
    for (const { status, evaluationReturn } of trials) {
      expect(status).toBe("done");
      expect(evaluationReturn).toEqual(expect.any(Number));
    }
    expect(existsSync(at(folder("backprop", 0, 1_000_001), "evaluation.jsonl"))).toBe(false);
    expect(existsSync(at(folder("weight-max")))).toBe(false);
  });

  it("gives the same bytes with two workers, and when it is interrupted in the search", async () => {
    await creditgym("compare", experiment, "--workers", "2", "--quiet", "--out", at("two"));
    expect(hashes("two")).toEqual(hashes("one"));

    const child = start(["compare", experiment, "--workers", "1", "--quiet", "--out", at("killed")]);
    const end = finished(child);
    while (!existsSync(at("killed/sweep/Multiplexer-v0/reinforce/2/1000001/status.json")))
      await setTimeout(5);
    child.kill("SIGKILL");
    await end;
    expect(existsSync(at("killed/sweep.json"))).toBe(false);
    expect(await creditgym("compare", "--resume", at("killed"), "--quiet")).toMatchObject({ code: 0 });
    expect(hashes("killed")).toEqual(hashes("one"));
  });

  it("goes on with the settings that were chosen, and makes a damaged sweep.json anew", async () => {
    cpSync(at("one"), at("again"), { recursive: true });
    rmSync(at("again/trials/Multiplexer-v0/reinforce/8"), { recursive: true });
    expect(await creditgym("compare", "--resume", at("again"), "--quiet")).toMatchObject({ code: 0 });
    expect(hashes("again")).toEqual(hashes("one"));

    truncateSync(at("again/sweep.json"), 200);
    const refused = await creditgym("evaluate", at("again"));
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^creditgym: .*sweep\.json is .*\n$/);
    expect(await creditgym("compare", "--resume", at("again"), "--quiet")).toMatchObject({ code: 0 });
    expect(hashes("again")).toEqual(hashes("one"));
  });

  it("refuses to go on with another space", async () => {
    const changed = await creditgym(
      ...["compare", experiment, "--resume", at("one"), "--quiet"],
      ...["--set", "sweep.search.random=2"],
    );
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain("Multiplexer-v0, reinforce: sweep.search.random was 3 and is 2");
  });

  it("is searched for sizes of networks, with which the trained ones are evaluated", async () => {
    const sizes = { search: "grid", space: { "hidden[0]": [6, 9] }, seeds: 1 };
    const ran = await creditgym(
      ...["compare", experiment, "--rules", "reinforce", "--quiet", "--json", "--out", at("sizes")],
      ...["--set", `sweep=${JSON.stringify(sizes)}`, "--set", "evaluation=false"],
    );
    expect(ran.code).toBe(0);
    const { sweep } = JSON.parse(ran.stdout) as ComparisonResults;
    // Ties go to the unchanged settings: whichever it is, the checkpoint has that size.
    expect([4, 6, 9]).toContain(sweep![0]!.agent.hidden[0]);
    const played = await creditgym("evaluate", at("sizes"), "--episodes", "2", "--json");
    expect(played.code).toBe(0);
    const { evaluations } = JSON.parse(played.stdout) as { readonly evaluations: readonly Evaluation[] };
    expect(evaluations.map(({ status }) => status)).toEqual(["done", "done"]);
  });

  it("says when its budget is too small for an episode, and what the comparison runs with", async () => {
    const sweep = { search: "grid", space: { "rates[0]": [0.1, 0.001] }, seeds: 2, budget: { steps: 3 } };
    const { code, stdout } = await creditgym(
      ...["compare", "--env", "CartPole-v1", "--rules", "reinforce", "--seeds", "1", "--steps", "300"],
      ...["--set", `sweep=${JSON.stringify(sweep)}`, "--quiet", "--out", at("short")],
    );
    expect(code).toBe(0);
    const notes = [
      "CartPole-v1, reinforce: the search could not score any of its settings: the comparison has those from before the search, untuned",
      "CartPole-v1, reinforce: in 6 of the search's 6 trials no episode ended, which counts as worst: a larger sweep.budget lets episodes end",
    ];
    expect(stdout).toContain(notes.join("\n"));
    const page = readFileSync(at("short/report/index.html"), "utf8");
    for (const note of notes) expect(page).toContain(note.replace("'", "&#39;"));
    expect(page).toContain("kept");
    expect(page).not.toMatch(/>chosen</);
    const [arm] = json<SweepResults>("short", "sweep.json").arms;
    expect(arm).toMatchObject({ chosen: 0, failed: 0 });
    expect(arm!.candidates.map(({ mean }) => mean)).toEqual([null, null, null]);
  });

  it("prints what the search chose, and warns at the edge of what was searched", async () => {
    const { code, stdout, stderr } = await creditgym("compare", "--resume", at("one"), "--workers", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("Settings that the search chose, on seeds that the comparison does not use:\n");
    expect(stdout).toMatch(/^Multiplexer-v0 +backprop +4 +\S/m);
    expect(stdout).toContain("2 of the search's 8 trials failed, which counts as worst");
    expect(stderr.split("\n").slice(0, 1)).toEqual([
      "search: 1 environment × 3 rules × 2 seeds = 6 trials of 40 episodes, engine wasm, 1 worker",
    ]);
    expect(stderr).toContain("Search: 16 trials, then the 6 trials of the comparison\n");
    expect(stderr).toContain("Not the same effort for all");
    expect(stderr).toContain("Evaluation: 2 episodes at the end, sampled actions\n");
  });
});

describe("compare --plan", () => {
  it("shows what would run, on standard output, and runs nothing", async () => {
    const { code, stdout, stderr } = await finished(start(["compare", "quickstart", "--plan"], root));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^quickstart: 2 environments × 5 rules × 5 seeds = 50 trials of /);
    expect(lines[1]).toMatch(
      /^ {2}environment +rule +budget +batch +a trial takes +what differs among rules$/,
    );
    expect(lines.filter((line) => line.includes("about"))).toHaveLength(10 + 1);
    expect(stdout).toMatch(
      /^ {2}Multiplexer-v0 +backprop +200,000 episodes +1 +about .* rates 0.003 0.0003 0.0001$/m,
    );
    expect(stdout).toMatch(/\n {2}Time: about \d+ \w+.*\n$/);
    expect(existsSync(at("runs"))).toBe(false);
  });

  it("prints the resolved plan as JSON", async () => {
    const { code, stdout } = await creditgym("compare", experiment, "--plan", "--json");
    expect(code).toBe(0);
    const { arms, estimate } = JSON.parse(stdout);
    expect(arms[0].sweep.candidates).toHaveLength(4);
    expect(estimate.seconds).toBeGreaterThan(0);
  });

  it("does not wait for a module that never comes back from a step, nor ends with one that ends the process", async () => {
    for (const name of ["stuck-env.ts", "exiting-env.ts"]) {
      const env = join(import.meta.dirname, "../fixtures/experiments", name);
      const args = ["compare", "--env", env, "--rules", "reinforce", "--plan"];
      const { code, stdout } = await creditgym(...args);
      expect(code).toBe(0);
      expect(stdout).toContain("Time: not known beforehand\n");
    }
  });

  it("measures users' modules too", async () => {
    const env = join(import.meta.dirname, "../fixtures/experiments/counting-env.ts");
    const { stdout } = await creditgym(
      "compare",
      "--env",
      env,
      "--rules",
      "reinforce",
      "--steps",
      "1000",
      "--plan",
    );
    expect(stdout).toMatch(/Time: about /);
  });
});

describe("compare --evaluate and --diagnostics", () => {
  it("set what they say, and --set says the rest", async () => {
    const args = ["--env", "Multiplexer-v0", "--rules", "reinforce", "--plan", "--json"];
    const flags = ["--evaluate", "7", "--set", "evaluation.policy=greedy", "--diagnostics"];
    const { stdout } = await creditgym("compare", ...args, ...flags, "--set", "diagnostics.points=3");
    expect(JSON.parse(stdout)).toMatchObject({
      evaluation: { episodes: 7, policy: "greedy", points: 1 },
      diagnostics: { points: 3, decisions: 64, rounds: 32 },
    });
  });
});
