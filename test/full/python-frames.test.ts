import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { testPython } from "../python.js";

const FOLDER = join(import.meta.dirname, "../../envs/gymnasium-js/python");

test("ten thousand random and mutated frames leave the Python server as it was", {
  timeout: 600_000,
}, async () => {
  const args = [
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "tests/test_connection.py",
    "-k",
    "mutated_frames",
  ];
  const env = { ...process.env, GYMNASIUM_JS_TEST_FRAMES: "10000" };
  const { stdout } = await promisify(execFile)(testPython(), args, { cwd: FOLDER, env });
  expect(stdout).toMatch(/1 passed/);
});
