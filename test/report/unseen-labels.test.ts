import { describe, expect, it } from "vitest";
import { heldOutLabelTable, unseenLabelTable } from "../../src/report/unseen-labels.js";
import { unseenTables } from "../../src/report/unseen-tasks.js";
import { summarise, summariseFamilies, type TrialOutcome } from "../../src/statistics/index.js";

const SPLITS = { family: "f", training: "f/training", heldOut: "f/held-out" };
const RULES = ["tdca", "backprop", "lost"];

/** Scores of rules on tasks that differ: differences between rules are of one size on all of them. */
const trials = [SPLITS.training, SPLITS.heldOut].flatMap((env) =>
  RULES.flatMap((rule, r) =>
    [1, 2, 3, 4, 5, 6].map((seed): TrialOutcome => {
      const task = seed / 10 + (env === SPLITS.heldOut ? 0.05 : 0);
      return {
        ...{ env, rule, seed, status: "done", averageReturn: task, finalReturn: task },
        labels: {
          evaluation: { accuracy: task + r / 10, logLoss: (rule === "lost" ? 100 : 1) - task },
          "training set": { accuracy: 1, logLoss: 0.001 * task + 0.0001 * r * (1 + seed / 100) },
        },
      };
    }),
  ),
);
const [family] = summariseFamilies(trials, summarise(trials), [SPLITS]);
const headers = (table: { readonly columns: readonly { readonly header: string }[] }): string[] =>
  table.columns.map(({ header }) => header);

describe("labels on unseen tasks", () => {
  it("have a row for each rule and split, with training loss and test accuracy beside each other", () => {
    const table = unseenLabelTable(family!)!;
    expect(headers(table)).toEqual([
      ...["rule", "split", "tasks", "evaluation accuracy", "training set log loss"],
      ...["evaluation log loss", "training set accuracy"],
    ]);
    expect(table.rows.map((row) => row.slice(0, 3))).toEqual(
      RULES.flatMap((rule) => [
        [rule, "training", "6"],
        [rule, "held-out", "6"],
      ]),
    );
    const { accuracy } = family!.rules[0]!.heldOut!.labels!.evaluation!;
    expect(accuracy.mean).toBeCloseTo(0.4, 12);
    expect(table.rows[1]![3]).toBe(`0.400 [${accuracy.ci95[0].toFixed(3)}, ${accuracy.ci95[1].toFixed(3)}]`);
  });

  it("are compared task by task, with decimals enough for differences of any size", () => {
    const table = heldOutLabelTable(family!, true)!;
    expect(headers(table).slice(2)).toEqual(
      headers(unseenLabelTable(family!)!)
        .slice(3)
        .map((one) => `${one}, a − b`),
    );
    expect(table.rows.map((row) => row.slice(0, 2))).toEqual([
      ["tdca", "backprop"],
      ["tdca", "lost"],
      ["backprop", "lost"],
    ]);
    // What tasks have in common cancels out: no interval is wide.
    expect(table.rows[0]![2]).toMatch(/^-0\.100/);
    expect(table.rows[1]![4]).toMatch(/^-99\.000/);
    // −0.0001 · (1 + 3.5/100), known to about 10⁻⁶.
    expect(table.rows[0]![3]).toMatch(/^-0\.000103\d \[-0\.00010\d\d, -0\.00010\d\d\]$/);
  });

  it("leave terminals with the accuracy on test samples and the loss on the training set", () => {
    expect(headers(heldOutLabelTable(family!, false)!)).toEqual([
      ...["a", "b", "evaluation accuracy, a − b", "training set log loss, a − b"],
    ]);
    const text = unseenTables([family!])!;
    expect(text).toContain("training set log loss, a − b");
    expect(text).not.toContain("evaluation log loss");
    const markdown = unseenTables([family!], "markdown")!;
    expect(markdown).toContain("| rule     | split    | tasks |");
    expect(markdown).toContain("evaluation log loss, a − b");
  });

  it("are left out where none were told, or two rules share no two tasks", () => {
    const none = trials.map(({ labels: _, ...rest }) => rest);
    const [without] = summariseFamilies(none, summarise(none), [SPLITS]);
    expect(unseenLabelTable(without!)).toBeUndefined();
    expect(heldOutLabelTable(without!, true)).toBeUndefined();
    expect(unseenTables([without!])).not.toContain("labels");
    const apart = trials.filter(({ rule, seed }) => (rule === "tdca" ? seed < 4 : seed > 2));
    const [few] = summariseFamilies(apart, summarise(apart), [SPLITS]);
    expect(heldOutLabelTable(few!, true)!.rows.map((row) => row.slice(0, 2))).toEqual([["backprop", "lost"]]);
  });

  it("have evaluations' names as they are", () => {
    const named = trials.map((trial) => ({ ...trial, labels: { "<b>|*x*": trial.labels!.evaluation! } }));
    const [hostile] = summariseFamilies(named, summarise(named), [SPLITS]);
    expect(unseenTables([hostile!], "markdown")).toContain("&lt;b&gt;\\|\\*x\\* accuracy");
  });
});
