import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { testPython } from "../../../python.js";

const FOLDER = join(import.meta.dirname, "../../../../envs/gymnasium-js/python");
const run = promisify(execFile);

/** What a module of Python's says about the Python server, or what it complains of. */
async function says(...args: string[]): Promise<string> {
  try {
    const { stdout } = await run(testPython(), ["-m", ...args], { cwd: FOLDER });
    return stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${stdout ?? ""}${stderr ?? ""}` || message);
  }
}

describe("the Python server's own checks", { timeout: 300_000 }, () => {
  it("pytest", async () => {
    expect(await says("pytest", "-q", "-p", "no:cacheprovider")).toMatch(/\d+ passed/);
  });

  it("ruff check", async () => {
    expect(await says("ruff", "check", "--no-cache", ".")).toContain("All checks passed");
  });

  it("ruff format", async () => {
    expect(await says("ruff", "format", "--no-cache", "--check", ".")).toContain("already formatted");
  });

  it("mypy --strict", async () => {
    const cache = join(FOLDER, "../../../node_modules/.cache/creditgym/mypy");
    const options = ["--strict", "--cache-dir", cache];
    expect(await says("mypy", ...options, "gymnasium_js_server", "make_venv.py")).toContain("Success");
  });
});
