import { axisX, axisY, barX, gridX, tickX } from "@observablehq/plot";
import type { Arm } from "../statistics/summary.js";
import { figure } from "./draw-figure.js";
import { FAINT, type Figure, INK } from "./figure.js";
import { compact } from "./learning-curve-plots.js";
import { decimalsFor, fixed, intervalText } from "./numbers.js";
import { lineStyles } from "./palette.js";

interface Row {
  readonly rule: string;
  readonly seeds: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}

const ROW_HEIGHT = 34;

/**
 * One figure per environment: the final return of each rule as a point with its 95 % bootstrap
 * interval, one row a rule, in the order given. Interquartile means where every rule has at least
 * five seeds, else means.
 */
export function finalReturnPlots(arms: readonly Arm[]): Figure[] {
  const styles = lineStyles([...new Set(arms.map(({ rule }) => rule))]);
  return [...new Set(arms.map(({ env }) => env))].map((env) => {
    const here = arms.filter((arm) => arm.env === env);
    const robust = here.every(({ seeds }) => seeds >= 5);
    const rows = here.map(({ rule, seeds, finalReturn }) => {
      const [low, high] = robust ? finalReturn.iqmCi95 : finalReturn.meanCi95;
      const value = robust ? finalReturn.iqm : finalReturn.mean;
      return { rule, seeds, value, low, high, colour: styles.get(rule)!.colour };
    });
    return { env, svg: draw(env, rows, robust) };
  });
}

function draw(env: string, rows: readonly Row[], robust: boolean): string {
  const name = ({ rule, seeds }: Row): string => `${rule} (n=${seeds})`;
  const decimals = decimalsFor(rows.flatMap(({ low, high }) => [low, high]));
  const centre = robust ? "interquartile mean" : "mean";
  const longest = Math.max(...rows.map((row) => name(row).length));
  const values = rows.map((row) =>
    row.seeds === 1
      ? fixed(row.value, decimals)
      : `${fixed(row.value, decimals)}  ${intervalText([row.low, row.high], decimals)}`,
  );
  const marginRight = 30 + 7.5 * Math.max(...values.map((text) => text.length));
  const marginLeft = 40 + 7.5 * longest;
  const width = Math.max(640, marginLeft + marginRight + 380);
  const low = Math.min(...rows.map((row) => row.low));
  const high = Math.max(...rows.map((row) => row.high));
  const slack = high > low ? 0.04 * (high - low) : Math.max(1, Math.abs(high) / 10);
  return figure(
    {
      title: `${env}: final return`,
      subtitle: `Mean over the last tenth of the episodes; ${
        rows.every(({ seeds }) => seeds === 1)
          ? "one seed each, so no interval"
          : `line: ${centre} over n seeds, band: 95 % bootstrap interval`
      }`,
    },
    {
      width,
      height: 66 + ROW_HEIGHT * rows.length + 54,
      marginTop: 66,
      marginBottom: 54,
      marginLeft,
      marginRight,
      x: { domain: [low - slack, high + slack] },
      y: { type: "band", domain: rows.map(name), padding: 0.45 },
      marks: [
        gridX({ ticks: 6, stroke: "#dddddd", strokeOpacity: 1 }),
        axisX({
          fontSize: 12,
          tickSize: 4,
          ticks: 6,
          tickFormat: compact,
          label: "return per episode",
          labelAnchor: "center",
          labelArrow: "none",
          labelOffset: 42,
        }),
        axisY({ fontSize: 12, tickSize: 0, label: null }),
        barX(rows, { y: name, x1: "low", x2: "high", fill: "colour", fillOpacity: 0.35, inset: 0 }),
        tickX(rows, { y: name, x: "value", stroke: "colour", strokeWidth: 3 }),
      ],
      color: { type: "identity" },
    },
    (pen) => {
      rows.forEach((row, i) => {
        const place = { x: width - marginRight + 16, y: pen.y(name(row)) + 4, "font-size": 12 };
        pen.draw("text", { ...place, fill: row.seeds === 1 ? FAINT : INK }, values[i]!);
      });
    },
  );
}
