import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSyntheticRun } from "../experiment/report/synthetic-run.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym } from "./creditgym.js";

const root = temporaryFolder();
const run = join(root, "run");
writeSyntheticRun(run, { environments: ["E"], rules: ["a", "b"], seeds: 2, points: 10 });

describe("report", () => {
  it("writes the report of a run, of one of its trials' folders too, and prints what it wrote", async () => {
    const { code, stdout, stderr } = await creditgym("report", join(run, "trials/env-0/rule-1/2"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const paths = stdout.trimEnd().split("\n");
    const names = ["learning-curves", "returns", "profiles", "pairs"].flatMap((figure) =>
      ["svg", "png"].map((ending) => `${figure}-env-0.${ending}`),
    );
    expect(paths).toEqual(["index.html", "comparison.md", ...names].map((name) => join(run, "report", name)));
    for (const path of paths) expect(existsSync(path), path).toBe(true);
    const page = readFileSync(paths[0]!, "utf8");
    expect(page).toContain("<h2>Speed</h2>");
    expect(page).toContain('<td class="n">40,000</td>');
  });

  it("reports on what there is of a run that is not whole, and says how much that is", async () => {
    const partial = join(root, "partial");
    writeSyntheticRun(partial, {
      ...{ environments: ["E"], rules: ["a", "b"], seeds: 2, points: 10 },
      change: (_, rule, seed) => (rule === "a" && seed === 2 ? { status: "running" } : undefined),
    });
    rmSync(join(partial, "trials/env-0/rule-1/2"), { recursive: true });
    const { code, stderr } = await creditgym("report", partial, "--out", join(root, "elsewhere"));
    expect(code).toBe(0);
    expect(stderr).toBe("2 of 4 trials are in the report: 1 running or killed, 1 not begun\n");
    expect(existsSync(join(root, "elsewhere/index.html"))).toBe(true);
    expect(existsSync(join(partial, "report"))).toBe(false);
  });

  it("refuses what it cannot report on or write to, in one sentence", async () => {
    mkdirSync(join(root, "empty"));
    writeFileSync(join(root, "file"), "");
    const damaged = join(root, "damaged");
    writeSyntheticRun(damaged, { environments: ["E"], rules: ["a"], seeds: 1, points: 10 });
    writeFileSync(join(damaged, "trials/env-0/rule-0/1/curve.jsonl"), "[1");
    const mistakes: [readonly string[], string][] = [
      [
        ["report", join(root, "empty")],
        "which holds no experiment.json: allowed is a folder that `creditgym compare` made",
      ],
      [
        ["report", run, "--out", join(root, "file")],
        'file", which holds something else: allowed is a new or empty folder',
      ],
      [["report", run, "--out", run], 'run", which holds something else: allowed is a new or empty folder'],
      [["report", damaged], "curve.jsonl is not what was written"],
      [["report"], "missing required argument 'dir'"],
    ];
    for (const [args, sentence] of mistakes) {
      const { code, stdout, stderr } = await creditgym(...args);
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(sentence);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
  });
});
