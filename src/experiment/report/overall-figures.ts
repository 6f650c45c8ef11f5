import { aggregatePlot, sampleEfficiencyPlot } from "../../report/across-plots.js";
import { BAND_RESAMPLES } from "../../report/curve-bands.js";
import { countText } from "../../report/labels.js";
import { isMatrix, pairPlot } from "../../report/pair-plots.js";
import { profilePlot } from "../../report/profile-plots.js";
import { ruleScores, sampleEfficiencyCurve } from "../../statistics/index.js";
import {
  AGGREGATE_CAPTION,
  EFFICIENCY_CAPTION,
  matrixCaption,
  OVERALL_PAIRS_CAPTION,
  OVERALL_PROFILE_CAPTION,
} from "./captions.js";
import type { EnvironmentFigures } from "./environment-figures.js";
import { type ReportData, rangesOf } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";

type Efficiency = EnvironmentFigures["efficiency"];

/**
 * The figures over all environments; none where there is one environment, or where rules cannot be compared over
 * all of them.
 *
 * @param efficiencies normalised returns over training, of each environment
 */
export function drawOverall(data: ReportData, efficiencies: readonly Efficiency[]): ReportFigure[] {
  if (!data.isOverall) return [];
  const { overallComparisons: pairs = [] } = data.summary;
  const figures = [...drawAggregates(data), ...drawEfficiency(data, efficiencies)];
  if (pairs.length === 0) return figures;
  const title = `Over ${data.environments.length} environments: pairs of rules`;
  return [
    ...figures,
    {
      ...{ env: undefined, name: "overall-pairs", heading: "Pairs of rules" },
      svg: pairPlot(title, pairs, data.summary.arms, data.styles),
      caption: isMatrix(pairs.length) ? matrixCaption("seed") : OVERALL_PAIRS_CAPTION,
    },
  ];
}

function drawAggregates({ run, trials, summary, environments, styles }: ReportData): ReportFigure[] {
  const scores = ruleScores(trials, rangesOf(run));
  if (summary.aggregates === undefined || scores === undefined) return [];
  const lone = summary.arms.every(({ seeds }) => seeds === 1);
  const rules = summary.aggregates.map((aggregates) => ({
    label: `${aggregates.rule} (${countText(aggregates.runs, aggregates)} runs)`,
    style: styles.get(aggregates.rule)!,
    aggregates,
  }));
  const labels = new Map(summary.aggregates.map(({ rule }, i) => [rule, rules[i]!.label]));
  return [
    {
      ...{ env: undefined, name: "overall-aggregates", heading: "Aggregates" },
      svg: aggregatePlot(rules, environments.length, lone),
      caption: AGGREGATE_CAPTION,
    },
    {
      ...{ env: undefined, name: "overall-profiles", heading: "Performance profiles" },
      svg: profilePlot(
        {
          title: `Over ${environments.length} environments: performance profiles`,
          subtitle: "Normalised average return, band: 95 % bootstrap interval",
        },
        [...scores].map(([rule, tasks]) => ({
          label: labels.get(rule)!,
          style: styles.get(rule)!,
          scores: tasks,
        })),
        "normalised return",
      ),
      caption: OVERALL_PROFILE_CAPTION,
    },
  ];
}

function drawEfficiency(
  { environments, styles, summary }: ReportData,
  efficiencies: readonly Efficiency[],
): ReportFigure[] {
  const rules = [...styles.keys()];
  const isWhole = efficiencies.every((efficiency) => rules.every((rule) => efficiency.has(rule)));
  if (!isWhole) return [];
  const lines = rules.map((rule) => ({
    label: rule,
    style: styles.get(rule)!,
    estimates: sampleEfficiencyCurve(
      efficiencies.map((efficiency) => efficiency.get(rule)!),
      { resamples: BAND_RESAMPLES },
    ),
  }));
  const lone = summary.arms.every(({ seeds }) => seeds === 1);
  return [
    {
      ...{ env: undefined, name: "overall-sample-efficiency", heading: "Sample efficiency" },
      svg: sampleEfficiencyPlot(lines, environments.length, lone),
      caption: EFFICIENCY_CAPTION,
    },
  ];
}
