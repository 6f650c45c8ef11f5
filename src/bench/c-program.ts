import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contender } from "./benchmark.js";
import { packageRoot } from "./package-root.js";

/**
 * A hand-written program in C for this very machine, which does the same as what is measured. Null where the source
 * (it comes with a checkout, not with the package) or a compiler is missing.
 *
 * @param name of the source in test/fixtures/speed, without its ending
 * @param unit of what it prints
 */
export function compiledProgram(
  name: string,
  flags: readonly string[] = ["-O3", "-ffast-math", "-march=native"],
  unit = "steps/s",
): Contender | null {
  const source = join(packageRoot(), `test/fixtures/speed/${name}.c`);
  if (!existsSync(source)) return null;
  const program = join(mkdtempSync(join(tmpdir(), "creditgym-bench-")), name);
  try {
    execFileSync("gcc", [...flags, source, "-o", program, "-lm"], {
      stdio: "ignore",
    });
  } catch {
    return null;
  }
  return {
    name: `C, gcc ${flags.join(" ")}`,
    measure() {
      const output = execFileSync(program, { encoding: "utf8", stdio: "pipe" });
      return Number(new RegExp(`([\\d.]+) ${unit}`).exec(output)?.[1]);
    },
  };
}
