import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type CurveSeries, curveBand, learningCurvePlots, toPng } from "../../src/report/index.js";
import { armLabel, shorten } from "../../src/report/labels.js";
import { spread } from "../../src/report/line-figure.js";
import { compact } from "../../src/report/numbers.js";
import { lineStyles } from "../../src/report/palette.js";
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
    expect([0.25, 1500, 2e6, 1.25e6, -100].map(compact)).toEqual(["0.25", "1,500", "2M", "1.25M", "−100"]);
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
