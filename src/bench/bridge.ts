import type { VectorEnv } from "gymnasium-js";
import { connect, findPython, localServer } from "gymnasium-js/bridge";
import { lastValueFrom } from "rxjs";
import WebSocket from "ws";
import { budget, interact, policy } from "../streams/index.js";
import { type BenchmarkResult, compareContenders } from "./benchmark.js";
import { BridgeThread } from "./bridge-thread.js";
import { GymnasiumProcess, type GymnasiumSubject } from "./gymnasium-process.js";
import { websocketsServer } from "./websockets-server.js";

interface BridgeCase extends GymnasiumSubject {
  readonly name: string;
  /** Calls of `step` in a measurement: a third of a second to one. */
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
    ...{ numEnvs: null, mode: null, calls: 3000 },
  },
];
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
  const { name, id, numEnvs, calls } = subject;
  let alone: GymnasiumProcess;
  try {
    alone = await GymnasiumProcess.start(python, subject);
  } catch {
    process.stderr.write(`${name}: left out, Python cannot make ${id}.\n`);
    return undefined;
  }
  const bridged = await BridgeThread.start(subject);
  try {
    return await compareContenders(
      `bridge: ${name}`,
      "steps/s",
      { name: "bridge", measure: async () => (numEnvs ?? 1) * (await bridged.rate(calls)) },
      [{ name: "Gymnasium in Python's own process", measure: () => alone.rate(calls) }],
      ROUNDS,
    );
  } finally {
    await bridged.stop();
    alone.stop();
  }
}

/** Microseconds of a call that does nothing, against a server of the usual kind. */
async function benchRoundTrip(python: string): Promise<BenchmarkResult> {
  const calls = 10_000;
  const bridged = await BridgeThread.start(null);
  const usual = await websocketsServer(python);
  const socket = new WebSocket(`ws+unix://${usual.path}:/`, ["gymnasium-js.1"], { perMessageDeflate: false });
  await new Promise((resolve) => socket.once("open", resolve));
  const request = new Uint8Array(8);
  const askUsual = async (): Promise<number> => {
    const start = performance.now();
    for (let k = 0; k < calls; k++) {
      await new Promise((resolve) => {
        socket.once("message", resolve);
        socket.send(request);
      });
    }
    return (1000 * (performance.now() - start)) / calls;
  };
  try {
    return await compareContenders(
      "bridge: null round trip",
      "µs",
      { name: "bridge", measure: async () => 1e6 / (await bridged.rate(calls)) },
      [{ name: "websockets' asyncio server", measure: askUsual }],
      ROUNDS,
    );
  } finally {
    socket.close();
    usual.stop();
    await bridged.stop();
  }
}

/**
 * Two groups of 8 CartPoles in turn, with a learner that takes 50 µs a step of a group, against one group that
 * waits for each step (and shares a core with its server, which is then fastest).
 */
async function benchDoubleBuffering(): Promise<BenchmarkResult> {
  const local = await localServer();
  const learner = { ...policy((_, actions) => actions.fill(1)), learn: () => busy(LEARNER_MICROSECONDS) };
  /** On a connection of its own, so that no other one's choice of cores matters. */
  const rate = async (groups: number, numEnvs: number): Promise<number> => {
    const server = await connect(`unix:${local.socketPath}`, { sameCore: groups === 1 });
    try {
      const envs: VectorEnv[] = [];
      while (envs.length < groups) {
        envs.push(await server.makeVec("CartPole-v1", { numEnvs, vectorizationMode: "sync" }));
      }
      const steps = 60_000;
      const start = performance.now();
      await lastValueFrom(interact(envs, learner, { seed: 1 }).pipe(budget({ steps })), {
        defaultValue: undefined,
      });
      return (1000 * steps) / (performance.now() - start);
    } finally {
      await server.close();
    }
  };
  try {
    return await compareContenders(
      `bridge: double buffering, a learner of ${LEARNER_MICROSECONDS} µs`,
      "steps/s",
      { name: "two groups of 8", measure: () => rate(2, 8) },
      [
        { name: "one group of 8", measure: () => rate(1, 8) },
        { name: "one group of 16", measure: () => rate(1, 16) },
      ],
      ROUNDS,
    );
  } finally {
    local.release();
  }
}

function busy(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
}
