import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { finished, start } from "./creditgym.js";

const cwd = temporaryFolder();
const RUN = [
  ...["compare", "--env", "CartPole-v1", "--rules", "weight-max,backprop", "--seeds", "2", "--steps", "120"],
  ...["--set", "agent.hidden=[6]", "--set", "agent.rates=[0.01,0.001]", "--engine", "tf"],
];
/** Without what `creditgym engines install` built on this machine. */
const run = (...args: readonly string[]) =>
  finished(start(args, cwd, { ...process.env, CREDITGYM_CACHE: join(cwd, "no-cache") }));
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(cwd, ...path), "utf8"));

/** What equal runs have equal. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(join(cwd, folder, "trials"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "timing.json")
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    names.map((name) => [name.slice(join(cwd, folder).length), readFileSync(name, "base64")]),
  );
}

describe("--engine tf", () => {
  it("trains to the same numbers with one worker and with two, says on what, and goes on there", async () => {
    const two = await run(...RUN, "--workers", "2", "--out", "two", "--json", "--quiet");
    expect(two).toMatchObject({ code: 0 });
    expect(JSON.parse(two.stdout)).toMatchObject({ engine: "tf", trials: { length: 4 } });
    expect(json("two", "experiment.json")).toMatchObject({ engine: "tf", backend: "tfjs-wasm" });
    expect(json("two", "timing.json").engine).toMatchObject({
      ...{ backend: "tfjs-wasm", device: "CPU", threads: 1 },
      version: expect.stringMatching(/^4\./),
    });
    expect(await run(...RUN, "--workers", "1", "--out", "one", "--quiet")).toMatchObject({ code: 0 });
    const files = filesOf("two");
    expect(Object.keys(files).length).toBeGreaterThan(4 * 4);
    expect(filesOf("one")).toEqual(files);
    expect(await run("compare", "--resume", "one", "--quiet")).toMatchObject({ code: 0 });
    expect(await run(...RUN, "--resume", "one", "--quiet")).toMatchObject({ code: 0 });
    expect(filesOf("one")).toEqual(files);
  });

  it("evaluates what it trained", async () => {
    const { code, stdout } = await run("evaluate", "two", "--episodes", "2", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).trials ?? JSON.parse(stdout).evaluations).toHaveLength(4);
  });

  it("is held against the reference by verify", async () => {
    const { code, stdout } = await run("verify", "--rules", "weight-max", "--engine", "tf");
    expect(code).toBe(0);
    expect(stdout).toMatch(/weight-max +tf +\S+ +equal/);
  });

  it("is refused by verify where it is none that can be", async () => {
    const refused = await run("verify", "--engine", "reference");
    expect(refused).toEqual({
      code: 2,
      stdout: "",
      stderr: 'creditgym: --engine is "reference": allowed is one of wasm, tf\n',
    });
  });
});
