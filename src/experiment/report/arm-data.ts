import { readDiagnostics, readEvaluations } from "../../export/run-data.js";
import {
  type BandPoint,
  bandOf,
  type CurveAxis,
  curveBand,
  ROBUST_SEEDS,
  rebin,
} from "../../report/curve-bands.js";
import { type DiagnosticsLine, QUANTITIES } from "../../report/diagnostics-plot.js";
import { LABEL_SCORES, type LabelScoreKey } from "../../report/label-plot.js";
import { armLabel } from "../../report/labels.js";
import type { CurveLine } from "../../report/learning-curve-plots.js";
import type { LineStyle } from "../../report/palette.js";
import { type Arm, mean, normalised } from "../../statistics/index.js";
import type { Plan, PlannedArm } from "../plan.js";
import { labelScores } from "../probes/label-scores.js";
import type { DiagnosticsPoint, EvaluationPoint } from "../probes/lines.js";
import type { ProbePosition } from "../probes/probe.js";
import { readCurve, type TrialOnDisk } from "../store/read-run.js";

/** Points of a run in the curve of sample efficiency. */
const EFFICIENCY_POINTS = 40;

/** What figures show of an arm over time: summed up, so that no curve needs to be kept. */
export interface ArmCurves {
  readonly arm: PlannedArm;
  readonly learning: CurveLine;
  /** Normalised returns of each run at evenly spaced points of its budget; empty without a score range. */
  readonly efficiency: readonly Float64Array[];
  /** Undefined unless there were two evaluations or more. */
  readonly evaluation: CurveLine | undefined;
  /** Scores against labels in such evaluations. */
  readonly labels: readonly LabelLine[];
  readonly diagnostics: readonly DiagnosticsLine[];
  /** Units of each layer that was looked at, the output layer last. */
  readonly layers: readonly number[];
}

/** What an arm scored against labels in one evaluation. */
export interface LabelLine {
  readonly evaluation: string;
  readonly score: LabelScoreKey;
  readonly line: CurveLine;
}

export interface CurveOptions {
  readonly axis: CurveAxis;
  /** Whether every rule of the environment has seeds enough for interquartile means. */
  readonly robust: boolean;
  readonly style: LineStyle;
  readonly probes: Pick<Plan, "evaluation" | "diagnostics">;
}

/** What figures of an environment count: trials with a budget of steps have different numbers of episodes. */
export function axisOf(env: string, arms: readonly PlannedArm[]): CurveAxis {
  return arms.some((arm) => arm.env === env && "steps" in arm.budget) ? "step" : "episode";
}

export function isRobust(arms: readonly Arm[]): boolean {
  return arms.every(({ seeds }) => seeds >= ROBUST_SEEDS);
}

/** Reads the curves of an arm's trials that count, and sums them up. @throws {UsageError} */
export function readArmCurves(
  summary: Arm,
  trials: readonly TrialOnDisk[],
  { axis, robust, style, probes }: CurveOptions,
): ArmCurves {
  const { arm } = trials[0]!;
  const centre = robust ? "iqm" : "mean";
  const counted = trials.filter(({ status }) => status?.status === "done" && status.averageReturn !== null);
  const curves = counted.map((trial) => ({ seed: trial.seed, points: readCurve(trial.folder) }));
  const filled = curves.filter(({ points }) => points.length > 0);
  const named = { label: armLabel(summary), style };
  const { scoreRange } = arm;
  const points = probes.evaluation?.points ?? 1;
  const evaluated = counted
    .map((trial) => readEvaluations(trial).map((one) => ({ ...one, point: pointOf(one, arm, points) })))
    .filter((lines) => lines.length > 1);
  const lineOf = (read: (one: EvaluationPoint) => number | undefined): CurveLine | undefined => {
    const runs = evaluated
      .map((lines) =>
        lines.flatMap((one): Sample[] => {
          const value = read(one);
          return value === undefined ? [] : [{ point: one.point, x: one[axis], value }];
        }),
      )
      .filter((samples) => samples.length > 0);
    if (runs.length === 0) return undefined;
    return { ...named, seeds: runs.length, points: bandWhereKnown(runs, centre) };
  };
  const measured = counted.map(readDiagnostics);
  return {
    arm,
    learning: { ...named, seeds: filled.length, points: curveBand(filled, axis, centre) },
    efficiency:
      scoreRange === undefined
        ? []
        : filled.map(({ points }) =>
            rebin(points, axis, points.at(-1)![axis], EFFICIENCY_POINTS).map((value) =>
              normalised(value, scoreRange),
            ),
          ),
    evaluation: lineOf(({ meanReturn }) => meanReturn),
    labels: Object.keys(summary.labels ?? {}).flatMap((evaluation) =>
      LABEL_SCORES.flatMap(({ key: score }) => {
        const line = lineOf((one) => labelScores(one)[evaluation]?.[score]);
        return line === undefined ? [] : [{ evaluation, score, line }];
      }),
    ),
    diagnostics: diagnosticsOf(arm, style, measured, axis, probes.diagnostics?.points ?? 1),
    layers: measured.find((lines) => lines.length > 0)?.[0]?.layers.map(({ units }) => units) ?? [],
  };
}

