import type { Aggregates, Estimate } from "../statistics/index.js";
import { type IntervalPanel, intervalPanels } from "./interval-panels.js";
import { lineFigure } from "./line-figure.js";
import type { LineStyle } from "./palette.js";

/** What a rule reaches over all environments. */
export interface AggregatedRule {
  readonly label: string;
  readonly style: LineStyle;
  readonly aggregates: Aggregates;
}

const PANELS = [
  { key: "median", title: "median" },
  { key: "iqm", title: "interquartile mean" },
  { key: "mean", title: "mean" },
  { key: "optimalityGap", title: "optimality gap" },
] as const;

/**
 * Median, interquartile mean, mean and optimality gap of normalised scores over all environments.
 *
 * @param lone whether every rule has one seed in each environment, so that there is no interval
 */
export function aggregatePlot(rules: readonly AggregatedRule[], environments: number, lone: boolean): string {
  return intervalPanels(
    {
      title: `Over ${environments} environments: normalised average return`,
      subtitle: lone
        ? "One seed each, so no interval"
        : "Band: 95 % stratified bootstrap interval over seeds",
    },
    rules.map(({ label, style }) => [{ text: label, style }]),
    PANELS.map(
      ({ key, title }): IntervalPanel => ({
        title,
        axis: key === "optimalityGap" ? "lower is better" : "higher is better",
        cells: rules.map(({ aggregates }) => {
          const { value, ci95 } = aggregates[key];
          return lone ? { value } : { value, interval: ci95 };
        }),
      }),
    ),
  );
}

/** A rule's aggregate at evenly spaced points of the budget, the last at its end. */
export interface EfficiencyLine {
  readonly label: string;
  readonly style: LineStyle;
  readonly estimates: readonly Estimate[];
}

/** The interquartile mean of normalised returns over all environments while rules learn. */
export function sampleEfficiencyPlot(
  lines: readonly EfficiencyLine[],
  environments: number,
  lone: boolean,
): string {
  return lineFigure(
    {
      title: `Over ${environments} environments: sample efficiency`,
      subtitle: `Interquartile mean of normalised returns during training${lone ? "" : ", band: 95 % bootstrap interval"}`,
    },
    lines.map(({ label, style, estimates }) => ({
      label,
      style,
      points: estimates.map(({ value, ci95: [low, high] }, i) => ({
        x: (100 * (i + 0.5)) / estimates.length,
        ...{ value, low, high },
      })),
    })),
    { x: "share of the budget (%)", y: "normalised return", xDomain: [0, 100] },
  );
}
