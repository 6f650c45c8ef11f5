import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guideIn } from "./guide.js";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/models.md"), "utf8");
const { folder, lines: commands, refusals, run } = guideIn("models.md");

describe("the guide to models", () => {
  it("has commands and refusals", () => {
    expect(commands.length).toBeGreaterThan(3);
    expect(refusals.length).toBeGreaterThan(3);
  });

  it("has a program that prints what it says", () => {
    const [, program] = /```ts\n\/\/ lines\.ts\n(.*?)```/s.exec(guide)!;
    const printed = execFileSync(join(root, "node_modules/.bin/jiti"), ["lines.ts"], {
      // TensorFlow.js greets on standard error, which is shown where a program fails.
      ...{ cwd: folder, encoding: "utf8", stdio: "pipe" },
    });
    const said = [...program!.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);
    expect(printed.trim().split("\n")).toEqual(said);
  });

  it("has commands that do what they are for, one after the other", { timeout: 120_000 }, () => {
    for (const command of commands) {
      const { status, stderr } = run(command);
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: "" });
    }
    const arms = join(folder, "networks/trials/CartPole-v1");
    expect(readdirSync(arms).map((arm) => existsSync(join(arms, arm, "2/status.json")))).toEqual([
      true,
      true,
    ]);
  });

  it.each(refusals)("%s is refused", (command, message) => {
    expect(run(command)).toMatchObject({ status: 2, stdout: "", stderr: message });
  });
});
