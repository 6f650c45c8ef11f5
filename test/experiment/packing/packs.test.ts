import { describe, expect, test } from "vitest";
import type { Experiment, SearchSpace } from "../../../src/experiment/definition.js";
import { packingNotes, packs } from "../../../src/experiment/packing/packs.js";
import { type Plan, planExperiment } from "../../../src/experiment/plan.js";
import type { TrialTask } from "../../../src/experiment/trial.js";
import { EXPERIMENT, TINY_AGENT } from "../tiny.js";

function task(changes: Partial<TrialTask> = {}): TrialTask {
  return {
    ...{ env: "CartPole-v1", rule: "weight-max", seed: 1, source: { id: "CartPole-v1", kwargs: {} } },
    ...{ budget: { steps: 10 }, batch: 2, agent: TINY_AGENT, engine: "wasm", retries: 0, folder: "" },
    ...changes,
  };
}

const REFUSED: readonly (readonly [Partial<TrialTask>, string])[] = [
  [{ source: { id: "gymnasium:CartPole-v1", kwargs: {} } }, "the environment is not of this process"],
  [{ models: {} }, "a model of TensorFlow.js has one set of weights"],
  [{ groups: 2 }, "its sub-environments take turns in 2 groups"],
  [{ diagnostics: { points: 1, decisions: 1, rounds: 1 } }, "diagnostics are measured"],
];

test("up to so many of one arm go together, in their order", () => {
  const all = [task(), task({ rule: "backprop" }), task(), task(), task({ rule: "backprop" }), task()];
  expect(packs(all, 1)).toEqual([[0], [1], [2], [3], [4], [5]]);
  expect(packs(all, 3)).toEqual([[0, 2, 3], [1, 4], [5]]);
  expect(packs(all, 32)).toEqual([
    [0, 2, 3, 5],
    [1, 4],
  ]);
});

test.each([
  { batch: 1 },
  { engine: "reference" },
  { agent: { ...TINY_AGENT, hidden: [5] } },
  { env: "other" },
] as const)("what differs in %j does not", (changes) => {
  expect(packs([task(), task(changes)], 2)).toEqual([[0], [1]]);
});

test.each(REFUSED)("trials with %j run separately, and it is said why", (changes, why) => {
  expect(packs([task(changes), task(changes)], 2)).toEqual([[0], [1]]);
  const arm = { ...task(changes), folder: "" } as unknown as Parameters<
    typeof packingNotes
  >[0]["arms"][number];
  const { diagnostics } = task(changes);
  expect(packingNotes({ arms: [arm], diagnostics })).toEqual([
    `--replicas: trials of CartPole-v1, weight-max run separately, as ${why}.`,
  ]);
});

describe("the notes on a search", () => {
  const planWith = (space: SearchSpace, more: Partial<Experiment> = {}): Plan => {
    const sweep = { search: "grid", space } as const;
    const experiment = { ...EXPERIMENT, rules: ["weight-max"], sweep, ...more };
    return planExperiment({ experiment, directory: import.meta.dirname });
  };

  test("say nothing where all settings go together", () => {
    expect(
      packingNotes(planWith({ rates: { from: 0.1, to: 10, log: true, times: true, steps: 5 } })),
    ).toEqual([]);
  });

  test("tell in how many groups they do otherwise", () => {
    expect(packingNotes(planWith({ output: ["softmax-full"], discount: [0.9, 0.8] }))).toEqual([
      "--replicas: the search for CartPole-v1, weight-max packs its 3 settings in 2 groups, as they differ in more than " +
        "numbers that each replica can have of its own.",
    ]);
  });

  test("leave out diagnostics, which no search has", () => {
    expect(packingNotes(planWith({ discount: [0.9] }, { diagnostics: true }))).toEqual([
      "--replicas: the comparison's trials of CartPole-v1, weight-max run separately, as diagnostics are measured.",
    ]);
    expect(packingNotes(planWith({ "rates[0]": [0.1] }, { groups: 2, batch: 2 }))).toEqual([
      "--replicas: trials of CartPole-v1, weight-max run separately, as its sub-environments take turns in 2 groups.",
    ]);
  });
});
