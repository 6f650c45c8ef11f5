import { percentile } from "./location.js";
import { pooled, type TaskScores } from "./task-scores.js";

/** A statistic of runs of which each counts as often as told; runs of all tasks in one row. */
export type Counted = (counts: Int32Array) => number;

/** Mean over tasks of a task's mean over runs. */
export function countedMean(scores: TaskScores): Counted {
  const means = countedTaskMeans(scores);
  return (counts) => {
    let sum = 0;
    for (const mean of means(counts)) sum += mean;
    return sum / scores.length;
  };
}

/** Median over tasks of a task's mean over runs. */
export function countedMedian(scores: TaskScores): Counted {
  const means = countedTaskMeans(scores);
  return (counts) => percentile(means(counts).sort(), 50);
}

/** Interquartile mean of all runs. */
export function countedIqm(scores: TaskScores): Counted {
  const values = pooled(scores);
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);

  const ascending = Float64Array.from(order, (run) => values[run]!);
  const cut = Math.floor(values.length / 4);
  const kept = values.length - 2 * cut;
  return (counts) => {
    let skip = cut;
    let left = kept;
    let sum = 0;
    for (let i = 0; left > 0; i++) {
      let times = counts[order[i] as number] as number;
      if (skip > 0) {
        const skipped = Math.min(skip, times);
        skip -= skipped;
        times -= skipped;
      }
      times = Math.min(times, left);
      left -= times;
      sum += times * (ascending[i] as number);
    }
    return sum / kept;
  };
}

/** How far the mean over tasks of min(score, gamma) falls short of gamma. */
export function countedOptimalityGap(scores: TaskScores, gamma: number): Counted {
  const mean = countedMean(scores.map((runs) => Float64Array.from(runs, (score) => Math.min(score, gamma))));
  return (counts) => gamma - mean(counts);
}

/** Means of tasks over runs; the same array each time. */
export function countedTaskMeans(scores: TaskScores): (counts: Int32Array) => Float64Array {
  const values = pooled(scores);
  const means = new Float64Array(scores.length);
  return (counts) => {
    let run = 0;
    for (let task = 0; task < means.length; task++) {
      const runs = scores[task]!.length;
      let sum = 0;
      for (const end = run + runs; run < end; run++) sum += (counts[run] as number) * (values[run] as number);
      means[task] = sum / runs;
    }
    return means;
  };
}
