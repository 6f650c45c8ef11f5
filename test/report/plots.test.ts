import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { diagnosticsPlot } from "../../src/report/diagnostics-plot.js";
import {
  type CurveSeries,
  curveBand,
  decimalsFor,
  learningCurvePlots,
  pairPlots,
  returnPlots,
  toPng,
} from "../../src/report/index.js";
import { armLabel, shorten } from "../../src/report/labels.js";
import { spread } from "../../src/report/line-figure.js";
import { compact } from "../../src/report/numbers.js";
import { lineStyles } from "../../src/report/palette.js";
import { profilePlot } from "../../src/report/profile-plots.js";
import { summarise } from "../../src/statistics/index.js";
import { synthetic } from "./synthetic.js";

const rules = [
  { rule: "backprop", best: 500, pace: 40, noise: 50 },
  { rule: "a<b&c", best: 300, pace: 90, noise: 50 },
];
const texts = (svg: string): string[] =>
  [...parseHTML(svg).document.querySelectorAll("text")].map((text) => text.textContent ?? "");

const curve = (bins: readonly (readonly [number, number])[], stepsPerEpisode = 1) => ({
  seed: 1,
  points: bins.map(([episode, meanReturn]) => ({ episode, step: stepsPerEpisode * episode, meanReturn })),
});

describe("curveBand", () => {
  it("keeps single episodes as they are", () => {
    const band = curveBand(
      [
        curve([
          [1, 5],
          [2, 7],
          [3, 0],
        ]),
      ],
      "episode",
      "mean",
    );
    expect(band.map(({ x }) => x)).toEqual([1, 2, 3]);
    expect(band.map(({ value }) => value)).toEqual([5, 7, 0]);
    expect(band.map(({ low, high }) => [low, high])).toEqual([
      [5, 5],
      [7, 7],
      [0, 0],
    ]);
  });

  it("averages bins of different edges over a common grid that ends with the shortest curve", () => {
    const fine = curve([
      [1, 0],
      [2, 2],
      [3, 4],
      [4, 6],
      [5, 100],
    ]);
    const coarse = curve([
      [2, 10],
      [4, 20],
    ]);
    const band = curveBand([fine, coarse], "episode", "mean");
    expect(band.map(({ value }) => value)).toEqual([5, 6, 12, 13]);
    for (const { value, low, high } of band) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it("preserves the mean over episodes however long the run", () => {
    const bins = Array.from({ length: 333 }, (_, i) => [3 * (i + 1), Math.sin(i / 20)] as const);
    const band = curveBand([curve(bins)], "episode", "mean");
    const average = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(band.length).toBe(80);
    expect(average(band.map(({ value }) => value))).toBeCloseTo(average(bins.map(([, value]) => value)), 10);
  });

  it("can count steps, leaves empty curves out, and is empty without any", () => {
    const band = curveBand(
      [
        curve(
          [
            [1, 1],
            [2, 3],
          ],
          200,
        ),
        curve([]),
      ],
      "step",
      "mean",
    );
    expect([band.length, band[0]!.x, band.at(-1)!.x]).toEqual([80, 2.5, 397.5]);
    expect([band[0]!.value, band.at(-1)!.value]).toEqual([1, 3]);
    expect(curveBand([curve([])], "step", "iqm")).toEqual([]);
  });
});

describe("learningCurvePlots", () => {
  const { series } = synthetic("Task-v0", rules, 5, 200);

  it("draws a figure per environment with titles, units, seeds and rule names", () => {
    const other = synthetic("Other-v0", rules, 2, 50).series;
    const figures = learningCurvePlots([...series, ...other]);
    expect(figures.map(({ env }) => env)).toEqual(["Task-v0", "Other-v0"]);
    expect(texts(figures[0]!.svg)).toEqual(
      expect.arrayContaining([
        "Task-v0: learning curves, 5 seeds",
        "Return during training, interquartile mean over seeds, band: 95 % bootstrap interval",
        "episode",
        "return per episode (mean of the bin)",
        "backprop (n=5)",
        "a<b&c (n=5)",
      ]),
    );
    expect(texts(figures[1]!.svg)).toContain(
      "Return during training, mean over seeds, band: 95 % bootstrap interval",
    );
  });

  it("is the same for the same data, well-formed, and holds no NaN", () => {
    const [first] = learningCurvePlots(series, { axis: "step" });
    expect(learningCurvePlots(series, { axis: "step" })[0]).toEqual(first);
    expect(first!.svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(first!.svg).toContain("a&lt;b&amp;c");
    expect(first!.svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("copes with one seed, one episode, and no curve at all", () => {
    const [lone] = learningCurvePlots(synthetic("T", rules, 1, 1).series);
    expect(texts(lone!.svg)).toContain("Return during training, one seed each, so no interval");
    expect(lone!.svg).not.toMatch(/NaN|undefined|Infinity/);
    const nothing: CurveSeries = { env: "T", rule: "x", curves: [{ seed: 1, points: [] }] };
    expect(learningCurvePlots([nothing])).toEqual([]);
    expect(learningCurvePlots([])).toEqual([]);
  });
});

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

describe("toPng", () => {
  it("draws at twice the size, text included, without system fonts", () => {
    const [one] = learningCurvePlots(synthetic("T", rules, 2, 50).series);
    const png = toPng(one!.svg);
    const header = new DataView(png.buffer, png.byteOffset, 33);
    expect(header.getUint32(0)).toBe(0x89504e47);
    const width = Number(/ width="(\d+(?:\.\d+)?)"/.exec(one!.svg)![1]);
    expect(header.getUint32(16)).toBe(Math.ceil(2 * width));
    expect(header.getUint32(20)).toBe(880);
    const bare = toPng(one!.svg.replaceAll(/<text[^>]*>[^<]*<\/text>/g, ""));
    expect(png.length).toBeGreaterThan(bare.length + 5000);
  });
});

describe("parts of figures", () => {
  it("moves labels apart within their bounds", () => {
    expect(spread([10, 50], 18, 0, 100)).toEqual([10, 50]);
    expect(spread([10, 12, 14], 18, 0, 100)).toEqual([10, 28, 46]);
    expect(spread([90, 95], 18, 0, 100)).toEqual([82, 100]);
  });

  it("writes ticks that can be read", () => {
    expect([0.25, 1500, 2e6, 1.25e6, -100].map(compact)).toEqual(["0.25", "1,500", "2M", "1.25M", "-100"]);
    expect([0, 0.00002, 3e9, 2e15, 0.1 + 0.2].map(compact)).toEqual(["0", "2e-5", "3G", "2e15", "0.3"]);
  });

  it("cuts the middle out of long names", () => {
    expect(shorten("weight-max", 10)).toBe("weight-max");
    expect(shorten("unbiased-weight-max:posterior", 12)).toBe("unbias…erior");
    expect(shorten("学习规则很多", 7)).toBe("学习…多");
    expect(armLabel({ rule: "a", seeds: 3, failed: 1, unfinished: 1 })).toBe("a (n=3 of 5)");
  });

  it("gives every rule a look of its own", () => {
    const names = Array.from({ length: 21 }, (_, i) => `rule ${i}`);
    const looks = [...lineStyles(names).values()].map(({ colour, dash }) => `${colour} ${dash}`);
    expect(new Set(looks).size).toBe(21);
  });
});
