import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { diagnosticsPlot } from "../../src/report/diagnostics-plot.js";
import { decimalsFor, pairPlots, returnPlots } from "../../src/report/index.js";
import { shorten } from "../../src/report/labels.js";
import { profilePlot } from "../../src/report/profile-plots.js";
import { summarise } from "../../src/statistics/index.js";
import { synthetic } from "./synthetic.js";

const rules = [
  { rule: "backprop", best: 500, pace: 40, noise: 50 },
  { rule: "a<b&c", best: 300, pace: 90, noise: 50 },
];
const texts = (svg: string): string[] =>
  [...parseHTML(svg).document.querySelectorAll("text")].map((text) => text.textContent ?? "");

describe("returnPlots", () => {
  it("shows each rule's value in a panel for each measure, evaluations where there are such", () => {
    const { trials } = synthetic("Task-v0", rules, 6, 100);
    const { arms } = summarise(trials.map((trial) => ({ ...trial, evaluationReturn: 1.25 })));
    const [only] = returnPlots(arms);
    const shown = texts(only!.svg);
    expect(shown).toEqual(
      expect.arrayContaining(["average return", "final return", "evaluation return", "backprop (n=6)"]),
    );
    expect(shown).toContain(arms[0]!.averageReturn.iqm.toFixed(1));
    expect(shown).toContain(arms[1]!.finalReturn.iqm.toFixed(1));
    expect(shown.filter((text) => text === "1.250")).toHaveLength(2);
    expect(texts(returnPlots(summarise(trials).arms)[0]!.svg)).not.toContain("evaluation return");
  });

  it("draws a bar as wide as the interval, and none for one seed", () => {
    const { arms } = summarise(synthetic("Task-v0", rules.slice(0, 1), 6, 100).trials);
    const bars = (svg: string) => [...parseHTML(svg).document.querySelectorAll("svg svg rect")];
    const [first] = bars(returnPlots(arms)[0]!.svg);
    const [low, high] = arms[0]!.averageReturn.iqmCi95;
    const wider = arms.map((arm) => ({
      ...arm,
      averageReturn: { ...arm.averageReturn, iqmCi95: [low - (high - low), high] as const },
    }));
    // The scale grows with the interval, which takes 1 of 1.08 parts of it.
    const width = Number(first!.getAttribute("width"));
    expect(Number(bars(returnPlots(wider)[0]!.svg)[0]!.getAttribute("width"))).toBeCloseTo(width, 6);
    const lone = returnPlots(summarise(synthetic("Task-v0", rules, 1, 100).trials).arms)[0]!.svg;
    expect(bars(lone)).toHaveLength(0);
    expect(texts(lone).join()).toContain("one seed each, so no interval");
    expect(lone).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("keeps names and numbers apart, however long they are", () => {
    const long = [...rules, { ...rules[0]!, rule: "a-rule-with-a-name-that-goes-on-and-on-and-on-for-ever" }];
    const worse = long.map((rule) => ({ ...rule, best: -123456 }));
    const { document } = parseHTML(returnPlots(summarise(synthetic("T", worse, 5, 50).trials).arms)[0]!.svg);
    const labels = [...document.querySelectorAll("text")].map(({ textContent }) => textContent);
    expect(labels).toContain(`${shorten(long[2]!.rule, 32)} (n=5)`);
    const width = Number(document.querySelector("svg")!.getAttribute("width"));
    const panels = [...document.querySelectorAll("svg svg")].map((panel) => ({
      left: Number(panel.getAttribute("x")),
      right: Number(panel.getAttribute("x")) + Number(panel.getAttribute("width")),
    }));
    expect(panels[0]!.right).toBeLessThanOrEqual(panels[1]!.left);
    expect(panels[1]!.right).toBeLessThanOrEqual(width);
  });
});

describe("pairPlots", () => {
  const many = (count: number, seeds: number) =>
    summarise(
      synthetic(
        "T",
        Array.from({ length: count }, (_, k) => ({
          rule: `rule ${k}`,
          best: 500 - 60 * k,
          pace: 40,
          noise: 50,
        })),
        seeds,
        60,
      ).trials,
    );

  it("shows a row for each pair, with the difference on shared seeds beside the probability", () => {
    const { comparisons, arms } = many(3, 5);
    const shown = texts(pairPlots(comparisons, arms)[0]!.svg);
    expect(shown.filter((text) => text === "rule 1")).toHaveLength(2);
    expect(shown).toEqual(expect.arrayContaining(["P(a > b)", "a − b, same seed"]));
    const means = comparisons.map(({ pairedDifference }) => pairedDifference!.mean);
    const decimals = decimalsFor(means);
    expect(shown).toEqual(expect.arrayContaining(means.map((mean) => mean.toFixed(decimals))));
    const lone = many(2, 1);
    expect(texts(pairPlots(lone.comparisons, lone.arms)[0]!.svg)).not.toContain("a − b, same seed");
  });

  it("shows more than fifteen pairs as a matrix, bold where they are told apart", () => {
    const { comparisons, arms } = many(7, 5);
    const { document } = parseHTML(pairPlots(comparisons, arms)[0]!.svg);
    expect(document.querySelectorAll("rect")).toHaveLength(7 * 6);
    const bold = [...document.querySelectorAll("text[font-weight=bold]")].slice(0, -1);
    const clear = comparisons.filter(({ ci95: [low, high] }) => low > 0.5 || high < 0.5);
    expect(bold.length).toBe(2 * clear.length);
    expect(clear.length).toBeGreaterThan(5);
    const few = many(7, 3);
    const light = parseHTML(pairPlots(few.comparisons, few.arms)[0]!.svg).document;
    expect(light.querySelectorAll("text[font-weight=bold]")).toHaveLength(1);
  });
});

describe("profilePlot", () => {
  it("falls from all runs to none", () => {
    const style = { colour: "#0072b2", dash: "none" };
    const svg = profilePlot(
      { title: "T", subtitle: "" },
      [{ label: "a", style, scores: [[1, 2, 4]] }],
      "return",
    );
    const [path] = [...parseHTML(svg).document.querySelectorAll('[aria-label="line"] path')];
    const levels = path!
      .getAttribute("d")!
      .match(/-?[\d.]+,-?[\d.]+/g)!
      .map((point) => Number(point.split(",")[1]));
    expect(levels.length).toBeGreaterThan(100);
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
    expect(new Set(levels).size).toBe(4);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe("diagnosticsPlot", () => {
  const style = { colour: "#0072b2", dash: "none" };
  const point = (x: number, value: number) => ({ x, value, low: value, high: value });
  const line = (quantity: "angle" | "norm", layer: number, values: readonly number[]) => ({
    ...{ rule: "a", style, quantity, layer },
    points: values.map((value, k) => point(k + 1, value)),
  });
  const draw = (lines: readonly ReturnType<typeof line>[]) =>
    diagnosticsPlot("T", lines, { axis: "step", layers: ["layer 1", "output layer"], subtitle: "" });

  it("has a row for each quantity that was measured, and a column for each layer", () => {
    const svg = draw([line("angle", 0, [10, 20]), line("angle", 1, [0, 0]), line("norm", 1, [0.01, 10])]);
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll("svg svg")).toHaveLength(2 * 2);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        "angle to the gradient (°)",
        "norm of the update",
        "layer 1",
        "output layer",
        "a",
      ]),
    );
    expect(texts(svg)).not.toContain("dead units (share)");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("leaves gaps where nothing is known, and where a logarithm has no place", () => {
    const moves = (svg: string): number[] =>
      [...parseHTML(svg).document.querySelectorAll('[aria-label="line"] path')].map(
        (path) => path.getAttribute("d")!.split("M").length - 1,
      );
    expect(moves(draw([line("angle", 0, [1, 2, 3, 4])]))).toEqual([1]);
    expect(moves(draw([line("angle", 0, [1, 2, Number.NaN, 4, 5])]))).toEqual([2]);
    expect(moves(draw([line("norm", 0, [1, 2, 0, 4, 5])]))).toEqual([2]);
    expect(draw([line("norm", 0, [0, 0])])).not.toMatch(/NaN|undefined|Infinity/);
  });
});
