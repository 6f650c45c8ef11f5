/** Anything that tells the time in milliseconds: `performance`, `Date`, an RxJS scheduler. */
export interface Clock {
  now(): number;
}

// Makes a read (≈ 30 ns) cost 1 ns a call, and bounds how late a stream is that suddenly slows down.
const LONGEST_STRIDE = 32;

/**
 * Tells when a period has passed, for loops so fast that reading the clock each time would cost
 * more than the work: it reads only every so many calls, and adapts that stride so that two reads
 * lie about 1/256 to 1/64 of a period apart. Calls that have been further apart than that are exact.
 */
export class Metronome {
  private stride = 1;
  private left = 1;
  private lastRead: number;
  private lastBeat: number;

  /** @param period milliseconds, ≥ 0 (0: every call is due) */
  constructor(
    private readonly period: number,
    private readonly clock: Clock = performance,
  ) {
    this.lastRead = clock.now();
    this.lastBeat = this.lastRead;
  }

  /** Whether a period has passed since the last time this said so. */
  due(): boolean {
    return --this.left <= 0 && this.read();
  }

  /** Starts a new period now. */
  restart(): void {
    this.lastRead = this.clock.now();
    this.lastBeat = this.lastRead;
  }

  private read(): boolean {
    const time = this.clock.now();
    const elapsed = time - this.lastRead;
    this.lastRead = time;
    if (elapsed * 256 < this.period) this.stride = Math.min(1.25 * this.stride, LONGEST_STRIDE);
    else if (elapsed * 64 > this.period) {
      this.stride = Math.max(1, (this.stride * this.period) / (128 * elapsed));
    }
    this.left = Math.floor(this.stride);
    if (time - this.lastBeat < this.period) return false;
    this.lastBeat = time;
    return true;
  }
}
