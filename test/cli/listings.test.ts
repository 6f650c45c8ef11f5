import { join } from "node:path";
import { registeredSpecs } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { creditRules } from "../../agents/rules/index.js";
import "../../src/experiment/environments.js";
import { creditgym, finished, start } from "./creditgym.js";

const fixtures = join(import.meta.dirname, "../fixtures");

describe("listings", () => {
  it("have one line each, and JSON", async () => {
    for (const [command, ids] of [
      ["rules", creditRules.map(({ id }) => id)],
      ["envs", registeredSpecs().map(({ id }) => id)],
    ] as const) {
      const { code, stdout, stderr } = await creditgym(command);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.split(" ")[0]),
      ).toEqual(ids);
      const entries = JSON.parse((await creditgym(command, "--json")).stdout) as { id: string }[];
      expect(entries.map(({ id }) => id)).toEqual(ids);
    }
  });

  it("may lose whoever reads them", async () => {
    const child = start(["rules"]);
    child.stdout!.destroy();
    const { code, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("come with help and a version", async () => {
    const help = await creditgym("--help");
    expect(help.code).toBe(0);
    for (const command of [
      "compare",
      "verify",
      "envs",
      "rules",
      "engines",
      "evaluate",
      "export",
      "evolve",
      "report",
      "dashboard",
      "bench",
    ]) {
      expect(help.stdout).toContain(`  ${command} `);
    }
    expect((await creditgym("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("envs --check", () => {
  it("holds for an environment of ours and names what is wrong with another", async () => {
    expect(await creditgym("envs", "--check", "CartPole-v1")).toMatchObject({
      code: 0,
      stdout: "CartPole-v1: every check holds.\n",
    });
    const broken = await creditgym("envs", "--check", join(fixtures, "experiments/broken-env.ts"), "--json");
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ holds: false });
  });

  it("replays a recorded trajectory", async () => {
    const file = join(fixtures, "gymnasium/cartpole.json");
    const { code, stdout } = await creditgym(
      "envs",
      "--check",
      "CartPole-v1",
      "--trajectory",
      file,
      "--json",
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(["steps", "mismatches", "maxAbsError"]);
    expect(result).toMatchObject({ mismatches: 0 });
  });
});

describe("verify", () => {
  it("compares single updates with a file of cases", async () => {
    const { code, stdout } = await creditgym(
      "verify",
      "--cases",
      join(fixtures, "rules/rules.json"),
      "--json",
    );
    expect(code).toBe(0);
    const { cases } = JSON.parse(stdout) as { cases: { maxAbsError: number }[] };
    expect(cases.length).toBeGreaterThan(0);
    expect(Object.keys(cases[0]!)).toEqual(["id", "rule", "maxAbsError"]);
    expect(Math.max(...cases.map(({ maxAbsError }) => maxAbsError))).toBeLessThan(1e-9);
  });
});
