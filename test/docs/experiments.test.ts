import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/experiments.md"), "utf8");
const folder = mkdtempSync(join(root, "test/docs/experiments-"));

beforeAll(() => {
  for (const [, name, code] of guide.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) {
    writeFileSync(join(folder, name!), code!);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A line for the shell, as the guide has it. */
function run(line: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const program = JSON.stringify(join(root, "dist/src/cli/main.js"));
  const quiet = line.includes("--plan") ? "" : " --quiet";
  return spawnSync("sh", ["-c", line.replace(/^creditgym/, `node ${program}`) + quiet], {
    ...{ cwd: folder, encoding: "utf8" },
  });
}

const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split("\n"));
const refusals = [...guide.matchAll(/^\$ (creditgym .*)\n(creditgym: .*\n)/gm)].map(
  ([, command, message]) => [command!, message!] as const,
);

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
