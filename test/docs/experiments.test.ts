import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guideIn } from "./guide.js";

const { folder, lines: commands, refusals, run } = guideIn("experiments.md");

describe("the guide to experiments", () => {
  it("has commands and refusals", () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(refusals.length).toBeGreaterThan(2);
  });

  it.each(commands)("%s", { timeout: 120_000 }, (command) => {
    const { status, stderr, stdout } = run(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const out = /--out (\S+)/.exec(command)?.[1];
    expect(stdout).toMatch(out === undefined ? /Time: about/ : /\d+ of \d+ trials done/);
    if (out !== undefined) expect(existsSync(join(folder, out, "experiment.json"))).toBe(true);
  });

  it.each(refusals)("%s is refused", (command, message) => {
    expect(run(command)).toMatchObject({ status: 2, stdout: "", stderr: message });
  });

  it("tells which files there are", () => {
    expect(existsSync(join(folder, "searched/sweep.json"))).toBe(true);
    expect(existsSync(join(folder, "searched/sweep/CartPole-v1/reinforce/4/1000002/status.json"))).toBe(true);
    expect(existsSync(join(folder, "evaluated/trials/CartPole-v1/reinforce/2/evaluation.jsonl"))).toBe(true);
  });
});
