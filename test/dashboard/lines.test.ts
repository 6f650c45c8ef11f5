import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bandedLine } from "../../src/dashboard/band.js";
import { axisEnd, cellMeans, gridOf, positionsOf, smoothed } from "../../src/dashboard/cells.js";
import { type Curve, FollowedCurve } from "../../src/dashboard/followed-curve.js";
import { bandOf } from "../../src/report/curve-bands.js";
import { mean, percentile, seededUniform } from "../../src/statistics/index.js";
import { CurveBins } from "../../src/streams/index.js";

const folder = mkdtempSync(join(tmpdir(), "creditgym-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function curveOf(values: readonly number[], width = 1): Curve {
  const ends = Float64Array.from(values, (_, k) => (k + 1) * width);
  return { episode: ends, step: ends.map((end) => 10 * end), meanReturn: Float64Array.from(values) };
}

describe("a followed curve", () => {
  /** Writes the bins as a trial does. */
  const write = (path: string, bins: CurveBins): void =>
    writeFileSync(
      path,
      bins
        .curve()
        .points.map((point) => `${JSON.stringify(point)}\n`)
        .join(""),
    );

  it("is the one on disk after every change: longer, its last bin fuller, all bins merged, another one", () => {
    const path = join(folder, "curve.jsonl");
    const followed = new FollowedCurve(path);
    expect(followed.refresh()).toBe(false);
    const uniform = seededUniform(3);
    let bins = new CurveBins(64);
    let index = 0;
    let transitions = 0;
    for (let round = 0; round < 120; round++) {
      // A trial that begins anew.
      if (round === 90) [bins, index, transitions] = [new CurveBins(64), 0, 0];
      for (let k = 0; k < 1 + (round % 7); k++) {
        const length = 1 + Math.floor(9 * uniform());
        transitions += length;
        bins.add({ index: index++, transitions, return: uniform(), length });
      }
      write(path, bins);
      expect(followed.refresh()).toBe(true);
      const { points } = bins.curve();
      expect([...followed.curve.meanReturn]).toEqual(points.map((point) => point.meanReturn));
      expect([...followed.curve.episode]).toEqual(points.map((point) => point.episode));
      expect([...followed.curve.step]).toEqual(points.map((point) => point.step));
      expect(followed.refresh()).toBe(false);
    }
    expect(bins.curve().binWidth).toBeGreaterThan(1);
  });

  it("refuses what is no curve", () => {
    const path = join(folder, "other.jsonl");
    writeFileSync(path, '{"episode":1}\n');
    expect(() => new FollowedCurve(path).refresh()).toThrow(SyntaxError);
  });
});

describe("cells", () => {
  it("hold the means of what lies in them", () => {
    const curve = curveOf([1, 2, 3, 4, 5, 6, 7, 8]);
    const grid = { from: 0, to: 8, cells: 4 };
    expect([...cellMeans(curve, "episode", grid, true)]).toEqual([1.5, 3.5, 5.5, 7.5]);
    expect(positionsOf(grid, "episode")).toEqual([1.5, 3.5, 5.5, 7.5]);
    expect([...cellMeans(curve, "step", { from: 0, to: 80, cells: 4 }, true)]).toEqual([1.5, 3.5, 5.5, 7.5]);
    expect([...cellMeans(curve, "episode", { from: 2, to: 6, cells: 2 }, true)]).toEqual([3.5, 5.5]);
    // Bins that lie across: (2, 4.667] has two thirds of 5.
    const [, middle] = cellMeans(curve, "episode", { from: 0, to: 8, cells: 3 }, true);
    expect(middle).toBeCloseTo((3 * (1 / 3) + 4 + 5 + 6 * (1 / 3)) / (8 / 3), 12);
  });

  it("of a curve that still grows count from the half on", () => {
    const grid = { from: 0, to: 8, cells: 2 };
    const means = (count: number, isOver: boolean) =>
      [...cellMeans(curveOf(new Array(count).fill(1)), "episode", grid, isOver)].map(Number.isNaN);
    expect(means(5, false)).toEqual([false, true]);
    expect(means(7, false)).toEqual([false, false]);
    expect(means(5, true)).toEqual([false, false]);
    expect(means(4, true)).toEqual([false, true]);
  });

  it("are as many as bins can fill, and stay where they are while a run grows", () => {
    expect(gridOf([curveOf([1, 2, 3, 4], 5)], "episode", 0, 20).cells).toBe(4);
    expect(gridOf([curveOf(new Array(1000).fill(0))], "episode", 0, 1000).cells).toBe(160);
    expect([10, 60, 130, 250, 300, 500, 1000].map((at) => axisEnd(1000, at, false))).toEqual([
      15.625, 62.5, 250, 250, 500, 500, 1000,
    ]);
    expect(axisEnd(1000, 300, true)).toBe(300);
  });

  it("are smoothed over their neighbours, gaps left as they are", () => {
    const values = Float64Array.of(1, 2, 6, Number.NaN, 4);
    expect([...smoothed(values, 3)]).toEqual([1.5, 3, 4, Number.NaN, 4]);
    expect(smoothed(values, 1)).toBe(values);
  });
});

describe("a line over seeds", () => {
  const uniform = seededUniform(5);
  const runs = Array.from({ length: 6 }, () => Float64Array.from({ length: 10 }, () => 100 * uniform()));
  const six = (value: number): number => Number(value.toPrecision(6));

  it("has the bootstrap's intervals", () => {
    const { y, low, high, counts } = bandedLine(runs, 10, { centre: "iqm", band: "ci95" });
    const expected = bandOf([...runs[0]!.keys()], runs, "iqm");
    expect(y).toEqual(expected.map(({ value }) => six(value)));
    expect(low).toEqual(expected.map((point) => six(point.low)));
    expect(high).toEqual(expected.map((point) => six(point.high)));
    expect(counts).toEqual(new Array(10).fill(6));
  });

  it("is at each cell over the seeds that have come so far", () => {
    const late = runs.map((run, k) => run.map((value, cell) => (cell < 10 - k ? value : Number.NaN)));
    const { y, low, high, counts } = bandedLine(late, 10, { centre: "mean", band: "iqr" });
    expect(counts).toEqual([6, 6, 6, 6, 6, 5, 4, 3, 2, 1]);
    for (let cell = 0; cell < 10; cell++) {
      const own = Float64Array.from(runs.slice(0, counts[cell]), (run) => run[cell]!).sort();
      expect(y[cell]).toBe(six(mean(own)));
      expect(low[cell]).toBe(cell === 9 ? null : six(percentile(own, 25)));
      expect(high[cell]).toBe(cell === 9 ? null : six(percentile(own, 75)));
    }
  });

  it("has gaps where nobody has been, and no band when none is wanted", () => {
    const nothing = new Float64Array(3).fill(Number.NaN);
    nothing[1] = 2;
    const { y, low } = bandedLine([nothing], 3, { centre: "mean", band: "none" });
    expect([y, low]).toEqual([
      [null, 2, null],
      [null, null, null],
    ]);
  });
});
