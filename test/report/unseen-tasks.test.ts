import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { lineStyles } from "../../src/report/palette.js";
import {
  heldOutTable,
  shareTable,
  unseenPlot,
  unseenTable,
  unseenTables,
} from "../../src/report/unseen-tasks.js";
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
    expect(svg).toContain(">−10.00<");
    expect(svg).not.toMatch(/>-\d/);
    expect(svg).not.toMatch(/NaN|undefined/);
    const alone = unseenPlot({ ...FAMILY, rules: [{ rule: "a", heldOut: split(3, 1) }] }, lineStyles(["a"]));
    expect(alone).not.toContain("training");
  });

  it("are drawn with one scale for all splits", () => {
    const { document } = parseHTML(unseenPlot(FAMILY, lineStyles(["a", "b|c"])));
    const panels = [...document.querySelectorAll("svg svg")];
    // Bars of rule a: both intervals are 2 wide, and its means are 30 and 20.
    const bars = panels.slice(0, 2).map((panel) => panel.querySelector('rect[opacity="0.35"]')!);
    const [training, heldOut] = bars.map((bar) => ({
      x: Number(bar.getAttribute("x")),
      width: Number(bar.getAttribute("width")),
    }));
    expect(heldOut!.width).toBeCloseTo(training!.width, 6);
    expect((training!.x - heldOut!.x) / training!.width).toBeCloseTo(5, 6);
    const ticks = panels.slice(0, 2).map((panel) => [...panel.querySelectorAll("text")].length);
    expect(ticks[0]).toBeGreaterThan(3);
  });

  it("are drawn with their numbers beside the line of no difference, not across it", () => {
    const differences = [-10, -1.2, -0.1, 3];
    const rules = differences.map((value, k) => ({
      ...{ rule: `r${k}`, training: split(30), heldOut: split(30 + value) },
      heldOutMinusTraining: { value, ci95: [value - 0.3, value + 0.05] as const },
    }));
    const svg = unseenPlot({ ...FAMILY, rules }, lineStyles(rules.map(({ rule }) => rule)));
    const panel = [...parseHTML(svg).document.querySelectorAll("svg svg")].at(-1)!;
    const even = Number(panel.querySelector('[stroke-dasharray="2 3"] line')!.getAttribute("x1"));
    const numbers = [...panel.querySelectorAll("text")].filter(({ textContent }) =>
      /\.\d\d/.test(textContent!),
    );
    expect(numbers.map(({ textContent }) => textContent)).toEqual(["−10.00", "−1.20", "−0.10", "3.00"]);
    const left = numbers.map((number) => Number(number.getAttribute("x")));
    // Seven units a letter at the most. The first ends before the line, the two whose bars end next to it begin beyond it.
    expect(left[0]! + 7 * 6).toBeLessThan(even);
    for (const x of left.slice(1, 3)) expect(x).toBeGreaterThan(even);
    const width = Number(panel.getAttribute("width"));
    for (const [k, x] of left.entries()) expect(x + 7 * numbers[k]!.textContent!.length).toBeLessThan(width);
  });

  it("have shares of the optimum where it is known, in a table like that of returns", () => {
    expect(shareTable(FAMILY)).toBeUndefined();
    const share = (mean: number) => ({ ...split(mean), ci95: [mean - 0.1, mean + 0.1] as const });
    const known = { ...FAMILY, sharesOfOptimum: [{ rule: "a", training: share(0.5), heldOut: share(0.25) }] };
    const { columns, rows } = shareTable(known)!;
    expect(columns.map(({ header }) => header)).toEqual([
      ...["rule", "tasks", "share, training", "95 % interval", "share, held-out", "95 % interval"],
    ]);
    expect(rows).toEqual([["a", "8", "0.500", "[0.400, 0.600]", "0.250", "[0.150, 0.350]"]]);
    expect(unseenTables([known])).toContain("Share of the optimum:");
    expect(unseenTables([FAMILY])).not.toContain("Share of the optimum:");
  });
});
