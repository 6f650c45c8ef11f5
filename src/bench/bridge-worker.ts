// Steps an environment through the bridge in a thread of its own, as trials do: for each number of calls that
// it is sent, it answers with calls per second.
import { parentPort, workerData } from "node:worker_threads";
import { connect, type GymnasiumServer } from "gymnasium-js/bridge";
import type { GymnasiumSubject } from "./gymnasium-process.js";
import { BATCHES, randomBatches } from "./random-batches.js";

const { address, subject } = workerData as { address: string; subject: GymnasiumSubject | null };
const server = await connect(address, { sameCore: true });
const step = subject === null ? () => server.echo() : await stepper(server, subject);
parentPort!.on("message", async (calls: number | "stop") => {
  if (calls === "stop") {
    await server.close();
    parentPort!.close();
    return;
  }
  const start = performance.now();
  for (let k = 0; k < calls; k++) await step();
  parentPort!.postMessage((1000 * calls) / (performance.now() - start));
});
parentPort!.postMessage("ready");

async function stepper(
  on: GymnasiumServer,
  { id, imports, numEnvs, mode }: GymnasiumSubject,
): Promise<() => Promise<unknown>> {
  let call = 0;
  if (numEnvs !== null) {
    const env = await on.makeVec(id, {
      ...{ numEnvs, imports },
      ...(mode === null ? {} : { vectorizationMode: mode }),
    });
    await env.reset({ seed: 1 });
    const batches = randomBatches(env.actionSpace, numEnvs);
    return () => env.step(batches[call++ % BATCHES]!);
  }
  const env = await on.make(id, { imports });
  await env.reset({ seed: 1 });
  env.actionSpace.seed(1);
  const actions = Array.from({ length: BATCHES }, () => env.actionSpace.sample());
  return async () => {
    const { terminated, truncated } = await env.step(actions[call++ % BATCHES]!);
    if (terminated || truncated) await env.reset();
  };
}
