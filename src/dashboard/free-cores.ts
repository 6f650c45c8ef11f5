import { cpus } from "node:os";

/** Milliseconds that are looked back on. */
const WINDOW = 1000;
/** Less than this of a core is none. */
const LEAST = 0.5;

/** How many of the machine's cores have been idle of late; it looks when asked, at most once a second. */
export class FreeCores {
  #before = idleTime();
  #since = performance.now();
  #free = cpus().length;

  /** Idle cores, of late: all until it has looked for a second. */
  get count(): number {
    const passed = performance.now() - this.#since;
    if (passed >= WINDOW) {
      const idle = idleTime();
      this.#free = (idle - this.#before) / passed;
      this.#before = idle;
      this.#since = performance.now();
    }
    return this.#free;
  }

  /** Whether what a page is shown would hold up training. */
  get areNone(): boolean {
    return this.count < LEAST;
  }
}

/** Milliseconds that all cores together have been idle. */
const idleTime = (): number => cpus().reduce((sum, { times }) => sum + times.idle, 0);
