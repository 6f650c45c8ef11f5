import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { localServer } from "gymnasium-js/bridge";
import type { GymnasiumSubject } from "./gymnasium-process.js";

/** A client of the bridge in a thread of its own, which shares a core with its environment's process. */
export class BridgeThread {
  readonly #worker: Worker;
  readonly #release: () => void;

  private constructor(worker: Worker, release: () => void) {
    this.#worker = worker;
    this.#release = release;
  }

  /** @param subject what to step; null for calls that do nothing */
  static async start(subject: GymnasiumSubject | null): Promise<BridgeThread> {
    const local = await localServer();
    const workerData = { address: `unix:${local.socketPath}`, subject };
    const worker = new Worker(new URL("./bridge-worker.js", import.meta.url), { workerData });
    await once(worker, "message");
    return new BridgeThread(worker, () => local.release());
  }

  /** Calls per second over `calls` calls. */
  async rate(calls: number): Promise<number> {
    this.#worker.postMessage(calls);
    const [rate] = (await once(this.#worker, "message")) as [number];
    return rate;
  }

  async stop(): Promise<void> {
    const ended = once(this.#worker, "exit");
    this.#worker.postMessage("stop");
    await ended;
    this.#release();
  }
}
