import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(root, "test/docs/agents-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the programs print what they say", () => {
  const guide = readFileSync(join(root, "docs/agents.md"), "utf8");
  const programs = [...guide.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)];
  expect(programs.length).toBeGreaterThan(0);
  for (const [, name, code] of programs) {
    writeFileSync(join(folder, name!), code!);
    const printed = execFileSync(join(root, "node_modules/.bin/jiti"), [name!], {
      // TensorFlow.js greets on standard error, which is shown where a program fails.
      ...{ cwd: folder, encoding: "utf8", stdio: "pipe" },
    });
    const said = [...code!.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);
    expect(printed.trim().split("\n")).toEqual(said);
  }
});
