import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
// Within the project, so that its packages are found.
const folder = mkdtempSync(join(root, "test/docs/code-blocks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Programs, modules and experiments of a page: what imports something. Parts of them stand for themselves. */
function modulesOf(page: string): readonly { readonly name: string; readonly code: string }[] {
  const blocks = [...readFileSync(join(root, page), "utf8").matchAll(/```ts\n(.*?)```/gs)];
  return blocks
    .map(([, code], k) => ({ name: /^\/\/ (\S+\.ts)\n/.exec(code!)?.[1] ?? `block-${k}.ts`, code: code! }))
    .filter(({ code }) => /^import /m.test(code));
}

test("programs, modules and experiments of README and guides are well typed", { timeout: 120_000 }, () => {
  const guides = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const pages = ["README.md", ...guides.map((name) => `docs/${name}`), "envs/gymnasium-js/README.md"];
  let count = 0;
  for (const [k, page] of pages.entries()) {
    mkdirSync(join(folder, `${k}`));
    for (const { name, code } of modulesOf(page)) {
      writeFileSync(join(folder, `${k}`, name), code);
      count++;
    }
  }
  expect(count).toBeGreaterThan(10);
  const settings = {
    // Against the built packages, as users have them.
    compilerOptions: {
      ...{ noEmit: true, strict: true, skipLibCheck: true, types: ["node"] },
      ...{ target: "es2022", lib: ["es2023"], module: "nodenext", moduleResolution: "nodenext" },
    },
    include: ["**/*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
