import { describe, expect, it } from "vitest";
import {
  aggregates,
  averageProbabilityOfImprovement,
  iqm,
  pairedDifference,
  ruleScores,
  summarise,
  summariseMeasure,
  type TrialOutcome,
} from "../../src/statistics/index.js";

const trial = (env: string, rule: string, seed: number, value: number | null, rest = {}): TrialOutcome => ({
  env,
  rule,
  seed,
  status: "done",
  averageReturn: value,
  finalReturn: value === null ? null : 10 * value,
  ...rest,
});

describe("summarise", () => {
  const trials = [
    trial("B", "x", 1, 1),
    trial("B", "y", 1, 2),
    trial("B", "x", 2, 3),
    trial("A", "z", 1, 5),
    trial("A", "x", 1, 5),
    trial("A", "y", 1, null, { status: "failed" }),
    trial("A", "x", 2, 100, { status: "interrupted" }),
  ];

  it("makes an arm per environment and rule in the order given", () => {
    const { arms } = summarise(trials);
    expect(arms.map(({ env, rule, seeds }) => `${env} ${rule} ${seeds}`)).toEqual([
      "B x 2",
      "B y 1",
      "A x 1",
      "A z 1",
    ]);
    expect(arms[0]!.averageReturn).toMatchObject({ mean: 2, std: 1, iqm: 2, meanCi95: [1, 3] });
    expect(arms[0]!.finalReturn).toMatchObject({ mean: 20, std: 10 });
  });

  it("gives one seed an interval of one point", () => {
    expect(summariseMeasure([4])).toEqual({ mean: 4, std: 0, meanCi95: [4, 4], iqm: 4, iqmCi95: [4, 4] });
  });

  it("compares pairs of rules in the order given, within an environment", () => {
    expect(summarise(trials).comparisons).toMatchObject([
      { env: "B", a: "x", b: "y", probabilityOfImprovement: 0.5 },
      { env: "A", a: "x", b: "z", probabilityOfImprovement: 0.5, ci95: [0.5, 0.5] },
    ]);
  });

  it("does not depend on the order in which an arm's trials came in", () => {
    const seeds = [1, 2, 3, 4, 5, 6].map((seed) => trial("A", "x", seed, seed ** 2));
    const { arms } = summarise(seeds);
    expect(summarise([...seeds].reverse()).arms).toEqual(arms);
    expect(arms[0]!.averageReturn.iqm).toBe(iqm([1, 4, 9, 16, 25, 36]));
  });

  it("leaves out what has no trial to show", () => {
    expect(summarise([trial("A", "x", 1, null)])).toEqual({
      arms: [],
      comparisons: [],
      emptyArms: [{ env: "A", rule: "x", failed: 0, unfinished: 1, withoutEpisode: 1 }],
    });
    expect(summarise([])).toEqual({ arms: [], comparisons: [] });
  });
});

describe("summarise, of what was left out", () => {
  const failed = { status: "failed" };
  const interrupted = { status: "interrupted" };

  it("counts failed and unfinished trials beside those that count", () => {
    const { arms, emptyArms } = summarise([
      trial("A", "x", 1, 5),
      trial("A", "x", 2, 900, failed),
      trial("A", "x", 3, 900, interrupted),
      trial("A", "x", 4, null),
      trial("A", "y", 1, 900, failed),
      trial("A", "y", 2, null, failed),
      trial("B", "x", 1, 2),
    ]);
    expect(arms).toMatchObject([
      { env: "A", rule: "x", seeds: 1, failed: 1, unfinished: 2, averageReturn: { mean: 5 } },
      { env: "B", rule: "x", seeds: 1, failed: 0, unfinished: 0 },
    ]);
    expect(emptyArms).toEqual([{ env: "A", rule: "y", failed: 2, unfinished: 0 }]);
  });
});

describe("summarise, of evaluations", () => {
  it("sums up those that there are", () => {
    const { arms } = summarise([
      trial("A", "x", 1, 5, { evaluationReturn: 10 }),
      trial("A", "x", 2, 5, { evaluationReturn: 0 }),
      trial("A", "x", 3, 5, { evaluationReturn: 1000, status: "failed" }),
      trial("A", "y", 1, 5),
    ]);
    expect(arms[0]!.evaluationReturn).toEqual(summariseMeasure([10, 0]));
    expect(arms[1]).not.toHaveProperty("evaluationReturn");
  });
});

describe("summarise, of pairs of seeds", () => {
  it("pairs the seeds that count on both sides, two at least", () => {
    const { comparisons } = summarise([
      ...[1, 2, 3, 4].map((seed) => trial("A", "x", seed, 10 * seed)),
      trial("A", "y", 4, 39),
      trial("A", "y", 2, 25),
      trial("A", "y", 3, 0, { status: "failed" }),
      trial("A", "y", 9, 0),
      trial("A", "z", 1, 0),
    ]);
    expect(comparisons[0]).toMatchObject({ a: "x", b: "y", pairedDifference: pairedDifference([-5, 1]) });
    expect(comparisons[1]).toMatchObject({ a: "x", b: "z" });
    expect(comparisons[1]).not.toHaveProperty("pairedDifference");
  });
});

describe("summarise, over environments", () => {
  const trials = [
    ...[1, 2, 3].flatMap((seed) => [trial("A", "x", seed, 10 * seed), trial("A", "y", seed, 5 * seed)]),
    ...[1, 2].flatMap((seed) => [trial("B", "x", seed, -seed), trial("B", "y", seed, -3)]),
    trial("B", "y", 3, 0, { status: "failed" }),
  ];
  const ranges = new Map([
    ["A", { low: 10, high: 50 }],
    ["B", { low: -4, high: 0 }],
  ]);
  const x = [
    [0, 0.25, 0.5],
    [0.75, 0.5],
  ];
  const y = [
    [-0.125, 0, 0.125],
    [0.25, 0.25],
  ];

  it("aggregates scores that are normalised by each environment's range", () => {
    expect(summarise(trials, ranges).aggregates).toEqual([
      { rule: "x", environments: 2, runs: 5, failed: 0, unfinished: 0, ...aggregates(x) },
      { rule: "y", environments: 2, runs: 5, failed: 1, unfinished: 0, ...aggregates(y) },
    ]);
    expect([...ruleScores(trials, ranges)!]).toEqual([
      ["x", x],
      ["y", y],
    ]);
    expect(ruleScores(trials, ranges, "finalReturn")!.get("y")![1]).toEqual([-6.5, -6.5]);
    expect(ruleScores(trials, ranges, "evaluationReturn")).toBeUndefined();
  });

  it("compares pairs of rules over all environments, with ranges or without", () => {
    const { value, ci95 } = averageProbabilityOfImprovement(x, y);
    const expected = [{ a: "x", b: "y", probabilityOfImprovement: value, ci95 }];
    expect(summarise(trials, ranges).overallComparisons).toEqual(expected);
    expect(summarise(trials).overallComparisons).toEqual(expected);
  });

  it("says nothing when a range or a rule is missing somewhere", () => {
    expect(summarise(trials)).not.toHaveProperty("aggregates");
    expect(summarise(trials, new Map([...ranges].slice(1)))).not.toHaveProperty("aggregates");
    const partly = summarise([...trials, trial("A", "z", 1, 5)], ranges);
    expect(partly).not.toHaveProperty("aggregates");
    expect(partly).not.toHaveProperty("overallComparisons");
    const alone = summarise(
      trials.filter(({ env }) => env === "A"),
      ranges,
    );
    expect(alone.aggregates).toHaveLength(2);
    expect(alone).not.toHaveProperty("overallComparisons");
  });
});
