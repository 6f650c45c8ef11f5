import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const VERSION = "1.3.0";
const folder = join(import.meta.dirname, `../../node_modules/.cache/creditgym/gymnasium-${VERSION}`);

/**
 * A Python interpreter that has Gymnasium: the one named in CREDITGYM_PYTHON, or that of an environment
 * which is made on first use and kept under node_modules/.cache.
 *
 * @throws Error in one sentence when there is none to be had
 */
export function gymnasiumPython(): string {
  const given = process.env.CREDITGYM_PYTHON;
  if (given !== undefined) return checked(given, "CREDITGYM_PYTHON");
  const own = join(folder, "bin/python");
  if (!existsSync(own)) install(own);
  return checked(own, "the Python environment of the tests");
}

function install(python: string): void {
  mkdirSync(join(folder, ".."), { recursive: true });
  try {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
    const packages = ["install", "--quiet", `gymnasium==${VERSION}`];
    execFileSync(python, ["-m", "pip", ...packages], { stdio: "pipe" });
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `These tests compare with Gymnasium ${VERSION}, which could not be installed: they need python3 (3.10 or ` +
        "later) with venv and pip, or an interpreter that has it, named in CREDITGYM_PYTHON.",
      { cause },
    );
  }
}

function checked(python: string, name: string): string {
  let version: string;
  try {
    const program = "import gymnasium; print(gymnasium.__version__)";
    version = execFileSync(python, ["-c", program], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch (cause) {
    throw new Error(`${name} is "${python}": it cannot import gymnasium`, { cause });
  }
  if (version !== VERSION) {
    throw new Error(`${name} is "${python}" with Gymnasium ${version}: allowed is ${VERSION}`);
  }
  return python;
}
