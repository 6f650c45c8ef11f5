import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { finished, start } from "./creditgym.js";

const folder = temporaryFolder();

describe("a module that", () => {
  it.each([
    ["ends the process", "process.exit(0);", "a module ended the process, or waits for what never comes"],
    [
      "waits for ever",
      "await new Promise(() => {});",
      "a module ended the process, or waits for what never comes",
    ],
    [
      "lets a promise fail unheard",
      'Promise.reject(new Error("nobody heard this"));',
      "a promise that nobody waits for failed: nobody heard this",
    ],
  ])("%s gives one sentence and exit code 1", async (name, code, sentence) => {
    const file = `${name.replaceAll(" ", "-")}.ts`;
    writeFileSync(
      join(folder, file),
      `import { CartPoleEnv } from "gymnasium-js";\n${code}\nexport default CartPoleEnv;\n`,
    );
    const { code: exit, stderr } = await finished(start(["envs", "--check", `./${file}`], folder));
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^creditgym: [^\n]+\n$/);
    expect(exit).toBe(1);
  });
});
