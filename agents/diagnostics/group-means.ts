/**
 * One vector as several groups of draws have it, the groups being independent of each other. One group alone
 * stands for a vector that is known exactly.
 */
export class GroupMeans {
  /** [groups, size]: sums at first, means once they were divided. */
  readonly values: Float64Array;
  #total: Float64Array | null = null;

  constructor(
    readonly groups: number,
    readonly size: number,
  ) {
    this.values = new Float64Array(groups * size);
  }

  clear(): void {
    this.values.fill(0);
    this.#total = null;
  }

  add(values: ArrayLike<number>): void {
    for (let k = 0; k < this.values.length; k++) this.values[k] += values[k];
    this.#total = null;
  }

  subtract({ values }: GroupMeans): void {
    for (let k = 0; k < this.values.length; k++) this.values[k] -= values[k];
    this.#total = null;
  }

  divide(by: number): void {
    for (let k = 0; k < this.values.length; k++) this.values[k] /= by;
    this.#total = null;
  }

  /** Sum over the groups. */
  get total(): Float64Array {
    if (this.#total !== null) return this.#total;
    const { groups, size, values } = this;
    const total = new Float64Array(size);
    for (let group = 0; group < groups; group++) {
      const start = group * size;
      for (let k = 0; k < size; k++) total[k] += values[start + k];
    }
    this.#total = total;
    return total;
  }

  /** Scalar product of one group's vector with the numbers of another from `start` on. */
  dot(group: number, other: ArrayLike<number>, start = 0): number {
    const own = group * this.size;
    let sum = 0;
    for (let k = 0; k < this.size; k++) sum += this.values[own + k] * other[start + k];
    return sum;
  }
}
