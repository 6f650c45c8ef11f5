import { describe, expect, it } from "vitest";
import { iqm, summarise, summariseMeasure, type TrialOutcome } from "../../src/statistics/index.js";

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
      emptyArms: [{ env: "A", rule: "x", failed: 0, unfinished: 1 }],
    });
    expect(summarise([])).toEqual({ arms: [], comparisons: [] });
  });
});
