import { Worker } from "node:worker_threads";
import type { ArmSpeed } from "./arm-speed.js";
import type { SpeedJob } from "./speed-worker.js";

/** Milliseconds that a thread may take, what it loads included. */
const PATIENCE = 1500;

/**
 * Measures in a thread that is ended when it takes too long: users' modules may never come back from a step, or
 * end the process.
 *
 * @returns as many speeds as there was time for
 */
export async function measureElsewhere(job: SpeedJob): Promise<readonly ArmSpeed[]> {
  const speeds: ArmSpeed[] = [];
  const worker = new Worker(new URL("./speed-worker.js", import.meta.url), {
    workerData: job,
    // What modules print is to be seen once, when trials load them.
    stdout: true,
    stderr: true,
  });
  worker.on("message", (speed: ArmSpeed) => speeds.push(speed));
  const timer = setTimeout(() => void worker.terminate(), PATIENCE);
  await new Promise<void>((resolve) => {
    worker.on("error", () => resolve());
    worker.on("exit", () => resolve());
  });
  clearTimeout(timer);
  return speeds;
}
