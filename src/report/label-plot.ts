import type { CurveAxis } from "./curve-bands.js";
import { AXIS_NAMES, type CurveLine } from "./learning-curve-plots.js";
import { lineFigure } from "./line-figure.js";
import { bandText, type Unit, unitCount } from "./units.js";

export const LABEL_SCORES = [
  { key: "accuracy", name: "accuracy", unit: "share of actions that were the label" },
  { key: "logLoss", name: "log loss", unit: "mean of −log p(label), nats" },
] as const;

export type LabelScoreKey = (typeof LABEL_SCORES)[number]["key"];

/** What networks scored against labels in one evaluation, as they were at several points of their training. */
export function labelPlot(
  env: string,
  lines: readonly CurveLine[],
  options: {
    readonly score: LabelScoreKey;
    readonly evaluation: string;
    readonly axis: CurveAxis;
    readonly robust: boolean;
    readonly unit: Unit;
  },
): string {
  const { score, evaluation, axis, robust } = options;
  const counts = lines.map(({ seeds }) => seeds);
  const { name, unit } = LABEL_SCORES.find(({ key }) => key === score)!;
  return lineFigure(
    {
      title: `${env}: ${name}, ${evaluation}, ${unitCount(counts, options.unit)}`,
      subtitle: `Without learning, ${bandText(lines, robust, options.unit)}`,
    },
    lines,
    { x: AXIS_NAMES[axis], y: unit },
  );
}
