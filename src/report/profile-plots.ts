import { performanceProfile, type TaskScores } from "../statistics/index.js";
import { BAND_RESAMPLES } from "./curve-bands.js";
import type { FigureText } from "./figure.js";
import { lineFigure } from "./line-figure.js";
import type { LineStyle } from "./palette.js";

/** Points of each profile. */
const TAUS = 101;

/** A rule's scores, one list a task. */
export interface ScoredRule {
  readonly label: string;
  readonly style: LineStyle;
  readonly scores: TaskScores;
}

/**
 * Performance profiles: for each score τ the share of runs that exceed it.
 *
 * @param axis what scores are
 */
export function profilePlot(text: FigureText, rules: readonly ScoredRule[], axis: string): string {
  const all = rules.flatMap(({ scores }) => scores.flatMap((runs) => Array.from(runs)));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const slack = most > least ? 0.03 * (most - least) : Math.max(1, Math.abs(most) / 10);
  const low = least - slack;
  const high = most + slack;
  const taus = Array.from({ length: TAUS }, (_, i) => low + ((high - low) * i) / (TAUS - 1));
  const lines = rules.map(({ label, style, scores }) => ({
    label,
    style,
    points: performanceProfile(scores, taus, { resamples: BAND_RESAMPLES }).map(({ tau, ...point }) => ({
      x: tau,
      ...point,
    })),
  }));
  return lineFigure(text, lines, {
    ...{ x: `${axis} τ`, y: "share of runs above τ" },
    ...{ xDomain: [low, high], yDomain: [0, 1], yMark: 0.5, legend: "list", curve: "step-after" },
  });
}
