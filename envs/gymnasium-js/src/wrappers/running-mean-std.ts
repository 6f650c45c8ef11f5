import { InvalidArgumentError } from "../errors.js";
import type { NumericArray } from "../vector-env.js";

export interface RunningMeanStdOptions {
  /** Samples that the first mean 0 and variance 1 count as; 1e-4 unless given. */
  readonly epsilon?: number;
  /**
   * Of mean and variance, and of the arithmetic on them; float64 unless given. Gymnasium's wrappers keep
   * statistics of float32 observations in float32.
   */
  readonly dtype?: "float32" | "float64";
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
  readonly mean: Float32Array | Float64Array;
  /** [size] */
  readonly variance: Float32Array | Float64Array;
  readonly #count: Float64Array;
  readonly #round: (value: number) => number;
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
    const Statistics = dtype === "float32" ? Float32Array : Float64Array;
    this.mean = new Statistics(size);
    this.variance = new Statistics(size).fill(1);
    this.#count = Float64Array.of(epsilon);
    this.#round = dtype === "float32" ? Math.fround : exactly;
    this.#batchMean = new Float64Array(size);
    this.#batchVariance = new Float64Array(size);
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
    const round = this.#round;
    const count = this.count;
    const total = count + added;
    const [countRounded, totalRounded] = [round(count), round(total)];
    for (let k = 0; k < this.size; k++) {
      const before = this.mean[k]!;
      const delta = round(mean[k]! - before);
      const own = round(this.variance[k]! * countRounded);
      const other = round(roundBatch(variance[k]! * added));
      const apart = round(round(round(round(delta * delta) * countRounded) * added) / totalRounded);
      this.mean[k] = before + round(round(delta * added) / totalRounded);
      this.variance[k] = round(round(own + other) + apart) / totalRounded;
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

  /** What decides all that follows, to be saved and rewritten in place. */
  parts(): readonly ArrayBufferView[] {
    return [this.mean, this.variance, this.#count];
  }
}
