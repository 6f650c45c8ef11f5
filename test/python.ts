import { join } from "node:path";
import { findPython, namedPython } from "../envs/gymnasium-js/src/bridge/python.js";
import { type SetUpOptions, setUpPython } from "../envs/gymnasium-js/src/bridge/setup.js";

/** What kept the tests from setting Python up, for the tests that need it. */
const PROBLEM = "CREDITGYM_TEST_PYTHON_PROBLEM";

/**
 * The interpreter with Gymnasium that the tests use: the one that GYMNASIUM_PYTHON names, or that of an environment
 * of the tests' own, which the global set-up of the tests made.
 *
 * @throws Error in one sentence when there is none
 */
export function testPython(): string {
  const problem = process.env[PROBLEM];
  if (problem !== undefined) throw new Error(problem);
  return findPython("these tests");
}

/**
 * Makes the tests' own environment, under node_modules, with extras.
 *
 * @throws Error in one sentence when it cannot be made
 */
export async function setUpTestPython(extras: SetUpOptions["extras"]): Promise<void> {
  process.env.GYMNASIUM_JS_HOME = join(import.meta.dirname, "../node_modules/.cache/creditgym/python");
  if (namedPython() !== undefined) return;
  await setUpPython({ extras, onLine: (line) => process.stderr.write(`${line}\n`) });
}

/** Keeps a failure for those tests that need Python; the others run without. */
export function failPythonTests(error: unknown): void {
  process.env[PROBLEM] = (error as Error).message;
}
