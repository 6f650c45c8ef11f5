import type { RunningMeanStd } from "gymnasium-js";

/** Mean, variance and count as plain numbers, for a checkpoint. */
export function momentsOf(moments: RunningMeanStd): number[] {
  return [...moments.mean, ...moments.variance, moments.count];
}

/** Takes back what {@link momentsOf} gave, as number `index` of several in a row. */
export function restoreMoments(moments: RunningMeanStd, saved: readonly number[], index: number): void {
  const { size } = moments;
  const start = index * (2 * size + 1);
  moments.set({
    mean: saved.slice(start, start + size),
    variance: saved.slice(start + size, start + 2 * size),
    count: saved[start + 2 * size],
  });
}
