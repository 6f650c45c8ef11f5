import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect } from "vitest";

export const COMMAND = join(import.meta.dirname, "../../dist/src/cli/main.js");

/** Agents that take no time, and everything that trials can record. */
export const SMALL = [
  ...["--set", "agent.hidden=[6]", "--set", "agent.rates=[0.01,0.001]"],
  ...["--set", "agent.critic.hidden=[6]", "--set", "agent.critic.rates=[0.01,0.001]"],
  ...["--set", "evaluation.episodes=2", "--set", "evaluation.points=3"],
  ...["--set", "diagnostics.points=3", "--set", "diagnostics.decisions=16", "--set", "diagnostics.rounds=4"],
];

/** Two environments, two rules: four trials a seed. */
export const COMPARISON = [
  ...["--env", "CartPole-v1", "--env", "Multiplexer-v0", "--rules", "reinforce,weight-max"],
  ...SMALL,
];

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-faults-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], cwd?: string): Answer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ cwd, encoding: "utf8", maxBuffer: 2 ** 28 },
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** Runs the built command to its end. */
export function creditgym(...args: readonly string[]): Answer {
  return run(process.execPath, [COMMAND, ...args]);
}

/** Every file of a run that equal runs have equal, by path. */
export function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "timing.json",
  );
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, "base64")]),
  );
}

/** Holds a run's files against another's, so that what differs is named. */
export function expectSameFiles(folder: string, expected: ReadonlyMap<string, string>): void {
  const found = filesOf(folder);
  expect([...found.keys()]).toEqual([...expected.keys()]);
  const differing = [...expected].filter(([path, content]) => found.get(path) !== content);
  expect(differing.map(([path]) => path)).toEqual([]);
}

/** A command that failed said so in one line, and not with a stack or a word of ours. */
export function expectSentence({ code, stderr }: Answer, pattern: RegExp): void {
  expect(stderr).toMatch(/^creditgym: [^\n]+\n$/);
  expect(stderr).not.toMatch(/DEBUG|undefined|\[object|^creditgym: \w*Error/);
  expect(stderr).toMatch(pattern);
  expect([1, 2]).toContain(code);
}
