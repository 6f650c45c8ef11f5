import { type ActionBatch, packingOf, type Space, type VectorEnv } from "gymnasium-js";
import { connect, findPython, type GymnasiumServer, localServer } from "gymnasium-js/bridge";
import { lastValueFrom } from "rxjs";
import WebSocket from "ws";
import { actionBatch } from "../streams/action-batch.js";
import { budget, interact, policy } from "../streams/index.js";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { GymnasiumProcess, type GymnasiumSubject } from "./gymnasium-process.js";
import { websocketsServer } from "./websockets-server.js";

interface BridgeCase extends GymnasiumSubject {
  readonly name: string;
  /** Calls of `step` in a measurement: about a third of a second. */
  readonly calls: number;
}

const CARTPOLE = { id: "CartPole-v1", imports: [] };
const CASES: readonly BridgeCase[] = [
  { name: "CartPole, single", ...CARTPOLE, numEnvs: null, mode: null, calls: 10_000 },
  { name: "CartPole, sync × 1", ...CARTPOLE, numEnvs: 1, mode: "sync", calls: 8000 },
  { name: "CartPole, sync × 16", ...CARTPOLE, numEnvs: 16, mode: "sync", calls: 2500 },
  { name: "CartPole, sync × 256", ...CARTPOLE, numEnvs: 256, mode: "sync", calls: 250 },
  { name: "CartPole, its own vector form × 256", ...CARTPOLE, numEnvs: 256, mode: null, calls: 4000 },
  { name: "HalfCheetah × 16", id: "HalfCheetah-v5", imports: [], numEnvs: 16, mode: "sync", calls: 500 },
  { name: "Ant × 16", id: "Ant-v5", imports: [], numEnvs: 16, mode: "sync", calls: 150 },
  {
    ...{ name: "Breakout, frames", id: "ALE/Breakout-v5", imports: ["ale_py"] },
    ...{ numEnvs: null, mode: null, calls: 1000 },
  },
];
const BATCHES = 16;
const ROUNDS = 5;
const LEARNER_MICROSECONDS = 50;

/**
 * The share of its speed that Gymnasium keeps behind the bridge: random actions, a Unix socket, server and
 * client on one core where the machine lets them, against Gymnasium stepped in a Python process of its own.
 */
export async function benchBridge(): Promise<BenchmarkResult[]> {
  let python: string;
  try {
    python = findPython("gymnasium");
  } catch (error) {
    process.stderr.write(`The bridge is left out: ${(error as Error).message}\n`);
    return [];
  }
  const results: BenchmarkResult[] = [await benchRoundTrip(python)];
  for (const subject of CASES) {
    const result = await benchCase(python, subject);
    if (result !== undefined) results.push(result);
  }
  results.push(await benchDoubleBuffering());
  return results;
}

async function benchCase(python: string, subject: BridgeCase): Promise<BenchmarkResult | undefined> {
  const { name, id, imports, numEnvs, mode, calls } = subject;
  let alone: GymnasiumProcess;
  try {
    alone = await GymnasiumProcess.start(python, subject);
  } catch {
    process.stderr.write(`${name}: left out, Python cannot make ${id}.\n`);
    return undefined;
  }
  const local = await localServer();
  const server = await connect(`unix:${local.socketPath}`, { sameCore: true });
  try {
    const step =
      numEnvs === null
        ? await singleStepper(server, id, imports)
        : await vectorStepper(server, id, numEnvs, mode);
    return await compareContenders(
      `bridge: ${name}`,
      "steps/s",
      { name: "bridge", measure: async () => (numEnvs ?? 1) * (await asyncRate(calls, step)) },
      [{ name: "Gymnasium in Python's own process", measure: () => alone.rate(calls) }],
      ROUNDS,
    );
  } finally {
    await server.close();
    local.release();
    alone.stop();
  }
}

async function vectorStepper(
  server: GymnasiumServer,
  id: string,
  numEnvs: number,
  mode: "sync" | null,
): Promise<() => Promise<unknown>> {
  const env = await server.makeVec(id, {
    numEnvs,
    ...(mode === null ? {} : { vectorizationMode: mode }),
  });
  await env.reset({ seed: 1 });
  const batches = randomBatches(env.actionSpace, numEnvs);
  let call = 0;
  return () => env.step(batches[call++ % BATCHES]!);
}

