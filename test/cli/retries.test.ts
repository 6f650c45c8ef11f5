import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { testPython } from "../python.js";
import { creditgym } from "./creditgym.js";

const root = temporaryFolder();

it("compare goes on when a process of Python's dies, as often as it may", { timeout: 60_000 }, async () => {
  testPython();
  process.env.PYTHONPATH = join(import.meta.dirname, "../fixtures/python");
  const once = join(root, "failed");
  // More steps than the estimate of the time needed takes.
  const kwargs = { at: 20_003, once };
  writeFileSync(
    join(root, "dying.ts"),
    `export default {
      name: "dying",
      environments: [{ id: "gymnasium:trial_envs:Failing-v0", kwargs: ${JSON.stringify(kwargs)} }],
      rules: ["reinforce"],
      seeds: 1,
      budget: { episodes: 5000 },
      agent: { hidden: [4], rates: [0.01, 0.01] },
      retries: 1,
    };\n`,
  );
  const out = join(root, "run");
  const { code, stdout } = await creditgym("compare", join(root, "dying.ts"), "--workers", "1", "--out", out);
  expect(stdout).toContain("Went on in a new environment");
  expect(code).toBe(0);
  expect(existsSync(once)).toBe(true);
  const trial = "trials/gymnasium_trial_envs_Failing-v0/reinforce/1";
  expect(JSON.parse(readFileSync(join(out, trial, "status.json"), "utf8"))).toMatchObject({
    status: "done",
    restarts: [{ episodes: 4000, steps: 20_000 }],
  });
});
