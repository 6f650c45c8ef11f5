import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { chartOptions } from "../../src/pages/chart/chart-options.js";
import { seriesStyle } from "../../src/pages/theme/colours.js";
import { lineFigure } from "../../src/report/line-figure.js";
import { valueRange } from "../../src/report/value-axis.js";

describe("an axis of values", () => {
  it.each([
    [200, 450, 0],
    [10, 20, 0],
    [0.2, 0.9, 0],
    [251, 450, 251],
    [480, 500, 480],
    [0, 500, 0],
    [-20, 500, -20],
    [-500, -80, -500],
    [-110, -100, -110],
  ])("of values from %d to %d begins at %d", (lowest, highest, start) => {
    expect(valueRange(lowest, highest)).toEqual([start, highest]);
  });

  it.each([
    [500, [450, 550]],
    [0.5, [0.45, 0.55]],
    [-200, [-220, -180]],
    [0, [0, 1]],
  ])("of a level line at %d has room: %o", (value, range) => {
    expect(valueRange(value, value)).toEqual(range);
    expect(chartEnds(value, value)).toEqual(range);
    // Ticks are round.
    const [first, last] = figureEnds(value, value) as [number, number];
    expect(first).toBeLessThanOrEqual(value);
    expect(last).toBeGreaterThan(value);
    expect(last - first).toBeLessThan(1.5 * (range[1]! - range[0]!));
  });

  /** What an axis of a figure begins and ends with. */
  const figureEnds = (lowest: number, highest: number): readonly number[] => {
    const points = [lowest, highest].map((value, x) => ({ x, value, low: value, high: value }));
    const style = { colour: "#000000", dash: "" };
    const svg = lineFigure({ title: "", subtitle: "" }, [{ label: "a", style, points }], { x: "x", y: "y" });
    const ticks = [...parseHTML(svg).document.querySelectorAll('[aria-label="y-axis tick label"] text')];
    return [ticks[0], ticks.at(-1)].map((tick) => Number(tick!.textContent!.replace("−", "-")));
  };
  /** The same of a chart in a page. */
  const chartEnds = (lowest: number, highest: number): readonly (number | null)[] => {
    const look = { xLabel: "", yLabel: "", dark: false, width: 1, height: 1, isLog: false, mark: undefined };
    const series = { name: "a", style: seriesStyle(0), x: [0, 1], y: [lowest, highest] };
    const { range } = chartOptions([series], look).scales!.y!;
    if (typeof range !== "function") throw new Error("its range is fixed");
    return range(undefined as never, lowest, highest, "y");
  };

  it("is the same in reports and pages: from zero on where that is near", () => {
    expect(figureEnds(200, 450)[0]).toBe(0);
    expect(chartEnds(200, 450)[0]).toBe(0);
    for (const [lowest, highest] of [
      [480, 500],
      [-500, -80],
    ] as const) {
      for (const [first, last] of [figureEnds(lowest, highest), chartEnds(lowest, highest)]) {
        // Beside zero, not from it.
        expect(Math.abs(first! - lowest)).toBeLessThan((highest - lowest) / 2);
        expect(Math.abs(last! - highest)).toBeLessThan((highest - lowest) / 2);
      }
    }
  });

  it("is empty without values", () => {
    expect(chartEnds(null as never, null as never)).toEqual([null, null]);
  });
});
