import { type Aggregates, aggregates } from "./aggregates.js";
import { bootstrapInterval, type Interval } from "./bootstrap.js";
import {
  averageProbabilityOfImprovement,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from "./improvement.js";
import { iqm, mean, std } from "./location.js";
import { type CountedTrial, countedIn, type TrialOutcome, unique } from "./outcome.js";
import { type PairedDifference, pairedDifference } from "./paired.js";
import { ruleScores, type ScoreRanges } from "./scores.js";

/** A measure over the seeds of an arm. */
export interface MeasureSummary {
  readonly mean: number;
  /** ddof 0. */
  readonly std: number;
  /** Percentile bootstrap over seeds; [x, x] for a single seed. */
  readonly meanCi95: Interval;
  readonly iqm: number;
  /** Percentile bootstrap over seeds; [x, x] for a single seed. */
  readonly iqmCi95: Interval;
}

/** Scores against labels over the seeds of an arm. */
export interface LabelSummary {
  /** Share of steps in which the action was the label. */
  readonly accuracy: MeasureSummary;
  /** Mean of −log p(label), in nats. */
  readonly logLoss: MeasureSummary;
}

/** Trials that were planned and do not count. Those that count may be the luckier ones, so tables must tell. */
export interface LeftOut {
  /** Trials that failed. */
  readonly failed: number;
  /** Trials that were interrupted, have not begun, or ended without a completed episode. */
  readonly unfinished: number;
}

/** One rule in one environment. */
export interface Arm extends LeftOut {
  readonly env: string;
  readonly rule: string;
  /** Trials that count: those done. */
  readonly seeds: number;
  readonly averageReturn: MeasureSummary;
  readonly finalReturn: MeasureSummary;
  /** Of the trials that count and were evaluated; left out when none was. */
  readonly evaluationReturn?: MeasureSummary;
  /** By evaluation, of the trials that count and were told labels in it; left out when none was. */
  readonly labels?: Readonly<Record<string, LabelSummary>>;
}

/** One rule in one environment, none of whose trials counts. */
export interface EmptyArm extends LeftOut {
  readonly env: string;
  readonly rule: string;
  /** Of `unfinished`, those that are done, but without a completed episode; left out when there is none. */
  readonly withoutEpisode?: number;
}

/** Rule `a` against rule `b` in one environment, by average return. */
export interface Comparison {
  readonly env: string;
  readonly a: string;
  readonly b: string;
  /** That a seed of `a` does better than a seed of `b`, ties one half. */
  readonly probabilityOfImprovement: number;
  readonly ci95: Interval;
  /** Over the seeds that count in both; left out when they are fewer than two. */
  readonly pairedDifference?: PairedDifference;
}

/** One rule over all environments, by normalised average return. */
export interface RuleAggregates extends Aggregates, LeftOut {
  readonly rule: string;
  readonly environments: number;
  /** Trials that count, over all environments. */
  readonly runs: number;
}

/** Rule `a` against rule `b` over all environments, by average return. */
export interface OverallComparison {
  readonly a: string;
  readonly b: string;
  /** Averaged over environments. */
  readonly probabilityOfImprovement: number;
  readonly ci95: Interval;
}

export interface Summary {
  readonly arms: readonly Arm[];
  readonly comparisons: readonly Comparison[];
  /** Arms without a trial that counts; left out when there is none. */
  readonly emptyArms?: readonly EmptyArm[];
  /**
   * Over environments, by rule. Left out unless every environment has a score range and every rule a trial that
   * counts in every environment.
   */
  readonly aggregates?: readonly RuleAggregates[];
  /**
   * Over environments, by pair of rules. Left out where there is one environment, or a rule without a trial that
   * counts in every one; needs no score ranges.
   */
  readonly overallComparisons?: readonly OverallComparison[];
}

export interface SummaryOptions {
  /** Whether what is over all environments is told; true unless given. */
  readonly isOverall?: boolean;
}

/**
 * The summary of one measure over seeds.
 *
 * @throws RangeError when there is no value
 */
export function summariseMeasure(values: readonly number[]): MeasureSummary {
  return {
    mean: mean(values),
    std: std(values),
    meanCi95: bootstrapInterval(values, mean),
    iqm: iqm(values),
    iqmCi95: bootstrapInterval(values, iqm),
  };
}

/**
 * Sums trials up: an arm per environment and rule, and a comparison per environment and pair of
 * rules, both in the order in which environments and rules first appear. Only trials with status
 * "done" and an episode to their name count; arms tell how many others there were, and an arm without
 * any that counts stands in `emptyArms`. Deterministic: the order of an arm's trials makes no difference.
 *
 * @param ranges what counts as 0 and 1 in each environment, for `aggregates`; none unless given
 */
export function summarise(
  trials: readonly TrialOutcome[],
  ranges: ScoreRanges = new Map(),
  { isOverall = true }: SummaryOptions = {},
): Summary {
  const arms: Arm[] = [];
  const emptyArms: EmptyArm[] = [];
  const comparisons: Comparison[] = [];
  const rules = unique(trials, "rule");
  for (const env of unique(trials, "env")) {
    const present: PresentArm[] = [];
    for (const rule of rules) {
      const trialsHere = trials.filter((trial) => trial.env === env && trial.rule === rule);
      const counted = countedIn(trialsHere, env, rule);
      const name = { env, rule };
      if (counted.length > 0) {
        present.push({ rule, counted });
        arms.push({ ...name, ...armOf(counted), ...leftOut(trialsHere, counted.length) });
      } else if (trialsHere.length > 0) emptyArms.push({ ...name, ...emptyOf(trialsHere) });
    }
    comparisons.push(...pairsOf(present).map(([a, b]) => comparisonOf(env, a, b)));
  }
  return {
    ...{ arms, comparisons },
    ...(emptyArms.length > 0 && { emptyArms }),
    ...(isOverall && overall(trials, arms, ranges)),
  };
}

interface PresentArm {
  readonly rule: string;
  readonly counted: readonly CountedTrial[];
}

function armOf(counted: readonly CountedTrial[]): Omit<Arm, "env" | "rule" | keyof LeftOut> {
  const evaluations = counted.flatMap(({ evaluationReturn }) => evaluationReturn ?? []);
  const labels = labelsOf(counted);
  return {
    seeds: counted.length,
    averageReturn: summariseMeasure(counted.map(({ averageReturn }) => averageReturn)),
    finalReturn: summariseMeasure(counted.map(({ finalReturn }) => finalReturn)),
    ...(evaluations.length > 0 && { evaluationReturn: summariseMeasure(evaluations) }),
    ...(labels && { labels }),
  };
}

function labelsOf(counted: readonly CountedTrial[]): Arm["labels"] {
  const names = [...new Set(counted.flatMap(({ labels = {} }) => Object.keys(labels)))];
  if (names.length === 0) return undefined;
  const summaries = names.map((name) => {
    const scores = counted.flatMap(({ labels }) => labels?.[name] ?? []);
    const accuracy = summariseMeasure(scores.map((one) => one.accuracy));
    return [name, { accuracy, logLoss: summariseMeasure(scores.map((one) => one.logLoss)) }] as const;
  });
  return Object.fromEntries(summaries);
}

function leftOut(trials: readonly TrialOutcome[], counted: number): LeftOut {
  const failed = trials.filter(({ status }) => status === "failed").length;
  return { failed, unfinished: trials.length - failed - counted };
}

function emptyOf(trials: readonly TrialOutcome[]): Omit<EmptyArm, "env" | "rule"> {
  const withoutEpisode = trials.filter(({ status }) => status === "done").length;
  return { ...leftOut(trials, 0), ...(withoutEpisode > 0 && { withoutEpisode }) };
}

function comparisonOf(env: string, a: PresentArm, b: PresentArm): Comparison {
  const averagesOf = (arm: PresentArm): number[] => arm.counted.map(({ averageReturn }) => averageReturn);
  const bySeed = new Map(b.counted.map(({ seed, averageReturn }) => [seed, averageReturn]));
  const differences = a.counted.flatMap(({ seed, averageReturn }) => {
    const other = bySeed.get(seed);
    return other === undefined ? [] : averageReturn - other;
  });
  return {
    ...{ env, a: a.rule, b: b.rule },
    probabilityOfImprovement: probabilityOfImprovement(averagesOf(a), averagesOf(b)),
    ci95: probabilityOfImprovementInterval(averagesOf(a), averagesOf(b)),
    ...(differences.length >= 2 && { pairedDifference: pairedDifference(differences) }),
  };
}

function overall(
  trials: readonly TrialOutcome[],
  arms: readonly Arm[],
  ranges: ScoreRanges,
): Pick<Summary, "aggregates" | "overallComparisons"> {
  const environments = unique(trials, "env");
  const scores = ruleScores(trials, ranges);
  const ownScale = new Map(environments.map((env) => [env, { low: 0, high: 1 }]));
  const returns = environments.length > 1 ? ruleScores(trials, ownScale) : undefined;
  const ofRule = (rule: string): readonly Arm[] => arms.filter((arm) => arm.rule === rule);
  const sum = (rule: string, key: "seeds" | keyof LeftOut): number =>
    ofRule(rule).reduce((total, arm) => total + arm[key], 0);
  return {
    ...(scores && {
      aggregates: [...scores].map(([rule, tasks]) => ({
        ...{ rule, environments: tasks.length, runs: sum(rule, "seeds") },
        ...{ failed: sum(rule, "failed"), unfinished: sum(rule, "unfinished") },
        ...aggregates(tasks),
      })),
    }),
    ...(returns && {
      overallComparisons: pairsOf([...returns]).map(([[a, tasksA], [b, tasksB]]) => {
        const { value, ci95 } = averageProbabilityOfImprovement(tasksA, tasksB);
        return { a, b, probabilityOfImprovement: value, ci95 };
      }),
    }),
  };
}

/** Each two, the earlier first. */
function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}
