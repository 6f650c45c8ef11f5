import { describe, expect, it } from "vitest";
import { lineStyles } from "../../src/report/palette.js";
import { heldOutTable, unseenPlot, unseenTable, unseenTables } from "../../src/report/unseen-tasks.js";
import { type FamilySummary, pairedDifference } from "../../src/statistics/index.js";

const split = (mean: number, seeds = 8) => ({
  ...{ seeds, failed: 0, unfinished: 0, mean, ci95: [mean - 1, mean + 1] as const },
});
const pair = (a: string, b: string, differences: readonly number[]) => ({
  ...{
    a,
    b,
    probabilityOfImprovement: 0.5,
    ci95: [0, 1] as const,
    pairedDifference: pairedDifference(differences),
  },
});
const FAMILY: FamilySummary = {
  family: "cart_pole*",
  rules: [
    {
      rule: "a",
      training: split(30),
      heldOut: { ...split(20, 7), failed: 1 },
      heldOutMinusTraining: { value: -10, ci95: [-12, -8] },
    },
    { rule: "b|c", training: split(5) },
  ],
  heldOutComparisons: [
    pair("a", "b|c", [1, 2, 3, 4, 5, 6]),
    pair("b|c", "a", [-1, -2, -3, -4, -5, -6]),
    pair("a", "c", [1, -1, 1, -1, 1, -1]),
    pair("a", "d", [1, 2, 3, 4, 5]),
  ],
};

describe("unseen tasks", () => {
  it("have a table of splits, and of what is left out", () => {
    const { columns, rows } = unseenTable(FAMILY);
    expect(columns.map(({ header }) => header)).toEqual([
      ...["rule", "tasks", "training", "95 % interval", "held-out", "95 % interval"],
      ...["held-out − training", "95 % interval"],
    ]);
    expect(rows).toEqual([
      ["a", "8 / 7 of 8", "30.00", "[29.00, 31.00]", "20.00", "[19.00, 21.00]", "-10.00", "[-12.00, -8.00]"],
      ["b|c", "8", "5.00", "[4.00, 6.00]", "–", "–", "–", "–"],
    ]);
  });

  it("tell two rules apart where the interval leaves out 0 and there are six pairs", () => {
    expect(heldOutTable(FAMILY)!.rows.map((row) => row.slice(4))).toEqual([
      ["6 of 6", "a does better"],
      ["0 of 6", "a does better"],
      ["3 of 6", "no clear difference"],
      ["5 of 5", "too few tasks to tell"],
    ]);
    expect(heldOutTable({ ...FAMILY, heldOutComparisons: [] })).toBeUndefined();
  });

  it("are told with how to read them, in text and Markdown", () => {
    const text = unseenTables([FAMILY])!;
    expect(text).toMatch(/^Unseen tasks: cart_pole\*\n\n {2}rule /);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(120);
    const markdown = unseenTables([FAMILY], "markdown")!;
    expect(markdown).toContain("## Unseen tasks: cart_pole\\*\n");
    expect(markdown).toContain("| b\\|c ");
    expect(unseenTables([])).toBeUndefined();
    expect(unseenTables([{ family: "f", rules: [], heldOutComparisons: [] }])).toBeUndefined();
  });

  it("are drawn, a panel for each split and one for the difference", () => {
    const svg = unseenPlot(FAMILY, lineStyles(["a", "b|c"]));
    for (const title of [
      "cart_pole*: unseen tasks",
      "training tasks",
      "held-out tasks",
      "held-out − training",
    ]) {
      expect(svg).toContain(`>${title}<`);
    }
    expect(svg).toContain(">-10.00<");
    expect(svg).not.toMatch(/NaN|undefined/);
    const alone = unseenPlot({ ...FAMILY, rules: [{ rule: "a", heldOut: split(3, 1) }] }, lineStyles(["a"]));
    expect(alone).not.toContain("training");
  });
});