/** The means over an arm's trials of all that was measured, from the lines of each. */
export function diagnosticsOf(
  arm: PlannedArm,
  style: LineStyle,
  runs: readonly (readonly DiagnosticsPoint[])[],
  axis: CurveAxis,
  points: number,
): DiagnosticsLine[] {
  const diagnosed = runs
    .map((lines) => lines.map((one) => ({ ...one, point: pointOf(one, arm, points) })))
    .filter((lines) => lines.length > 0);
  return diagnosed.length === 0 ? [] : diagnosticsLines(arm, style, diagnosed, axis);
}

/** A value at a point of the budget, counted from 1. */
interface Sample {
  readonly point: number;
  readonly x: number;
  readonly value: number;
}

/** Equal for all seeds, whose probes may look a few episodes late when sub-environments end together. */
function pointOf({ episode, step }: ProbePosition, { budget }: PlannedArm, points: number): number {
  const share = "steps" in budget ? step / budget.steps : episode / budget.episodes;
  return Math.round(share * points);
}

/** Means over the seeds of which something can be told. */
function diagnosticsLines(
  { rule }: PlannedArm,
  style: LineStyle,
  runs: readonly (readonly (DiagnosticsPoint & { readonly point: number })[])[],
  axis: CurveAxis,
): DiagnosticsLine[] {
  const layers = runs[0]![0]!.layers.length;
  return QUANTITIES.flatMap(({ key }) =>
    Array.from({ length: layers }, (_, layer) => {
      const known = runs.map((run) =>
        run.flatMap((one): Sample[] => {
          const value = one.layers[layer]?.[key] ?? null;
          return value === null ? [] : [{ point: one.point, x: one[axis], value }];
        }),
      );
      return { rule, style, quantity: key, layer, points: bandWhereKnown(known, "mean") };
    }),
  );
}

/** Summed up at each point over the runs that have a value there; points of the same runs in one go. */
function bandWhereKnown(runs: readonly (readonly Sample[])[], centre: "mean" | "iqm"): BandPoint[] {
  const samples = runs.map((run) => new Map(run.map((sample) => [sample.point, sample])));
  const groups = new Map<string, { readonly points: number[]; readonly having: typeof samples }>();
  for (const point of new Set(runs.flatMap((run) => run.map((sample) => sample.point)))) {
    const having = samples.filter((run) => run.has(point));
    const key = having.map((run) => samples.indexOf(run)).join();
    if (!groups.has(key)) groups.set(key, { points: [], having });
    groups.get(key)!.points.push(point);
  }
  const found = new Map<number, BandPoint>();
  for (const { points, having } of groups.values()) {
    const band = bandOf(
      points.map((point) => mean(having.map((run) => run.get(point)!.x))),
      having.map((run) => points.map((point) => run.get(point)!.value)),
      centre,
    );
    points.forEach((point, i) => {
      found.set(point, band[i]!);
    });
  }
  return withGaps([...found].sort(([a], [b]) => a - b));
}

/** Where points are missing no line is to be drawn: something without a value stands there. */
function withGaps(found: readonly (readonly [point: number, band: BandPoint])[]): BandPoint[] {
  return found.flatMap(([point, band], i) => {
    const [next, after] = found[i + 1] ?? [point + 1, band];
    const nothing = Number.NaN;
    return next === point + 1
      ? [band]
      : [band, { x: (band.x + after.x) / 2, value: nothing, low: nothing, high: nothing }];
  });
}
