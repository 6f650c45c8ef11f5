import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contender } from "./benchmark.js";
import { packageRoot } from "./package-root.js";

/**
 * The same online step hand-written in C for this very machine. Null where the source (it comes with
 * a checkout, not with the package) or a compiler is missing.
 */
export function compiledProgram(): Contender | null {
  const source = join(packageRoot(), "test/fixtures/speed/wm-step.c");
  if (!existsSync(source)) return null;
  const program = join(mkdtempSync(join(tmpdir(), "creditgym-bench-")), "wm-step");
  try {
    execFileSync("gcc", ["-O3", "-ffast-math", "-march=native", source, "-o", program, "-lm"], {
      stdio: "ignore",
    });
  } catch {
    return null;
  }
  return {
    name: "C, gcc -O3 -ffast-math -march=native",
    measure() {
      const output = execFileSync(program, { encoding: "utf8" });
      return Number(/([\d.]+) steps\/s/.exec(output)?.[1]);
    },
  };
}
