const COUNT = 20;

/** The mean return of the last episodes. */
export class RecentReturns {
  readonly #returns = new Float64Array(COUNT);
  #added = 0;

  add(value: number): void {
    this.#returns[this.#added++ % COUNT] = value;
  }

  /** NaN before the first. */
  get mean(): number {
    const count = Math.min(this.#added, COUNT);
    return this.#returns.subarray(0, count).reduce((sum, value) => sum + value, 0) / count;
  }
}
