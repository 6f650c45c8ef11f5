import { InvalidArgumentError } from "../errors.js";

/** The last so many numbers. */
export class RecentValues {
  readonly #values: Float64Array;
  /** How many numbers there were. */
  readonly #count = new Float64Array(1);

  /** @throws InvalidArgumentError unless the capacity is an integer ≥ 1 */
  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new InvalidArgumentError("bufferLength", capacity, "an integer ≥ 1");
    }
    this.#values = new Float64Array(capacity);
  }

  push(value: number): void {
    this.#values[this.#count[0]! % this.#values.length] = value;
    this.#count[0]!++;
  }

  /** A copy, oldest first. */
  get values(): number[] {
    const { length } = this.#values;
    const count = this.#count[0]!;
    const kept = Math.min(count, length);
    return Array.from({ length: kept }, (_, i) => this.#values[(count - kept + i) % length]!);
  }

  parts(): readonly ArrayBufferView[] {
    return [this.#values, this.#count];
  }
}
