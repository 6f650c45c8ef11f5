import { bootstrapInterval, type Interval } from "./bootstrap.js";
import { countedTaskMeans } from "./counted.js";
import { estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { heldOutLabels, type PairedLabels } from "./held-out-labels.js";
import { mean } from "./location.js";
import { countedIn, type TrialOutcome } from "./outcome.js";
import type { Arm, Comparison, LeftOut, MeasureSummary, Summary } from "./summary.js";
import { checkTaskScores, type Estimate } from "./task-scores.js";

/** The environments that the splits of a task family are, by their names. */
export interface FamilyEnvironments {
  readonly family: string;
  readonly training?: string;
  readonly validation?: string;
  readonly heldOut?: string;
}

/** A mean over the tasks of a split. */
export interface TaskMean {
  readonly mean: number;
  /** Percentile bootstrap over tasks; [x, x] for a single one. */
  readonly ci95: Interval;
}

/** Mean return over all episodes, over the tasks of a split: one task a seed. */
export interface SplitReturn extends LeftOut, TaskMean {
  /** Tasks: trials that count. */
  readonly seeds: number;
  /** By evaluation: scores against labels; left out where none were told. */
  readonly labels?: Readonly<Record<string, { readonly accuracy: TaskMean; readonly logLoss: TaskMean }>>;
}

/** How one rule does on the tasks of a family. A split is left out that is not compared, or in which no trial counts. */
export interface FamilyRule {
  readonly rule: string;
  readonly training?: SplitReturn;
  readonly validation?: SplitReturn;
  readonly heldOut?: SplitReturn;
  /** Mean on held-out tasks less that on training tasks; left out without either. */
  readonly heldOutMinusTraining?: Estimate;
}

/** Rule `a` against rule `b` on held-out tasks; pairs share the task. */
export interface HeldOutComparison extends Omit<Comparison, "env"> {
  /** By evaluation: a's scores against labels less b's; left out unless two tasks that both have done told some. */
  readonly labels?: PairedLabels;
}

/**
 * What the best policy returns on average in an environment's task of a seed, where that is known. Random play has to return
 * 0 there, for shares of it to tell something.
 */
export type OptimalReturn = (env: string, seed: number) => number | undefined;

/** How rules do on tasks that they, their settings and whatever was evolved have not seen. */
export interface FamilySummary {
  readonly family: string;
  /** In the order of tables. */
  readonly rules: readonly FamilyRule[];
  /**
   * As `rules`, of returns as shares of the best policy's on the same task. Left out unless that is known of every task
   * that counts.
   */
  readonly sharesOfOptimum?: readonly FamilyRule[];
  /** The same as `comparisons` has of the held-out split; empty without one. */
  readonly heldOutComparisons: readonly HeldOutComparison[];
}

const SPLITS = ["training", "validation", "heldOut"] as const;

/**
 * Sums trials up by task family.
 *
 * @param summary of the same trials
 * @param optimum of the families' tasks; unknown unless given
 */
export function summariseFamilies(
  trials: readonly TrialOutcome[],
  { arms, comparisons }: Pick<Summary, "arms" | "comparisons">,
  families: readonly FamilyEnvironments[],
  optimum: OptimalReturn = () => undefined,
): FamilySummary[] {
  return families.map(({ family, ...environments }) => {
    const own = SPLITS.flatMap((split) => environments[split] ?? []);
    const here = arms.filter(({ env }) => own.includes(env));
    const returns = here.map((arm) => valuesOf(trials, arm, ({ averageReturn }) => averageReturn));
    const shares = here.map((arm) =>
      valuesOf(
        trials,
        arm,
        ({ averageReturn, seed }) => averageReturn / (optimum(arm.env, seed) ?? Number.NaN),
      ),
    );
    const areKnown = here.length > 0 && shares.flat().every(Number.isFinite);
    return {
      family,
      rules: familyRules(
        here.map((arm, k) => ({ arm, values: returns[k]!, told: splitReturn(arm) })),
        environments,
      ),
      ...(areKnown && {
        sharesOfOptimum: familyRules(
          here.map((arm, k) => ({ arm, values: shares[k]!, told: splitShare(arm, shares[k]!) })),
          environments,
        ),
      }),
      heldOutComparisons: comparisons
        .filter(({ env }) => env === environments.heldOut)
        .map(({ env, ...comparison }) => {
          const labels = heldOutLabels(
            countedIn(trials, env, comparison.a),
            countedIn(trials, env, comparison.b),
          );
          return { ...comparison, ...(labels && { labels }) };
        }),
    };
  });
}

/** One rule on one split. */
interface SplitArm {
  readonly arm: Arm;
  /** One a task. */
  readonly values: readonly number[];
  readonly told: SplitReturn;
}

function familyRules(
  arms: readonly SplitArm[],
  environments: Omit<FamilyEnvironments, "family">,
): FamilyRule[] {
  return [...new Set(arms.map(({ arm }) => arm.rule))].map((rule) => {
    const of = (split: (typeof SPLITS)[number]): SplitArm | undefined =>
      arms.find(({ arm }) => arm.env === environments[split] && arm.rule === rule);
    const [heldOut, training] = [of("heldOut"), of("training")];
    return {
      rule,
      ...Object.fromEntries(
        SPLITS.flatMap((split) => {
          const one = of(split);
          return one === undefined ? [] : [[split, one.told] as const];
        }),
      ),
      ...(heldOut &&
        training && { heldOutMinusTraining: differenceOfMeans(heldOut.values, training.values) }),
    };
  });
}

function valuesOf(
  trials: readonly TrialOutcome[],
  { env, rule }: Arm,
  value: (trial: ReturnType<typeof countedIn>[number]) => number,
): number[] {
  return countedIn(trials, env, rule).map(value);
}

/**
 * The mean of `a` less that of `b`, for samples that are independent of each other: both are resampled.
 *
 * @throws RangeError when either is empty
 */
export function differenceOfMeans(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options?: ResamplingOptions,
): Estimate {
  checkTaskScores([a, b]);
  const means = countedTaskMeans([a, b]);
  const [difference] = estimate(
    [a.length, b.length],
    1,
    (counts, out) => {
      const [first, second] = means(counts);
      out[0] = first! - second!;
    },
    options,
  );
  return difference!;
}

function splitReturn({ seeds, failed, unfinished, averageReturn, labels }: Arm): SplitReturn {
  return {
    ...{ seeds, failed, unfinished, ...taskMean(averageReturn) },
    ...(labels && {
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, { accuracy, logLoss }]) => [
          name,
          { accuracy: taskMean(accuracy), logLoss: taskMean(logLoss) },
        ]),
      ),
    }),
  };
}

function splitShare({ seeds, failed, unfinished }: Arm, shares: readonly number[]): SplitReturn {
  return { seeds, failed, unfinished, mean: mean(shares), ci95: bootstrapInterval(shares, mean) };
}

const taskMean = ({ mean, meanCi95 }: MeasureSummary): TaskMean => ({ mean, ci95: meanCi95 });
