/**
 * Notices that the oldest call waits for too long: one coarse timer in place of one for each call. It counts
 * its own ticks, so that a client which was busy for long first reads the answers that came meanwhile.
 */
export class Patience {
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds. */
  #period = Infinity;
  #ticks = 0;

  /** @param onTick called with the time, in ms, that the oldest call has waited at least */
  constructor(readonly onTick: (waited: number) => void) {}

  /** Ticks often enough to tell when `timeout` ms are over. */
  expect(timeout: number): void {
    if (this.#period <= timeout / 10) return;
    this.#period = Math.max(1, Math.min(timeout / 10, 1000));
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      // The first tick may come right after the call.
      this.onTick(this.#ticks++ * this.#period);
    }, this.#period).unref();
  }

  /** Another call is the oldest now. */
  restart(): void {
    this.#ticks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
