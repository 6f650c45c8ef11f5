import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
let folder: string;

beforeAll(() => {
  // Within the project, so that the example finds gymnasium-js as it would next to node_modules.
  folder = mkdtempSync(join(root, "test/docs/readme-"));
  const [, coin] = /```ts\n\/\/ coin\.ts\n(.*?)```/s.exec(readme)!;
  writeFileSync(join(folder, "coin.ts"), coin);
});

afterAll(() => rmSync(folder, { recursive: true }));

function creditgym(...args: string[]): string {
  return execFileSync(process.execPath, [join(root, "dist/src/cli/main.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

test("the README's environment passes every check", () => {
  expect(creditgym("envs", "--check", "./coin.ts")).toContain("every check holds");
});

test("the README's environment can be learned", () => {
  const args = ["--env", "./coin.ts", "--rules", "weight-max", "--seeds", "1", "--episodes", "2000"];
  const { trials } = JSON.parse(creditgym("compare", ...args, "--json"));
  expect(trials[0].finalReturn).toBeGreaterThan(0.6);
});

test("the README's pictures and links are there", () => {
  const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path]) => path);
  expect(links.length).toBeGreaterThan(2);
  for (const path of links) expect(() => readFileSync(join(root, path)), path).not.toThrow(/ENOENT/);
});

test("the README's table lists the rules that there are", () => {
  const rules = creditgym("rules")
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  for (const rule of rules) expect(readme).toContain(rule.split(":")[0]);
});
