const FIRST_STEPS = 64;

/** Steps of one sub-environment, as rows of numbers, and where episodes ended among them. */
export class StepHistory {
  /** Steps that are there. */
  count = 0;
  /** Their numbers, the first step's first; longer than needed. */
  rows: Float64Array;
  /** Steps of each episode that has ended, in order. */
  readonly lengths: number[] = [];
  #ended = 0;

  constructor(
    /** Numbers of a step. */
    readonly columns: number,
  ) {
    this.rows = new Float64Array(FIRST_STEPS * columns);
  }

  /** Makes room for a step; returns where in `rows` it starts. */
  push(): number {
    const start = this.count * this.columns;
    if (start === this.rows.length) {
      const grown = new Float64Array(2 * start);
      grown.set(this.rows);
      this.rows = grown;
    }
    this.count++;
    return start;
  }

  /** The latest step was its episode's last. */
  endEpisode(): void {
    this.lengths.push(this.count - this.#ended);
    this.#ended = this.count;
  }

  /** Forgets the episode that has not ended. */
  abandonEpisode(): void {
    this.count = this.#ended;
  }

  clear(): void {
    this.restore([], []);
  }

  /** A copy of all rows. */
  values(): Float64Array {
    return this.rows.slice(0, this.count * this.columns);
  }

  /** Takes up after `lengths` and `values`. */
  restore(lengths: readonly number[], values: ArrayLike<number>): void {
    this.lengths.length = 0;
    this.lengths.push(...lengths);
    this.#ended = lengths.reduce((sum, length) => sum + length, 0);
    this.count = values.length / this.columns;
    if (values.length > this.rows.length) this.rows = Float64Array.from(values);
    else this.rows.set(values);
  }
}
