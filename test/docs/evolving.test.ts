import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { decodeSafetensors } from "../../src/experiment/store/safetensors.js";

const root = join(import.meta.dirname, "../..");
const [guide] = readFileSync(join(root, "docs/unseen-tasks.md"), "utf8")
  .split("## Evolving a top-down network\n")[1]!
  .split("\n## ") as [string];
const folder = mkdtempSync(join(root, "test/docs/evolving-"));

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

const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block]) => block!.trim().split("\n"))
  .filter((line) => line.startsWith("creditgym evolve"));
const refusals = [...guide.matchAll(/^\$ (creditgym evolve .*)\n(creditgym: .*\n)/gm)].map(
  ([, command, message]) => [command!, message!] as const,
);

describe("the guide's section on evolving", () => {
  it("has commands and refusals", () => {
    expect(commands.length).toBeGreaterThan(4);
    expect(refusals).toHaveLength(2);
  });

  it.each(commands)("%s", { timeout: 60_000 }, (command) => {
    const { status, stderr, stdout } = run(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      command.includes("--plan") ? /\d+ parameters, \d+ generations/ : /Best mean: after generation/,
    );
  });

  it.each(refusals)("%s is refused", (command, message) => {
    expect(run(command)).toMatchObject({ status: 2, stdout: "", stderr: message });
  });

  it("tells which files there are, and what diffusion saves", () => {
    for (const name of [
      "experiment.json",
      "generations.jsonl",
      "checkpoint.safetensors",
      "report/fitness.png",
    ]) {
      expect(existsSync(join(folder, "small", name)), name).toBe(true);
    }
    const sizes = ["small", "without-diffusion"].map((run) => {
      const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, run, "weights.safetensors")));
      expect(tensors.parameters!.data).toHaveLength(topDownParameters(JSON.parse(metadata.spec!)));
      return tensors.parameters!.data.length;
    });
    expect(sizes[0]).toBeLessThan(sizes[1]!);
  });
});
