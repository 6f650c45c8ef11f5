import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "src/streams");
const out = mkdtempSync(join(tmpdir(), "creditgym-examples-"));
afterAll(() => rmSync(out, { recursive: true }));

/** The ```ts blocks of a file's docstrings. What `console.log` prints is written behind `// →`. */
function examples(file: string): string[] {
  const source = readFileSync(join(folder, file), "utf8");
  return [...source.matchAll(/ \* ```ts\n([\s\S]*?) \* ```/g)].map((match) =>
    match[1]!.replaceAll(/^ \* ?/gm, ""),
  );
}

const files = readdirSync(folder).filter((file) => examples(file).length > 0);

describe("examples in docstrings", () => {
  it("are given for every operator", () => {
    const operators = readdirSync(folder).filter((file) =>
      /export function \w+.*(Observable|OperatorFunction)</.test(readFileSync(join(folder, file), "utf8")),
    );
    expect(files).toEqual(expect.arrayContaining(operators.filter((file) => file !== "stage.ts")));
  });

  it.each(files)("%s prints what it says", async (file) => {
    for (const [index, code] of examples(file).entries()) {
      const script = join(out, `${file}.${index}.mjs`);
      await build({
        stdin: { contents: code, loader: "ts", resolveDir: root },
        bundle: true,
        format: "esm",
        platform: "node",
        outfile: script,
        logLevel: "silent",
        alias: {
          "creditgym/streams": join(folder, "index.ts"),
          "gymnasium-js": join(root, "envs/gymnasium-js/src/index.ts"),
        },
      });
      const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8", timeout: 20_000 });
      expect(stderr).toBe("");
      const said = [...code.matchAll(/\/\/ → (.*)/g)].map((match) => match[1]);
      expect(said.length).toBeGreaterThan(0);
      expect(stdout.trimEnd().split("\n")).toEqual(said);
    }
  });
});
