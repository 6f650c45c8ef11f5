import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

const root = join(import.meta.dirname, "../..");

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A guide whose files are written into a folder of the test's own, and whose commands run there. */
export interface Guide {
  readonly folder: string;
  /** Of the section, or of all. */
  readonly text: string;
  /** Lines of its blocks for the shell. */
  readonly lines: readonly string[];
  /** Commands of its console blocks, with what they answer. */
  readonly refusals: readonly (readonly [command: string, message: string])[];
  /** Runs a line for the shell with the built program. */
  run(line: string): Ran;
}

/** @param heading of the section that is tested; the whole guide unless given */
export function guideIn(file: string, heading?: string): Guide {
  const whole = readFileSync(join(root, "docs", file), "utf8");
  const text = heading === undefined ? whole : whole.split(`## ${heading}\n`)[1]!.split("\n## ")[0]!;
  const folder = mkdtempSync(join(root, "test/docs/guide-"));
  beforeAll(() => {
    for (const [, name, code] of text.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) {
      writeFileSync(join(folder, name!), code!);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    ...{ folder, text },
    lines: [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split("\n")),
    refusals: [...text.matchAll(/^\$ (creditgym .*)\n(creditgym: .*\n)/gm)].map(
      ([, command, message]) => [command!, message!] as const,
    ),
    run: (line) => {
      const program = JSON.stringify(join(root, "dist/src/cli/main.js"));
      const quiet = /--plan|^creditgym evaluate/.test(line) ? "" : " --quiet";
      return spawnSync("sh", ["-c", line.replace(/^creditgym/, `node ${program}`) + quiet], {
        ...{ cwd: folder, encoding: "utf8" },
      });
    },
  };
}
