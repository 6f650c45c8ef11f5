import type { Interval } from "./bootstrap.js";
import { countedTaskMeans } from "./counted.js";
import { estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { countedIn, type TrialOutcome } from "./outcome.js";
import type { Arm, Comparison, LeftOut, Summary } from "./summary.js";
import { checkTaskScores, type Estimate } from "./task-scores.js";

/** The environments that the splits of a task family are, by their names. */
export interface FamilyEnvironments {
  readonly family: string;
  readonly training?: string;
  readonly validation?: string;
  readonly heldOut?: string;
}

/** Mean return over all episodes, over the tasks of a split: one task a seed. */
export interface SplitReturn extends LeftOut {
  /** Tasks: trials that count. */
  readonly seeds: number;
  readonly mean: number;
  /** Percentile bootstrap over tasks; [x, x] for a single one. */
  readonly ci95: Interval;
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
export type HeldOutComparison = Omit<Comparison, "env">;

/** How rules do on tasks that they, their settings and whatever was evolved have not seen. */
export interface FamilySummary {
  readonly family: string;
  /** In the order of tables. */
  readonly rules: readonly FamilyRule[];
  /** The same as `comparisons` has of the held-out split; empty without one. */
  readonly heldOutComparisons: readonly HeldOutComparison[];
}

const SPLITS = ["training", "validation", "heldOut"] as const;

/**
 * Sums trials up by task family.
 *
 * @param summary of the same trials
 */
export function summariseFamilies(
  trials: readonly TrialOutcome[],
  { arms, comparisons }: Pick<Summary, "arms" | "comparisons">,
  families: readonly FamilyEnvironments[],
): FamilySummary[] {
  return families.map(({ family, ...environments }) => {
    const own = SPLITS.flatMap((split) => environments[split] ?? []);
    const rules = [...new Set(arms.filter(({ env }) => own.includes(env)).map(({ rule }) => rule))];
    return {
      family,
      rules: rules.map((rule): FamilyRule => {
        const found = SPLITS.flatMap((split) => {
          const arm = arms.find((one) => one.env === environments[split] && one.rule === rule);
          return arm === undefined ? [] : [[split, splitReturn(arm)] as const];
        });
        const returnsIn = (env: string | undefined): number[] =>
          countedIn(trials, env ?? "", rule).map(({ averageReturn }) => averageReturn);
        const [heldOut, training] = [returnsIn(environments.heldOut), returnsIn(environments.training)];
        return {
          rule,
          ...Object.fromEntries(found),
          ...(heldOut.length > 0 &&
            training.length > 0 && { heldOutMinusTraining: differenceOfMeans(heldOut, training) }),
        };
      }),
      heldOutComparisons: comparisons
        .filter(({ env }) => env === environments.heldOut)
        .map(({ env: _, ...comparison }) => comparison),
    };
  });
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

function splitReturn({ seeds, failed, unfinished, averageReturn: { mean, meanCi95 } }: Arm): SplitReturn {
  return { seeds, failed, unfinished, mean, ci95: meanCi95 };
}
