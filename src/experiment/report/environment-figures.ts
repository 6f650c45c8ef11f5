import { diagnosticsPlot } from "../../report/diagnostics-plot.js";
import { evaluationPlot } from "../../report/evaluation-plot.js";
import { LABEL_SCORES, labelPlot } from "../../report/label-plot.js";
import { armLabel } from "../../report/labels.js";
import { AXIS_NAMES, learningCurvePlot } from "../../report/learning-curve-plots.js";
import { isMatrix, pairPlots } from "../../report/pair-plots.js";
import { profilePlot, type ScoredRule } from "../../report/profile-plots.js";
import { returnPlots } from "../../report/return-plots.js";
import { type Unit, unitCount } from "../../report/units.js";
import type { Arm } from "../../statistics/index.js";
import { type ArmCurves, axisOf, isRobust, readArmCurves } from "./arm-data.js";
import {
  diagnosticsCaption,
  evaluationCaption,
  labelCaption,
  learningCaption,
  matrixCaption,
  pairsCaption,
  profileCaption,
  returnsCaption,
} from "./captions.js";
import type { ReportData } from "./report-data.js";
import { environmentFolder, type ReportFigure } from "./report-figure.js";

/** The figures of an environment, and what those over all environments need of its curves. */
export interface EnvironmentFigures {
  readonly figures: readonly ReportFigure[];
  /** Normalised returns over training, by rule; empty without a score range. */
  readonly efficiency: ReadonlyMap<string, readonly Float64Array[]>;
}

/** Reads the curves of an environment's trials and draws all that there is to draw. @throws {UsageError} */
export function drawEnvironment(env: string, data: ReportData): EnvironmentFigures {
  const { plan } = data.run;
  const arms = data.summary.arms.filter((arm) => arm.env === env);
  const folder = environmentFolder(env, plan.arms);
  const axis = axisOf(env, plan.arms);
  const unit = data.splits.has(env) ? "task" : "seed";
  const robust = isRobust(arms);
  const centre = robust ? "interquartile mean" : "mean";
  const curves = arms.map((arm) =>
    readArmCurves(
      arm,
      data.run.trials.filter(({ arm: own }) => own.env === env && own.rule === arm.rule),
      { axis, robust, style: data.styles.get(arm.rule)!, probes: plan },
    ),
  );
  const pairs = data.summary.comparisons.filter((comparison) => comparison.env === env);
  const { evaluation } = plan;
  const labelled = labelFigures(env, curves, { axis, robust, unit });
  const evaluations = curves.flatMap((one) => one.evaluation ?? []);
  const drawn: readonly (readonly [
    name: string,
    heading: string,
    svg: string | undefined,
    caption: string,
  ])[] = [
    [
      "learning-curves",
      "Learning curves",
      learningCurvePlot(
        env,
        curves.map(({ learning }) => learning),
        axis,
        robust,
        unit,
      ),
      learningCaption(centre, AXIS_NAMES[axis], unit),
    ],
    ["returns", "Returns", returnPlots(arms, data.styles, data.splits)[0]?.svg, returnsCaption(centre, unit)],
    ["profiles", "Performance profiles", drawProfiles(env, arms, data, unit), profileCaption(unit)],
    [
      "pairs",
      "Pairs of rules",
      pairPlots(pairs, arms, data.styles, data.splits)[0]?.svg,
      isMatrix(pairs.length) ? matrixCaption(unit) : pairsCaption(unit),
    ],
    [
      "evaluations",
      "Evaluations",
      evaluations.length === 0 || evaluation === undefined
        ? undefined
        : evaluationPlot(env, evaluations, { axis, robust, unit, policy: evaluation.policy }),
      evaluationCaption(centre, evaluation?.episodes ?? 0, evaluation?.policy ?? "", unit),
    ],
    ...labelled.map(
      ({ name, heading, svg }) =>
        [name, heading, svg, labelCaption(centre, evaluation!.episodes, unit)] as const,
    ),
    ["diagnostics", "Diagnostics", drawDiagnostics(env, curves, axis, unit), diagnosticsCaption(unit)],
  ];
  return {
    figures: drawn.flatMap(([name, heading, svg, caption]) =>
      svg === undefined ? [] : [{ env, name: `${name}-${folder}`, heading, svg, caption }],
    ),
    efficiency: new Map(
      curves.flatMap(({ arm, efficiency }) => (efficiency.length === 0 ? [] : [[arm.rule, efficiency]])),
    ),
  };
}

