import type { CurveAxis } from "./curve-bands.js";
import { AXIS_NAMES, type CurveLine } from "./learning-curve-plots.js";
import { lineFigure } from "./line-figure.js";
import { bandText, type Unit, unitCount } from "./units.js";

/** What networks returned when they played without learning, as they were at several points of their training. */
export function evaluationPlot(
  env: string,
  lines: readonly CurveLine[],
  options: {
    readonly axis: CurveAxis;
    readonly robust: boolean;
    readonly policy: string;
    readonly unit: Unit;
  },
): string {
  const { axis, robust, policy, unit } = options;
  const counts = lines.map(({ seeds }) => seeds);
  return lineFigure(
    {
      title: `${env}: evaluations, ${unitCount(counts, unit)}`,
      subtitle: `Return without learning, ${policy} actions, ${bandText(lines, robust, unit)}`,
    },
    lines,
    { x: AXIS_NAMES[axis], y: "return per episode (mean of the evaluation)" },
  );
}
