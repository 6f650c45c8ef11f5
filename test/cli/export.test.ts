import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { makeRun } from "../export/run.js";
import { creditgym } from "./creditgym.js";

const root = temporaryFolder();
let run: string;

beforeAll(async () => {
  run = await makeRun(root);
});

describe("export", () => {
  it("writes CSV into the run's folder and says where", async () => {
    const csv = join(run, "export/csv");
    const { code, stdout, stderr } = await creditgym("export", run, "--format", "csv");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      ["trials.csv", "curves.csv", "episodes.csv"].map((name) => `${join(csv, name)}\n`).join(""),
    );
    expect(readFileSync(join(csv, "trials.csv"), "utf8").trimEnd().split("\n")).toHaveLength(1 + 12);
  });

  it("writes files for TensorBoard wherever it is told, again and again", async () => {
    const out = join(root, "board");
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await creditgym(
        "export",
        run,
        "--format",
        "tensorboard",
        "--out",
        out,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toBe(`${out}\n`);
      expect(existsSync(join(out, "CartPole-v1/reinforce/8"))).toBe(true);
    }
  });

  it("tells of trials that are not trained to the end", async () => {
    const status = join(run, "trials/CartPole-v1/reinforce/8/status.json");
    const whole = readFileSync(status, "utf8");
    rmSync(join(status, "../SHA256SUMS"));
    writeFileSync(status, whole.replace('"done"', '"failed", "error": "it overflowed, \\"badly\\""'));
    const { code, stderr } = await creditgym("export", run, "--format", "csv");
    writeFileSync(status, whole);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "not trained to the end: CartPole-v1, reinforce, seed 8 (failed)\n",
    });
    const [, , row] = readFileSync(join(run, "export/csv/trials.csv"), "utf8").split("\n");
    expect(row).toMatch(/^CartPole-v1,reinforce,8,failed,.*,"it overflowed, ""badly"""$/);
  });

  it("refuses mistakes in one sentence, with exit code 2", async () => {
    const taken = join(root, "taken");
    mkdirSync(taken);
    writeFileSync(join(taken, "thesis.tex"), "years of work");
    const cases: [readonly string[], string][] = [
      [[run], "--format is not given: allowed is one of tensorboard, csv"],
      [
        [run, "--format", "tensorbaord"],
        '--format is "tensorbaord": allowed is one of tensorboard, csv; did you mean "tensorboard"?',
      ],
      [
        [run, "--format", "csv", "--out", taken],
        `${taken} holds thesis.tex, which is no file of an export as csv: allowed for --out is a new or empty folder, ` +
          "or one with such an export, which is replaced",
      ],
      [
        [join(root, "nowhere"), "--format", "csv"],
        `DIR is "${join(root, "nowhere")}", which is no folder: allowed is a folder that \`creditgym compare\` made, ` +
          "or one of its trials",
      ],
    ];
    for (const [args, sentence] of cases) {
      const { code, stdout, stderr } = await creditgym("export", ...args);
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `creditgym: ${sentence}\n` });
    }
    expect(readFileSync(join(taken, "thesis.tex"), "utf8")).toBe("years of work");
  });
});
