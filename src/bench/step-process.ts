import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

/** What tells libraries for linear algebra, and TensorFlow, how many threads to use. */
const THREADS = [
  ...["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS"],
  ...["VECLIB_MAXIMUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"],
];

/**
 * A program that takes the batched step again and again, in a process of its own. It is told line by
 * line: `check JSON`, and answers with the weights after a few steps; `run N`, and answers with samples per second of
 * CPU time (or of wall time, if it was made for that).
 */
export class StepProcess {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<undefined>;
  #said = "";

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    threads = 1,
  ) {
    this.#process = spawn(command, args, {
      stdio: "pipe",
      env: { ...process.env, ...Object.fromEntries(THREADS.map((name) => [name, String(threads)])) },
    });
    this.#lines = createInterface({ input: this.#process.stdout! });
    // TensorFlow greets: what is said is shown only where something went wrong.
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
    this.#ended = once(this.#process, "exit").then(() => undefined);
  }

  /** The weights after a few steps. @param told what the program needs to take the same steps as all */
  async check(told: object): Promise<number[]> {
    return JSON.parse(await this.#ask(`check ${JSON.stringify(told)}`)) as number[];
  }

  /** Samples per second over `steps` steps; after {@link check}. */
  async rate(steps: number): Promise<number> {
    return Number(await this.#ask(`run ${steps}`));
  }

  stop(): void {
    this.#process.stdin!.end();
    this.#lines.close();
  }

  async #ask(command: string): Promise<string> {
    this.#process.stdin!.write(`${command}\n`);
    const line = await Promise.race([once(this.#lines, "line"), this.#ended]);
    if (line === undefined) throw new Error(`the batched step: ${this.name} ended:\n${this.#said}`);
    return line[0] as string;
  }
}
