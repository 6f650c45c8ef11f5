import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const COMMAND = join(import.meta.dirname, "../../dist/src/cli/main.js");

interface Measure {
  readonly mean: number;
  readonly std: number;
  readonly meanCi95: readonly [number, number];
}

/** What `compare --json` prints, as far as these tests read it. */
export interface Comparison {
  readonly arms: readonly { readonly rule: string; readonly averageReturn: Measure }[];
  readonly trials: readonly { readonly rule: string; readonly seed: number; readonly finalReturn: number }[];
}

/** Runs the built command in an empty folder, with this Node or another one. */
export async function creditgym(args: readonly string[], node = process.execPath): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), "creditgym-full-"));
  try {
    const { stdout } = await promisify(execFile)(node, [COMMAND, ...args], { cwd, maxBuffer: 2 ** 28 });
    return stdout;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

export async function compare(...args: readonly string[]): Promise<Comparison> {
  return JSON.parse(await creditgym(["compare", ...args, "--json", "--quiet"]));
}

export function averageReturn({ arms }: Comparison, rule: string): Measure {
  return arms.find((arm) => arm.rule === rule)!.averageReturn;
}