/** Undefined where no rule has two seeds: a profile of one tells nothing more than its return. */
function drawProfiles(
  env: string,
  arms: readonly Arm[],
  { trials, styles }: ReportData,
  unit: Unit,
): string | undefined {
  if (arms.every(({ seeds }) => seeds < 2)) return undefined;
  const rules = arms.map(
    (arm): ScoredRule => ({
      label: armLabel(arm),
      style: styles.get(arm.rule)!,
      scores: [
        trials
          .filter(({ env: own, rule, status }) => own === env && rule === arm.rule && status === "done")
          .flatMap(({ averageReturn }) => averageReturn ?? []),
      ],
    }),
  );
  const seeds = unitCount(
    arms.map((arm) => arm.seeds),
    unit,
  );
  return profilePlot(
    {
      title: `${env}: performance profiles, ${seeds}`,
      subtitle: "Average return, band: 95 % bootstrap interval",
    },
    rules,
    "average return",
  );
}

/** One for each score in each evaluation in which labels were told. */
function labelFigures(
  env: string,
  curves: readonly ArmCurves[],
  options: { readonly axis: "episode" | "step"; readonly robust: boolean; readonly unit: Unit },
): { readonly name: string; readonly heading: string; readonly svg: string }[] {
  const all = curves.flatMap(({ labels }) => labels);
  const evaluations = [...new Set(all.map(({ evaluation }) => evaluation))];
  return evaluations.flatMap((evaluation, k) =>
    LABEL_SCORES.map(({ key: score, name }) => ({
      name: `labels-${k + 1}-${name.replace(" ", "-")}`,
      heading: `Labels, ${evaluation}: ${name}`,
      svg: labelPlot(
        env,
        all.filter((one) => one.evaluation === evaluation && one.score === score).map(({ line }) => line),
        { score, evaluation, ...options },
      ),
    })),
  );
}

function drawDiagnostics(
  env: string,
  curves: readonly ArmCurves[],
  axis: "episode" | "step",
  unit: Unit,
): string | undefined {
  const diagnosed = curves.filter(({ diagnostics }) => diagnostics.length > 0);
  if (diagnosed.length === 0) return undefined;
  const columns = Math.max(...diagnosed.map(({ layers }) => layers.length));
  // The output layer is the last column, of networks with fewer layers too.
  const lines = diagnosed.flatMap(({ diagnostics, layers }) =>
    diagnostics.map((line) => (line.layer === layers.length - 1 ? { ...line, layer: columns - 1 } : line)),
  );
  const unitsIn = (column: number): string => {
    const counts = diagnosed.flatMap(({ layers }) =>
      column === columns - 1
        ? (layers.at(-1) ?? [])
        : column < layers.length - 1
          ? (layers[column] ?? [])
          : [],
    );
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? `${least} ${least === 1 ? "unit" : "units"}` : `${least} to ${most} units`;
  };
  const names = Array.from(
    { length: columns },
    (_, column) => `${column === columns - 1 ? "output layer" : `layer ${column + 1}`}, ${unitsIn(column)}`,
  );
  const seeds = diagnosed.map(({ learning }) => learning.seeds);
  return diagnosticsPlot(env, lines, {
    axis,
    layers: names,
    subtitle: `What rules did while they trained, ${unitCount(seeds, unit)}${
      seeds.every((count) => count === 1) ? ", so no interval" : ": mean, band: 95 % bootstrap interval"
    }`,
  });
}