async function singleStepper(
  server: GymnasiumServer,
  id: string,
  imports: readonly string[],
): Promise<() => Promise<unknown>> {
  const env = await server.make(id, { imports });
  await env.reset({ seed: 1 });
  env.actionSpace.seed(1);
  const actions = Array.from({ length: BATCHES }, () => env.actionSpace.sample());
  let call = 0;
  return async () => {
    const { terminated, truncated } = await env.step(actions[call++ % BATCHES]!);
    if (terminated || truncated) await env.reset();
  };
}

/** Microseconds of a call that does nothing, against a server of the usual kind. */
async function benchRoundTrip(python: string): Promise<BenchmarkResult> {
  const calls = 10_000;
  const local = await localServer();
  const server = await connect(`unix:${local.socketPath}`, { sameCore: true });
  const usual = await websocketsServer(python);
  const socket = new WebSocket(`ws+unix://${usual.path}:/`, ["gymnasium-js.1"], { perMessageDeflate: false });
  await new Promise((resolve) => socket.once("open", resolve));
  const request = new Uint8Array(8);
  const ask = (): Promise<unknown> =>
    new Promise((resolve) => {
      socket.once("message", resolve);
      socket.send(request);
    });
  const microseconds = async (step: () => Promise<unknown>) => 1e6 / (await asyncRate(calls, step));
  try {
    return await compareContenders(
      "bridge: null round trip",
      "µs",
      { name: "bridge", measure: () => microseconds(() => server.echo()) },
      [{ name: "websockets' asyncio server", measure: () => microseconds(ask) }],
      ROUNDS,
    );
  } finally {
    socket.close();
    usual.stop();
    await server.close();
    local.release();
  }
}

/**
 * Two groups of 8 CartPoles in turn, with a learner that takes 50 µs a step of a group, against one group that
 * waits for each step (and shares a core with its server, which is then fastest).
 */
async function benchDoubleBuffering(): Promise<BenchmarkResult> {
  const local = await localServer();
  const address = `unix:${local.socketPath}`;
  const servers = [await connect(address), await connect(address, { sameCore: true })] as const;
  const group = (server: GymnasiumServer, numEnvs: number): Promise<VectorEnv> =>
    server.makeVec("CartPole-v1", { numEnvs, vectorizationMode: "sync" });
  const learner = { ...policy((_, actions) => actions.fill(1)), learn: () => busy(LEARNER_MICROSECONDS) };
  const rate = async (...envs: readonly VectorEnv[]): Promise<number> => {
    const steps = 40_000;
    const start = performance.now();
    await lastValueFrom(interact(envs, learner, { seed: 1 }).pipe(budget({ steps })), {
      defaultValue: undefined,
    });
    return (1000 * steps) / (performance.now() - start);
  };
  try {
    const two = [await group(servers[0], 8), await group(servers[0], 8)];
    const [eight, sixteen] = [await group(servers[1], 8), await group(servers[1], 16)];
    return await compareContenders(
      `bridge: double buffering, a learner of ${LEARNER_MICROSECONDS} µs`,
      "steps/s",
      { name: "two groups of 8", measure: () => rate(...two) },
      [
        { name: "one group of 8", measure: () => rate(eight) },
        { name: "one group of 16", measure: () => rate(sixteen) },
      ],
      ROUNDS,
    );
  } finally {
    for (const server of servers) await server.close();
    local.release();
  }
}

function busy(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
}

/** Calls per second of `step`, each awaited. */
async function asyncRate(calls: number, step: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let k = 0; k < calls; k++) await step();
  return (1000 * calls) / (performance.now() - start);
}

function randomBatches(space: Space, numEnvs: number): ActionBatch[] {
  const packing = packingOf(space);
  space.seed(1);
  return Array.from({ length: BATCHES }, () => {
    const batch = actionBatch(space, numEnvs);
    for (let i = 0; i < numEnvs; i++) packing.pack(space.sample(), batch, i * packing.size);
    return batch;
  });
}
