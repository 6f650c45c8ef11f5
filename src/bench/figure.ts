import { axisX, gridX, ruleX } from "@observablehq/plot";
import { panelFigure } from "../report/draw-figure.js";
import { FAINT, GRID, INK } from "../report/figure.js";
import { textWidth } from "../report/labels.js";
import { lineStyles } from "../report/palette.js";
import type { BenchmarkRun, PartResult } from "./index.js";

/** Of these less is better. */
const COSTS: readonly string[] = ["ms", "µs", "MB", "kB", "% of a core"];
const ROW = 18;
const TOP = 66;
const BOTTOM = 54;
const PLOT_WIDTH = 420;
const VALUE_ROOM = 60;

interface Row {
  readonly part: string;
  readonly text: string;
  /** How many times as good it is as what it is held against; undefined of headings. */
  readonly ratio?: number;
}

/** How many times as good each benchmark is as what it is held against, on a logarithmic axis: a row for each ratio. */
export function benchmarkFigure({
  machine,
  benchmarks,
}: Pick<BenchmarkRun, "machine" | "benchmarks">): string {
  // Whether the choice is right is for a table to say: its many rows would hide the others.
  const others = benchmarks.filter(({ part }) => part !== "engine-choice");
  const rows = (others.length > 0 ? others : benchmarks).flatMap(rowsOf);
  const { host, versions } = machine;
  const styles = lineStyles([...new Set(rows.map(({ part }) => part))]);
  const left = 30 + 1.02 * textWidth(rows.map(({ text }) => text));
  const width = Math.ceil(left + PLOT_WIDTH + VALUE_ROOM);
  const height = TOP + ROW * rows.length + BOTTOM;
  const middle = (row: number): number => TOP + ROW * (row + 0.5);
  const ends = [1, ...rows.flatMap(({ ratio }) => ratio ?? [])];
  return panelFigure(
    {
      title: "How many times as fast (or as small) as what it is held against",
      subtitle: `creditgym ${versions.creditgym}, Node ${versions.node}, ${host.cores} cores of ${host.cpu}; medians, logarithmic axis`,
    },
    { width, height },
    [
      {
        x: left,
        y: 0,
        options: {
          ...{ width: PLOT_WIDTH + VALUE_ROOM, height, marginRight: VALUE_ROOM },
          ...{ marginTop: TOP, marginBottom: BOTTOM, marginLeft: 8 },
          x: { type: "log", domain: [Math.min(...ends) / 1.2, Math.max(...ends) * 1.2] },
          y: { domain: [0, 1], axis: null },
          marks: [
            gridX({ ticks: 6, stroke: GRID, strokeOpacity: 1 }),
            axisX({
              ...{ fontSize: 12, tickSize: 4, ticks: 6, tickFormat: (value: number) => String(value) },
              ...{ label: "ratio", labelAnchor: "center", labelArrow: "none", labelOffset: 42 },
            }),
            ruleX([1], { stroke: INK }),
          ],
        },
        remarks: ({ x, draw }) => {
          rows.forEach(({ ratio, part }, k) => {
            if (ratio === undefined) return;
            const { colour } = styles.get(part)!;
            const y = middle(k);
            draw("line", { x1: x(1), x2: x(ratio), y1: y, y2: y, stroke: colour, "stroke-width": 2 });
            draw("circle", { cx: x(ratio), cy: y, r: 4, fill: colour });
            draw("text", { x: x(Math.max(1, ratio)) + 8, y: y + 4, fill: FAINT }, ratio.toPrecision(3));
          });
        },
      },
    ],
    (draw) => {
      rows.forEach(({ text, ratio }, k) => {
        const [x, weight] = ratio === undefined ? [16, "bold"] : [28, "normal"];
        draw("text", { x, y: middle(k) + 4, fill: INK, "font-weight": weight }, text);
      });
    },
  );
}

function rowsOf({ part, name, unit, against }: PartResult): Row[] {
  return [
    { part, text: name },
    ...against.map((other) => ({
      part,
      text: `against ${other.name}`,
      ratio: COSTS.includes(unit) ? 1 / other.ratio : other.ratio,
    })),
  ];
}
