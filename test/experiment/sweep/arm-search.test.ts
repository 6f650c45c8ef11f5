import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Plan, planExperiment } from "../../../src/experiment/plan.js";
import { readPlan, readRun } from "../../../src/experiment/store/read-run.js";
import { writeExperiment } from "../../../src/experiment/store/run-folder.js";
import { armSearchOf } from "../../../src/experiment/sweep/arm-search.js";
import { readSweep, writeSweep } from "../../../src/experiment/sweep/sweep-file.js";
import {
  type ArmSearch,
  type SearchedArm,
  type SweepResults,
  searchedArms,
} from "../../../src/experiment/sweep/sweep-results.js";
import { sweepNotes, sweepTable } from "../../../src/experiment/sweep/sweep-table.js";
import type { TrialRecord } from "../../../src/experiment/trial.js";
import { EXPERIMENT, temporaryFolder } from "../tiny.js";

const plan: Plan = planExperiment({
  experiment: {
    ...EXPERIMENT,
    sweep: { search: "grid", space: { "rates[0]": [0.1, 0.03, 0.001] }, seeds: [8, 9] },
  },
  directory: import.meta.dirname,
});
const [arm] = searchedArms(plan) as [SearchedArm];

/** Trials by candidate and seed; null for one that failed. */
const trials = (returns: readonly (number | null)[]): TrialRecord[] =>
  returns.map((value, k) => ({
    ...{ env: arm.env, rule: arm.rule, seed: arm.sweep.seeds[k % 2]! },
    ...(value === null ? { status: "failed", error: "the numbers overflowed" } : { status: "done" }),
    ...{ episodes: 10, steps: 100, averageReturn: value, finalReturn: value === null ? null : -value },
    ...(value !== null && { evaluationReturn: -2 * value }),
    ...{ seconds: 1, stepsPerSecond: 100 },
  }));
const search = (
  returns: readonly (number | null)[],
  measure: ArmSearch["measure"] = "averageReturn",
): ArmSearch => armSearchOf({ ...arm, sweep: { ...arm.sweep, measure } }, trials(returns));

describe("what a search chooses", () => {
  it("is the setting with the highest mean over the seeds, in what is measured", () => {
    const found = search([1, 2, 5, 1, 2, 3, 0, 0]);
    expect(found.candidates.map(({ mean }) => mean)).toEqual([1.5, 3, 2.5, 0]);
    expect(found.candidates[1]).toEqual({ changes: { "rates[0]": 0.1 }, scores: [5, 1], mean: 3 });
    expect(found).toMatchObject({ chosen: 1, steps: 800, failed: 0, seeds: [8, 9] });
    expect(found.agent.rates).toEqual([0.1, 0.001, 0.0001]);
    expect(search([1, 2, 5, 1, 2, 3, 0, 0], "finalReturn").chosen).toBe(3);
    expect(search([1, 2, 5, 1, 2, 3, 0, 0], "evaluationReturn").candidates[1]!.mean).toBe(-6);
  });

  it("is the first of equal ones, and the unchanged settings rather than none", () => {
    expect(search([1, 1, 2, 2, 2, 2, 2, 2]).chosen).toBe(1);
    expect(search([2, 2, 2, 2, 1, 1, 1, 1]).chosen).toBe(0);
    const none = search(new Array(8).fill(null));
    expect(none).toMatchObject({ chosen: 0, failed: 8, failure: "the numbers overflowed" });
    expect(none.agent).toEqual(arm.agent);
  });

  it("is never one that failed with a seed, however well it did with the others", () => {
    const found = search([-5, -5, 1000, null, -6, -6, -7, -7]);
    expect(found).toMatchObject({ chosen: 0, failed: 1 });
    expect(found.candidates[1]).toMatchObject({ scores: [1000, null], mean: null });
  });

  it("tells when it is at the edge of what was searched", () => {
    expect(search([0, 0, 9, 9, 1, 1, 1, 1]).edges).toEqual([{ path: "rates[0]", value: 0.1, end: "upper" }]);
    expect(search([0, 0, 1, 1, 9, 9, 1, 1]).edges).toEqual([]);
    expect(search([0, 0, 1, 1, 1, 1, 9, 9]).edges).toEqual([
      { path: "rates[0]", value: 0.001, end: "lower" },
    ]);
  });
});

describe("the table of a search", () => {
  const results: SweepResults = { arms: [search([1, 2, 50, 1, 2, null, 0, 0])] };

  it("shows the best beside the settings before the search", () => {
    expect(
      sweepTable(results, "text")
        .split("\n")
        .at(-1)!
        .split(/\s{2,}/),
    ).toEqual([...["CartPole-v1", "reinforce", "4", "rates[0] 0.1", "25.50", "1.50"]]);
    expect(sweepTable(results, "markdown")).toContain("| average return with it |");
  });

  it("is followed by what failed, and by edges", () => {
    expect(sweepNotes(results)).toEqual([
      "CartPole-v1, reinforce: 1 of the search's 8 trials failed, which counts as worst; the first: the numbers overflowed",
      "CartPole-v1, reinforce: the best rates[0] 0.1 is at the upper end of what was searched: beyond it there may be better ones",
    ]);
  });

  it("says when nothing could be scored, why, and with which settings the comparison runs", () => {
    const none = trials(new Array(8).fill(null)).map((trial, k): TrialRecord => {
      const { error: _error, ...ended } = trial;
      return k === 5 ? trial : { ...ended, status: "done", episodes: 0 };
    });
    const found: SweepResults = { arms: [armSearchOf(arm, none)] };
    expect(sweepNotes(found)).toEqual([
      "CartPole-v1, reinforce: the search could not score any of its settings: the comparison has those from before the search, untuned",
      "CartPole-v1, reinforce: 1 of the search's 8 trials failed, which counts as worst; the first: the numbers overflowed",
      "CartPole-v1, reinforce: in 7 of the search's 8 trials no episode ended, which counts as worst: a larger sweep.budget lets episodes end",
    ]);
    expect(sweepTable(found, "markdown").split("\n").at(-1)).toMatch(
      /\| +4 \| none could be scored \| +– \| +– \|$/,
    );
  });
});

describe("sweep.json", () => {
  const folder = temporaryFolder();
  const results: SweepResults = {
    arms: searchedArms(plan).map((one) => armSearchOf(one, trials([1, 2, 50, 1, 2, null, 0, 0]))),
  };

  it("puts what was chosen into the plan of the run as it is read, not into the one that it was begun with", () => {
    mkdirSync(join(folder, "run"));
    const run = join(folder, "run");
    writeExperiment(run, plan);
    expect(readRun(run).sweep).toBeUndefined();
    expect(readRun(run).plan.arms[0]!.agent.rates[0]).toBe(0.01);
    writeSweep(run, results);
    expect(readSweep(run, plan)).toEqual(results);
    const { plan: chosen, sweep, trials: planned } = readRun(run);
    expect(sweep).toEqual(results);
    expect(chosen.arms.map(({ agent }) => agent.rates[0])).toEqual([0.1, 0.1]);
    expect(planned[0]!.arm.agent.rates[0]).toBe(0.1);
    expect(readPlan(run).plan).toEqual(JSON.parse(JSON.stringify(plan)));
  });

  it.each(["", "{", "null", '{"arms":[]}', '{"arms":[null,null]}'])("is refused when it is %j", (content) => {
    const run = join(folder, `broken-${content.length}`);
    mkdirSync(run);
    writeFileSync(join(run, "sweep.json"), content);
    expect(() => readSweep(run, plan)).toThrow(/sweep\.json (is no search of this run's|cannot be read)/);
  });
});
