import { Piscina } from "piscina";
import type { TaskParameters } from "../../envs/families/index.js";
import { sentence } from "../experiment/sentence.js";
import type { Evaluator, LifetimeResults } from "./evaluator.js";
import { EvolutionError } from "./evolution-error.js";
import type { LifetimeSetup } from "./lifetime-setup.js";
import type { LifetimeJob } from "./lifetime-worker.js";
import { sharesOf } from "./shares.js";

export interface LifetimePoolOptions {
  /** Threads, ≥ 1. */
  readonly workers: number;
  /** Aborted to stop at once: what is under way is lost. */
  readonly signal?: AbortSignal;
}

/** Lifetimes in worker threads. How many there are, and which does what, makes no difference to the numbers. */
export class LifetimePool implements Evaluator {
  readonly #pool: Piscina<LifetimeJob, LifetimeResults>;
  readonly #workers: number;
  readonly #batches: number;
  readonly #signal: AbortSignal | undefined;
  /** The first, in time: others follow from it. */
  #failure: EvolutionError | undefined;
  readonly #stop = (): void => void this.close();

  constructor(setup: LifetimeSetup, { workers, signal }: LifetimePoolOptions) {
    this.#workers = workers;
    this.#batches = setup.updates + 1;
    this.#signal = signal;
    this.#pool = new Piscina<LifetimeJob, LifetimeResults>({
      filename: new URL("./lifetime-worker.js", import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      workerData: setup,
    });
    signal?.addEventListener("abort", this.#stop);
  }

  /** @throws {EvolutionError} when a worker fails or dies, or the pool is closed */
  async evaluate(
    members: readonly Float32Array[],
    tasks: readonly TaskParameters[],
    seeds: readonly number[],
    onShare?: (fraction: number, steps: number) => void,
  ): Promise<LifetimeResults> {
    const lifetimes = members.length * tasks.length;
    const returns = new Float64Array(lifetimes * this.#batches);
    let steps = 0;
    const shares = sharesOf(members.length, tasks.length, this.#workers).map(async (share) => {
      const { firstMember, firstTask } = share;
      const lastTask = firstTask + share.tasks;
      const done = await this.#run({
        members: members.slice(firstMember, firstMember + share.members),
        tasks: tasks.slice(firstTask, lastTask),
        seeds: seeds.slice(firstTask, lastTask),
      });
      const row = share.tasks * this.#batches;
      for (let k = 0; k < share.members; k++) {
        const at = ((firstMember + k) * tasks.length + firstTask) * this.#batches;
        returns.set(done.returns.subarray(k * row, (k + 1) * row), at);
      }
      steps += done.steps;
      onShare?.((share.members * share.tasks) / lifetimes, done.steps);
    });
    // All have ended before the first failure is told.
    const ended = await Promise.allSettled(shares);
    const failed = ended.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    return { returns, steps };
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#stop);
    await this.#pool.destroy();
  }

  async #run(job: LifetimeJob): Promise<LifetimeResults> {
    try {
      return await this.#pool.run(job);
    } catch (error) {
      this.#failure ??= new EvolutionError(`A worker ended: ${sentence(error).replace(/\.$/, "")}`, {
        cause: error,
      });
      // One share that is lost leaves a gap in the generation: the others need not go on.
      await this.close();
      throw this.#failure;
    }
  }
}
