import type { Arm, MeasureSummary } from "../statistics/index.js";
import { ROBUST_SEEDS } from "./curve-bands.js";
import type { Figure } from "./figure.js";
import { type IntervalPanel, intervalPanels } from "./interval-panels.js";
import { armLabel } from "./labels.js";
import { type LineStyle, lineStyles } from "./palette.js";
import { bandText, type Unit } from "./units.js";

const MEASURES = [
  { key: "averageReturn", title: "average return", axis: "over all episodes" },
  { key: "finalReturn", title: "final return", axis: "over the last tenth of them" },
  { key: "evaluationReturn", title: "evaluation return", axis: "without learning" },
] as const;

/**
 * One figure per environment: the returns of each rule as points with their 95 % bootstrap intervals, one row
 * a rule, in the order given, one panel a measure. Interquartile means where every rule has at least five
 * seeds, else means.
 *
 * @param splits those environments whose seeds are the tasks of a family's split
 */
export function returnPlots(
  arms: readonly Arm[],
  styles: ReadonlyMap<string, LineStyle> = lineStyles([...new Set(arms.map(({ rule }) => rule))]),
  splits: ReadonlySet<string> = new Set(),
): Figure[] {
  return [...new Set(arms.map(({ env }) => env))].map((env) => ({
    env,
    svg: returnPlot(
      env,
      arms.filter((arm) => arm.env === env),
      styles,
      splits.has(env) ? "task" : "seed",
    ),
  }));
}

function returnPlot(
  env: string,
  arms: readonly Arm[],
  styles: ReadonlyMap<string, LineStyle>,
  unit: Unit,
): string {
  const robust = arms.every(({ seeds }) => seeds >= ROBUST_SEEDS);
  const cell = (measure: MeasureSummary | undefined, seeds: number): IntervalPanel["cells"][number] => {
    if (measure === undefined) return undefined;
    const [value, interval] = robust ? [measure.iqm, measure.iqmCi95] : [measure.mean, measure.meanCi95];
    return seeds === 1 ? { value } : { value, interval };
  };
  const panels = MEASURES.map(
    ({ key, ...names }): IntervalPanel => ({
      ...names,
      cells: arms.map((arm) => cell(arm[key], arm.seeds)),
    }),
  );
  return intervalPanels(
    { title: `${env}: returns`, subtitle: `Return per episode, ${bandText(arms, robust, unit)}` },
    arms.map((arm) => [{ text: armLabel(arm), style: styles.get(arm.rule)! }]),
    panels.filter(({ cells }) => cells.some((one) => one !== undefined)),
  );
}
