import { join } from "node:path";
import { checkEnv, make } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { environmentSpec, findEnvironment } from "../../../src/experiment/environments.js";

const folder = join(import.meta.dirname, "../../fixtures/plug-ins");

/** What `creditgym envs --check` finds in a user's module. */
async function findings(name: string) {
  const spec = await environmentSpec(findEnvironment(`./${name}.ts`, folder));
  return checkEnv(() => make(spec, { disableEnvChecker: true }));
}

test("nothing in an environment without mistakes", async () => {
  expect(await findings("walk")).toEqual([]);
});

describe("each typical mistake is named, with where it is and what to do", () => {
  test.each([
    [
      "wrong-dtype",
      ["observations", "reset", "it is a Float64Array, and the space holds float32", "return a Float32Array"],
    ],
    ["wrong-size", ["observations", "reset", "it has 3 numbers, and the space 2", "return 2 numbers"]],
    [
      "out-of-bounds",
      [
        "observations",
        "reset",
        "entry 1 is 7.5, above high[1] = 5",
        "keep it within the bounds, or widen them",
      ],
    ],
    ["nan-observation", ["observations", "reset", "entry 1 is NaN", "find where it stops being a number"]],
    ["nan-reward", ["rewards", "step 0", "the reward is NaN", "return a finite number"]],
    [
      "shared-state",
      [
        "independence",
        "",
        "its run changed when another instance was stepped",
        "keep state and generator in the",
      ],
    ],
    ["ignored-seed", ["determinism", "reset(seed)", "one run gave", "draw all randomness from a generator"]],
    ["old-api", ["results", "step 0", "it has done, as in old Gym", "terminated for the task's own end"]],
    ["bare-reset", ["results", "reset", "it returned the observation alone", "return { observation, info }"]],
    ["promised-step", ["results", "step 0", "it returned a promise", "environments are synchronous"]],
    [
      "reused-array",
      ["observations", "reset", "changed when the environment went on", "return a new array, or a copy"],
    ],
    [
      "refused-action",
      ["actions", "step ", "was met with RangeError: only 1 works", "take every action of the action space"],
    ],
    [
      "stale-end",
      ["reset", "the step after a reset", "after it ended in its first", "let reset clear everything"],
    ],
    [
      "four-results",
      [
        "results",
        "step 0",
        "it returned an array of 4, as in old Gym",
        "return { observation, reward, terminated",
      ],
    ],
    [
      "python-tuples",
      ["results", "step 0", "it returned an array of 5, as Python's tuples are", "return { obs"],
    ],
    [
      "python-reset",
      ["results", "reset", "it returned an array of 2, as Python's tuples are", "return { obs"],
    ],
    ["text-reward", ["rewards", "step 0", "the reward is 1.0 (a string)", "return a finite number"]],
    [
      "changed-action",
      ["actions", "step 0", "the action that was given became [", "copy it before changing it"],
    ],
    [
      "changed-space",
      [
        "spaces",
        "step 0",
        "observationSpace became Box(-6.0, 6.0, (2,), float32); it was Box(-5.0, 5.0, (2,), float32)",
        "set both spaces once",
      ],
    ],
    [
      "half-state",
      ["state", "restore", "restore() is missing", "have both state() and restore(), or neither"],
    ],
    ["numeric-flags", ["flags", "step 0", "terminated is 0", "return true or false"]],
    [
      "missing-space",
      ["spaces", "actionSpace", "it lacks contains, sample, seed", "set it to a Box, a Discrete"],
    ],
    [
      "incomplete-state",
      [
        "state",
        "after restore",
        "went on differently",
        "put everything that decides the future into state()",
      ],
    ],
    [
      "needs-argument",
      ["construction", "factory", "it threw TypeError", "for the arguments that it is given"],
    ],
    [
      "missing-reset",
      [
        "construction",
        "factory",
        "makes an object without reset: allowed is an object with reset and step",
        "",
      ],
    ],
  ])("%s", async (name, [rule, where, problem, remedy]) => {
    const [first] = await findings(name);
    expect(first).toMatchObject({ rule, severity: "error" });
    expect(first!.where).toContain(where);
    expect(first!.problem).toContain(problem);
    expect(first!.remedy).toContain(remedy);
  });

  test("unwritable-info, which is advice", async () => {
    const [first] = await findings("unwritable-info");
    expect(first).toMatchObject({
      rule: "info",
      where: "step 0",
      severity: "advice",
      problem: "info.visited is Map, which no file or other process can be told",
    });
  });

  test.each([
    ["empty-state", "state", "went on differently from the saved one"],
    ["reset-without-default", "reset", "reset() without arguments threw TypeError"],
    ["one-step-reuse", "observations", "its array is used for the next one too"],
    ["random-reward", "determinism", "one run gave"],
  ])("%s, and nothing else", async (name, rule, problem) => {
    const found = await findings(name);
    expect(new Set(found.map((finding) => finding.rule))).toEqual(new Set([rule]));
    expect(found[0]!.problem).toContain(problem);
  });

  test("never-ends, which is advice", async () => {
    expect(await findings("never-ends")).toEqual([
      expect.objectContaining({
        rule: "time limit",
        severity: "advice",
        remedy: "give it one: wrap it in TimeLimit, or register it with maxEpisodeSteps",
      }),
    ]);
  });
});
