import { Worker } from "node:worker_threads";
import { Box, Discrete, type VectorEnv, type VectorReset, type VectorStep } from "gymnasium-js";

/** Milliseconds after which neither side waits any longer for the other. */
const PATIENCE = 5000;

// Steps only end once the other thread has let them, so that what it did meanwhile is certain.
const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
const { shared, patience } = workerData;
let steps = 0;
parentPort.on("message", () => {
  steps++;
  Atomics.store(shared, 0, steps);
  Atomics.notify(shared, 0);
  const begin = Date.now();
  while (Atomics.load(shared, 1) < steps && Date.now() - begin < patience) {
    Atomics.wait(shared, 1, Atomics.load(shared, 1), 10);
  }
  parentPort.postMessage(Atomics.load(shared, 1) >= steps);
});
`;

/** One sub-environment that a thread of its own steps; the observation counts the steps. */
export class ThreadEnv implements VectorEnv {
  readonly spec = {
    id: "Thread-v0",
    entryPoint: () => {
      throw new Error("vector only");
    },
  };
  readonly numEnvs = 1;
  readonly observationSpace = new Box(0, 1e9, { shape: [1] });
  readonly actionSpace = new Discrete(2);
  /** Steps that ended although nobody let them. */
  impatient = 0;
  #asked = 0;
  #answered = 0;
  /** Steps begun; steps that may end. */
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker = new Worker(THREAD, {
    eval: true,
    workerData: { shared: this.#shared, patience: PATIENCE },
  });

  reset(): VectorReset {
    return { observations: new Float32Array(1), infos: {} };
  }

  step(): Promise<VectorStep> {
    this.#asked++;
    return new Promise((resolve) => {
      this.#worker.once("message", (wasReleased: boolean) => {
        if (!wasReleased) this.impatient++;
        this.#answered++;
        resolve(this.#answer());
      });
      this.#worker.postMessage(null);
    });
  }

  /** Lets the first step end whatever happens. */
  releaseFirst(): void {
    Atomics.store(this.#shared, 1, 1);
  }

  /**
   * Blocks until the thread has begun the step that was last asked for, and lets it end; false where it is
   * not under way.
   */
  meet(): boolean {
    const begin = Date.now();
    while (Atomics.load(this.#shared, 0) < this.#asked && Date.now() - begin < PATIENCE) {
      Atomics.wait(this.#shared, 0, Atomics.load(this.#shared, 0), 10);
    }
    const isUnderWay = Atomics.load(this.#shared, 0) === this.#asked && this.#asked > this.#answered;
    Atomics.store(this.#shared, 1, this.#asked);
    Atomics.notify(this.#shared, 1);
    return isUnderWay;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(): VectorStep {
    const observations = Float32Array.of(this.#asked);
    const none = new Uint8Array(1);
    return {
      ...{ observations, finalObservations: observations, rewards: Float64Array.of(1), infos: {} },
      ...{ terminated: none, truncated: none, valid: Uint8Array.of(1) },
    };
  }
}
