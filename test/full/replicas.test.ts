import { join } from "node:path";
import { expect, test } from "vitest";
import { tensorFlow } from "../../src/experiment/engines.js";
import { runPack } from "../../src/experiment/packing/run-pack.js";
import { runTrial, type TrialRecord, type TrialTask } from "../../src/experiment/trial.js";
import { TINY_AGENT, temporaryFolder } from "../experiment/tiny.js";
import { installedEngines } from "./installed-engines.js";

process.env.CREDITGYM_CACHE = await installedEngines();
await tensorFlow("tfjs-node");

const root = temporaryFolder();
const never = { stop: { requested: false } };
const REPLICAS = 32;
/** Of two samples of 32: the distance of their distributions that chance exceeds once in a hundred times. */
const FARTHEST = 1.63 * Math.sqrt(2 / REPLICAS);

function tasks(name: string, engine: "tf" | "wasm", steps: number, firstSeed = 1): TrialTask[] {
  return Array.from({ length: REPLICAS }, (_, k) => ({
    ...{
      env: "CartPole-v1",
      rule: "backprop",
      seed: firstSeed + k,
      source: { id: "CartPole-v1", kwargs: {} },
    },
    ...{ budget: { steps }, batch: 1, agent: { ...TINY_AGENT, hidden: [16] }, retries: 0, engine },
    ...(engine === "tf" && { backend: "tfjs-node" }),
    folder: join(root, name, String(k)),
  }));
}

async function separately(all: readonly TrialTask[]): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for (const task of all) records.push(await runTrial(task, never));
  return records;
}

/** Kolmogorov and Smirnov's distance between two samples. */
function distance(a: readonly number[], b: readonly number[]): number {
  const share = (all: readonly number[], most: number): number =>
    all.filter((value) => value <= most).length / all.length;
  return Math.max(...[...a, ...b].map((value) => Math.abs(share(a, value) - share(b, value))));
}

/** Seconds of CPU time, and what `run` gives. */
async function timed<T>(run: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, result];
}

test("32 replicas on tfjs-node take a fifth of the time of 32 separate trials or less, and come to the same", async () => {
  await separately(tasks("warm", "tf", 5).slice(0, 2));
  const [apart, separate] = await timed(() => separately(tasks("separate", "tf", 150)));
  const [together, packed] = await timed(() => runPack(tasks("packed", "tf", 150), never));
  expect(apart / together).toBeGreaterThan(5);
  const returns = (all: readonly TrialRecord[]): number[] => all.map(({ averageReturn }) => averageReturn!);
  // Rounding parts few of them in so few steps.
  const same = separate.filter(({ averageReturn }, k) => averageReturn === packed[k]!.averageReturn);
  expect(same.length).toBeGreaterThan(REPLICAS / 2);
  expect(distance(returns(packed), returns(separate))).toBeLessThan(FARTHEST);
});

test("32 replicas on tfjs-node learn as well as other seeds do by themselves on wasm", async () => {
  const packed = await runPack(tasks("long", "tf", 4000), never);
  const separate = await separately(tasks("long wasm", "wasm", 4000, 101));
  const short = await separately(tasks("short wasm", "wasm", 1000, 201));
  for (const measure of ["averageReturn", "finalReturn"] as const) {
    const of = (all: readonly TrialRecord[]): number[] => all.map((record) => record[measure]!);
    expect(distance(of(packed), of(separate)), measure).toBeLessThan(FARTHEST);
    // What has learned less is told apart.
    expect(distance(of(short), of(separate)), measure).toBeGreaterThan(FARTHEST);
  }
});
