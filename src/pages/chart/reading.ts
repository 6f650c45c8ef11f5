import type uPlot from "uplot";
import { compact } from "../../report/numbers.js";
import { isDark } from "../theme/dark.js";
import { type ChartSeries, hasBand } from "./chart-series.js";

/** Most lines that are read out at once. */
const MOST_ROWS = 12;

/** Writes what the lines are where the cursor is, and puts it beside it; hides it where there is nothing. */
export function readingAt(plot: uPlot, series: readonly ChartSeries[], box: HTMLElement | null): void {
  if (box === null) return;
  const { idx, left } = plot.cursor;
  const x = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  const rows = x === undefined ? [] : rowsAt(plot, series, idx!, x);
  box.hidden = rows.length === 0;
  if (rows.length === 0) return;
  const head = document.createElement("b");
  head.textContent = compact(x! < 100 ? Math.round(x! * 10) / 10 : Math.round(x!));
  box.replaceChildren(head, ...rows.slice(0, MOST_ROWS));
  const room = plot.over.clientWidth;
  const offset = plot.over.offsetLeft;
  const isRight = left! < room / 2;
  box.style.left = isRight ? `${offset + left! + 14}px` : "auto";
  box.style.right = isRight ? "auto" : `${room - left! + 14}px`;
}

function rowsAt(plot: uPlot, series: readonly ChartSeries[], index: number, x: number): HTMLElement[] {
  let column = 1;
  const found: { readonly value: number; readonly row: HTMLElement }[] = [];
  for (const one of series) {
    const value = plot.data[column]![index];
    const [low, high] = hasBand(one) ? [plot.data[column + 1]![index], plot.data[column + 2]![index]] : [];
    column += hasBand(one) ? 3 : 1;
    if (one.isFaint || value === null || value === undefined) continue;
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    swatch.style.background = isDark.value ? one.style.dark : one.style.light;
    const note = one.notes?.[one.x.indexOf(x)];
    const band = low == null || high == null ? "" : ` [${figures(low)}, ${figures(high)}]`;
    row.append(swatch, `${one.name} ${figures(value)}${band}${note === undefined ? "" : ` ${note}`}`);
    found.push({ value, row });
  }
  // As the lines lie there.
  return found.sort((a, b) => b.value - a.value).map(({ row }) => row);
}

const figures = (value: number): string => compact(Number(value.toPrecision(3)));
