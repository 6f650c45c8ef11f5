import type { BootstrapOptions, Interval } from "./bootstrap.js";
import type { Counted } from "./counted.js";
import { countingBootstrap, estimate, type ResamplingOptions } from "./counting-bootstrap.js";
import { checkTaskScores, type Estimate, type TaskScores } from "./task-scores.js";

/**
 * Probability that a value of `a` exceeds one of `b`, ties counting one half: the Mann–Whitney
 * statistic over the number of pairs. In [0, 1]; NaN when either is empty.
 *
 * Source: Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical
 * precipice", §4.3.
 */
export function probabilityOfImprovement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let wins = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const difference = (a[i] as number) - (b[j] as number);
      wins += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  return wins / (a.length * b.length);
}

/**
 * Bootstrap interval of the probability of improvement; both samples are resampled.
 *
 * @throws RangeError when either is empty
 */
export function probabilityOfImprovementInterval(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options?: BootstrapOptions,
): Interval {
  checkTaskScores([a, b]);
  const improvement = countedImprovement(a, b, 0, a.length);
  const [interval] = countingBootstrap(
    [a.length, b.length],
    1,
    (counts, out) => {
      out[0] = improvement(counts);
    },
    options,
  );
  return interval!;
}

/**
 * Probability of improvement averaged over tasks, with its 95 % interval by stratified percentile bootstrap: runs
 * of either rule are resampled within their task.
 *
 * Source: Agarwal et al. 2021, §4.3, and rliable's `probability_of_improvement`.
 *
 * @param b the same tasks as `a`, in the same order
 * @throws RangeError when there is no task, a task without a run, or the numbers of tasks differ
 */
export function averageProbabilityOfImprovement(
  a: TaskScores,
  b: TaskScores,
  options?: ResamplingOptions,
): Estimate {
  checkTaskScores(a);
  checkTaskScores(b);
  if (a.length !== b.length) {
    throw new RangeError(`b has ${b.length} tasks: allowed is ${a.length}, as in a.`);
  }
  const sizes = [...a, ...b].map(({ length }) => length);
  const starts = sizes.map((_, k) => sizes.slice(0, k).reduce((sum, size) => sum + size, 0));
  const tasks = a.map((runs, k) => countedImprovement(runs, b[k]!, starts[k]!, starts[a.length + k]!));
  const [average] = estimate(
    sizes,
    1,
    (counts, out) => {
      let sum = 0;
      for (let k = 0; k < tasks.length; k++) sum += tasks[k]!(counts);
      out[0] = sum / tasks.length;
    },
    options,
  );
  return average!;
}

/** The same as `probabilityOfImprovement`, from counts that start at `firstA` and `firstB`; exact, for wins are. */
function countedImprovement(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  firstA: number,
  firstB: number,
): Counted {
  const distinct = Float64Array.from(new Set([...Array.from(a), ...Array.from(b)])).sort();
  const ranks = new Map(Array.from(distinct, (value, rank) => [value, rank]));
  const ranksA = Int32Array.from(a, (value) => ranks.get(value)!);
  const ranksB = Int32Array.from(b, (value) => ranks.get(value)!);
  const countsA = new Int32Array(distinct.length);
  const countsB = new Int32Array(distinct.length);
  return (counts) => {
    gather(countsA, ranksA, counts, firstA);
    gather(countsB, ranksB, counts, firstB);
    let below = 0;
    let wins = 0;
    for (let rank = 0; rank < distinct.length; rank++) {
      const ties = countsB[rank] as number;
      wins += (countsA[rank] as number) * (below + ties / 2);
      below += ties;
    }
    return wins / (a.length * b.length);
  };
}

function gather(target: Int32Array, ranks: Int32Array, counts: Int32Array, first: number): void {
  target.fill(0);
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i] as number;
    target[rank] = (target[rank] as number) + (counts[first + i] as number);
  }
}
