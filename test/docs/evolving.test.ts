import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { decodeSafetensors } from "../../src/experiment/store/safetensors.js";
import { guideIn } from "./guide.js";

const { folder, lines, refusals, run, text } = guideIn("unseen-tasks.md", "Evolving a top-down network");
const commands = lines.filter((line) => line.startsWith("creditgym evolve"));

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
    const entries = readdirSync(join(folder, "small"), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(join(folder, "small"), join(parentPath, name)));
    const [, table] = text.split("| In a run's folder");
    const told = [...table!.split("\n\n")[0]!.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) =>
      cell!.split(", ").map((name) => name.replaceAll("`", "")),
    );
    expect(told.sort()).toEqual(files.sort());
    const sizes = ["small", "without-diffusion"].map((run) => {
      const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, run, "weights.safetensors")));
      expect(tensors.parameters!.data).toHaveLength(topDownParameters(JSON.parse(metadata.spec!)));
      return tensors.parameters!.data.length;
    });
    expect(sizes[0]).toBeLessThan(sizes[1]!);
  });
});
