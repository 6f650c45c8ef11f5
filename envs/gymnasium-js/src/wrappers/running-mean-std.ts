import { InvalidArgumentError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";

export interface RunningMeanStdOptions {
  /** Samples that the first mean 0 and variance 1 count as; 1e-4 unless given. */
  readonly epsilon?: number;
  /**
   * Of the first mean and variance; float64 unless given. From float32 they and the arithmetic on them
   * become float64 with the first batch that is no Float32Array, by NumPy's promotion. Gymnasium's
   * wrappers begin statistics of observations in float32, and those of rewards in float64.
   */
  readonly dtype?: "float32" | "float64";
}

/** Statistics to go on from. */
export interface MeanStd {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  /** Samples so far, and epsilon. */
  readonly count: number;
}

const exactly = (value: number): number => value;

/**
 * Mean and population variance of all samples so far, by the parallel formula (Chan, Golub, LeVeque
 * 1979, "Updating formulae and a pairwise algorithm for computing sample variances"), with the
 * arithmetic of gymnasium/wrappers/utils.py: equal to the last bit for batches of up to seven rows.
 * NumPy sums longer batches of single numbers in another order.
 */
export class RunningMeanStd {
  /** [size] */
  readonly mean: Float64Array;
  /** [size] */
  readonly variance: Float64Array;
  readonly #count: Float64Array;
  /** 1 while the statistics are float32. */
  readonly #narrow: Uint8Array;
  readonly #batchMean: Float64Array;
  readonly #batchVariance: Float64Array;

  /**
   * @param size numbers of one sample, an integer ≥ 0.
   * @throws InvalidArgumentError
   */
  constructor(
    readonly size = 1,
    options: RunningMeanStdOptions = {},
  ) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new InvalidArgumentError("size", size, "an integer ≥ 0");
    }
    const { epsilon = 1e-4, dtype = "float64" } = options;
    if (!(epsilon >= 0 && epsilon < Infinity)) {
      throw new InvalidArgumentError("epsilon", epsilon, "a number ≥ 0");
    }
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
    this.#count = Float64Array.of(epsilon);
    this.#narrow = Uint8Array.of(dtype === "float32" ? 1 : 0);
    this.#batchMean = new Float64Array(size);
    this.#batchVariance = new Float64Array(size);
  }

  get #round(): (value: number) => number {
    return this.#narrow[0] === 1 ? Math.fround : exactly;
  }

  /** Samples so far, and epsilon. */
  get count(): number {
    return this.#count[0]!;
  }

  /** Counts samples: [rows × size], C order. The batch's own moments are taken in its dtype. */
  update(batch: NumericArray): void {
    const { size } = this;
    const rows = size === 0 ? 0 : batch.length / size;
    if (!Number.isInteger(rows)) {
      throw new InvalidArgumentError("batch", `an array of ${batch.length}`, `rows of ${size} numbers`);
    }
    if (rows === 0) return;
    const round = batch instanceof Float32Array ? Math.fround : exactly;
    for (let k = 0; k < size; k++) {
      let sum = 0;
      for (let at = k; at < batch.length; at += size) sum = round(sum + batch[at]!);
      const mean = round(sum / rows);
      let squares = 0;
      for (let at = k; at < batch.length; at += size) {
        const difference = round(batch[at]! - mean);
        squares = round(squares + round(difference * difference));
      }
      this.#batchMean[k] = mean;
      this.#batchVariance[k] = round(squares / rows);
    }
    this.#join(this.#batchMean, this.#batchVariance, rows, round);
  }

  /** Counts samples of which only the moments are known. */
  updateFromMoments(mean: ArrayLike<number>, variance: ArrayLike<number>, count: number): void {
    this.#join(mean, variance, count, exactly);
  }

  #join(
    mean: ArrayLike<number>,
    variance: ArrayLike<number>,
    added: number,
    roundBatch: (value: number) => number,
  ): void {
    // The first variance still is of the first dtype when it is weighted.
    const roundOwn = this.#round;
    if (roundBatch === exactly) this.#narrow[0] = 0;
    const round = this.#round;
    const count = this.count;
    const total = count + added;
    const [ownCount, roundCount, roundTotal] = [roundOwn(count), round(count), round(total)];
    for (let k = 0; k < this.size; k++) {
      const before = this.mean[k]!;
      const delta = round(mean[k]! - before);
      const own = roundOwn(this.variance[k]! * ownCount);
      const other = roundBatch(variance[k]! * added);
      const apart = round(round(round(round(delta * delta) * roundCount) * added) / roundTotal);
      this.mean[k] = round(before + round(round(delta * added) / roundTotal));
      this.variance[k] = round(round(round(own + other) + apart) / roundTotal);
    }
    this.#count[0] = total;
  }

  /** Writes (x − mean) / √(variance + epsilon) of the sample at `source[at …]` to `target[to …]`. */
  standardize(source: NumericArray, at: number, target: NumericArray, to: number, epsilon: number): void {
    const round = this.#round;
    const floor = round(epsilon);
    for (let k = 0; k < this.size; k++) {
      const deviation = round(Math.sqrt(round(this.variance[k]! + floor)));
      target[to + k] = round(source[at + k]! - this.mean[k]!) / deviation;
    }
  }

  /** Goes on from statistics of float64. */
  set({ mean, variance, count }: MeanStd): void {
    this.mean.set(mean);
    this.variance.set(variance);
    this.#count[0] = count;
    this.#narrow[0] = 0;
  }

  /** What decides all that follows, to be saved and rewritten in place. */
  parts(): readonly ArrayBufferView[] {
    return [this.mean, this.variance, this.#count, this.#narrow];
  }
}
