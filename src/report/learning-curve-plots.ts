import { type CurveAxis, type CurveSeries, curveBand, ROBUST_SEEDS } from "./curve-bands.js";
import type { Figure } from "./figure.js";
import { type Line, lineFigure } from "./line-figure.js";
import { lineStyles } from "./palette.js";
import { bandText, type Unit, unitCount } from "./units.js";

export interface LearningCurvePlotOptions {
  /** What the horizontal axis counts, of each environment's figure; episodes by default. */
  readonly axis?: CurveAxis | ((env: string) => CurveAxis);
}

/** The line of one rule, and how many seeds are behind it. */
export interface CurveLine extends Line {
  readonly seeds: number;
}

export const AXIS_NAMES: Readonly<Record<CurveAxis, string>> = {
  episode: "episode",
  step: "environment step",
};

/**
 * One figure per environment: a line per rule over its seeds, with a band that is its pointwise 95 %
 * bootstrap interval. Lines are interquartile means where every rule has at least five seeds, else
 * means. A rule keeps its colour over all figures.
 */
export function learningCurvePlots(
  series: readonly CurveSeries[],
  options: LearningCurvePlotOptions = {},
): Figure[] {
  const { axis: given = "episode" } = options;
  const styles = lineStyles([...new Set(series.map(({ rule }) => rule))]);
  return [...new Set(series.map(({ env }) => env))].flatMap((env) => {
    const axis = typeof given === "string" ? given : given(env);
    const here = series.filter((one) => one.env === env);
    const robust = here.every(({ curves }) => curves.length >= ROBUST_SEEDS);
    const lines = here.map(({ rule, curves }): CurveLine => {
      const seeds = curves.filter(({ points }) => points.length > 0).length;
      const points = curveBand(curves, axis, robust ? "iqm" : "mean");
      return { label: `${rule} (n=${seeds})`, seeds, style: styles.get(rule)!, points };
    });
    const svg = learningCurvePlot(env, lines, axis, robust);
    return svg === undefined ? [] : [{ env, svg }];
  });
}

/** The figure of one environment; undefined where no line has a point. */
export function learningCurvePlot(
  env: string,
  all: readonly CurveLine[],
  axis: CurveAxis,
  robust: boolean,
  unit: Unit = "seed",
): string | undefined {
  const lines = all.filter(({ points }) => points.length > 0);
  if (lines.length === 0) return undefined;
  return lineFigure(
    {
      title: `${env}: learning curves, ${unitCount(
        lines.map(({ seeds }) => seeds),
        unit,
      )}`,
      subtitle: `Return during training, ${bandText(lines, robust, unit)}`,
    },
    lines,
    { x: AXIS_NAMES[axis], y: "return per episode (mean of the bin)" },
  );
}
