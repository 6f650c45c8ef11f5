const FIRST_ROWS = 64;

/** The latest rows of numbers: when it is full, a new one takes the place of the oldest. */
export class DecisionRing {
  /** Rows that are there, at most `capacity`. */
  count = 0;
  rows: Float64Array;
  #next = 0;

  constructor(
    readonly capacity: number,
    /** Numbers of a row. */
    readonly width: number,
  ) {
    this.rows = new Float64Array(Math.min(capacity, FIRST_ROWS) * width);
  }

  /** Makes room for a row; returns where in `rows` it starts. */
  push(): number {
    const start = this.#next * this.width;
    if (start === this.rows.length) this.#grow();
    this.#next = (this.#next + 1) % this.capacity;
    if (this.count < this.capacity) this.count++;
    return start;
  }

  /** Where in `rows` the n-th row starts, the oldest one being 0. */
  start(n: number): number {
    const oldest = this.count < this.capacity ? 0 : this.#next;
    return ((oldest + n) % this.capacity) * this.width;
  }

  clear(): void {
    this.count = 0;
    this.#next = 0;
  }

  /** All rows, the oldest first. */
  values(): Float64Array {
    const values = new Float64Array(this.count * this.width);
    for (let n = 0; n < this.count; n++) {
      const start = this.start(n);
      values.set(this.rows.subarray(start, start + this.width), n * this.width);
    }
    return values;
  }

  /** Takes up after `values`. */
  restore(values: ArrayLike<number>): void {
    this.clear();
    for (let from = 0; from < values.length; from += this.width) {
      const start = this.push();
      for (let i = 0; i < this.width; i++) this.rows[start + i] = values[from + i];
    }
  }

  #grow(): void {
    const rows = Math.min(2 * (this.rows.length / this.width), this.capacity);
    const grown = new Float64Array(rows * this.width);
    grown.set(this.rows);
    this.rows = grown;
  }
}
