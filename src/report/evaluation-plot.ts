import type { CurveAxis } from "./curve-bands.js";
import { AXIS_NAMES, bandText, type CurveLine, seedCount } from "./learning-curve-plots.js";
import { lineFigure } from "./line-figure.js";

/** What networks returned when they played without learning, as they were at several points of their training. */
export function evaluationPlot(
  env: string,
  lines: readonly CurveLine[],
  { axis, robust, policy }: { readonly axis: CurveAxis; readonly robust: boolean; readonly policy: string },
): string {
  return lineFigure(
    {
      title: `${env}: evaluations, ${seedCount(lines.map(({ seeds }) => seeds))}`,
      subtitle: `Return without learning, ${policy} actions, ${bandText(lines, robust)}`,
    },
    lines,
    { x: AXIS_NAMES[axis], y: "return per episode (mean of the evaluation)" },
  );
}
