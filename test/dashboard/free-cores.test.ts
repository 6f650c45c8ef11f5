import { availableParallelism, cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it } from "vitest";
import { FreeCores } from "../../src/dashboard/free-cores.js";

const spinning: Worker[] = [];
afterEach(() => Promise.all(spinning.splice(0).map((worker) => worker.terminate())));

it("takes all for free before it has looked", () => {
  expect(new FreeCores().count).toBe(cpus().length);
});

it("counts no more cores than there are, and none while all are busy", async () => {
  const cores = new FreeCores();
  await setTimeout(1100);
  const { count } = cores;
  expect(count).toBeGreaterThanOrEqual(0);
  // The system counts in ticks of a hundredth of a second.
  expect(count).toBeLessThan(cpus().length + 0.1);
  for (let k = 0; k < availableParallelism(); k++) spinning.push(new Worker("for (;;);", { eval: true }));
  await setTimeout(1100);
  // What lies behind is in part from before they began.
  void cores.count;
  await setTimeout(1100);
  expect(cores.count).toBeLessThan(0.5 * cpus().length);
});
