/**
 * Running mean and variance of vectors, by the parallel formula of Chan et al. (1979), as Gymnasium's
 * wrappers have it: before the first vector the mean is 0 and the variance 1, with a weight of 1e-4.
 */
export class RunningMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  count = 1e-4;

  constructor(readonly size: number) {
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
  }

  /**
   * Takes in `rows` vectors at once.
   *
   * @param entry number i of vector `row`
   */
  add(rows: number, entry: (row: number, i: number) => number): void {
    if (rows === 0) return;
    const { mean, variance, count } = this;
    const total = count + rows;
    for (let i = 0; i < this.size; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += entry(row, i);
      const batchMean = sum / rows;
      let squares = 0;
      for (let row = 0; row < rows; row++) squares += (entry(row, i) - batchMean) ** 2;
      const delta = batchMean - mean[i];
      mean[i] += (delta * rows) / total;
      variance[i] = (variance[i] * count + squares + (delta * delta * count * rows) / total) / total;
    }
    this.count = total;
  }

  /** Mean, variance and count, one after the other. */
  state(): number[] {
    return [...this.mean, ...this.variance, this.count];
  }

  restore(state: readonly number[]): void {
    this.mean.set(state.slice(0, this.size));
    this.variance.set(state.slice(this.size, 2 * this.size));
    this.count = state[2 * this.size];
  }
}
