import { join } from "node:path";
import { expect, test } from "vitest";
import type { AgentConfig } from "../../agents/config.js";
import { tensorFlow } from "../../src/experiment/engines.js";
import { runPack } from "../../src/experiment/packing/run-pack.js";
import { readEpisodes } from "../../src/experiment/store/episode-log.js";
import { runTrial, type TrialRecord, type TrialTask } from "../../src/experiment/trial.js";
import { seededUniform } from "../../src/statistics/index.js";
import { TINY_AGENT, temporaryFolder } from "../experiment/tiny.js";
import { curveDifference } from "./curve-difference.js";
import { installedEngines } from "./installed-engines.js";

process.env.CREDITGYM_CACHE = await installedEngines();
await tensorFlow("tfjs-node");

const root = temporaryFolder();
const never = { stop: { requested: false } };
const TRIALS = 32;
const STEPS = 1200;
/** Points of a curve, in steps. */
const EVERY = 25;
/** Of the latest episodes that have ended, so many make a point. */
const EPISODES = 5;
/** Learns fast: mean returns double within these steps. */
const AGENT: AgentConfig = {
  ...{ ...TINY_AGENT, hidden: [16], rates: [0.01, 0.01] },
  ...{ feedback: "return", baseline: "mean" },
};

function tasks(name: string, firstSeed: number, agent: AgentConfig): TrialTask[] {
  return Array.from({ length: TRIALS }, (_, k) => ({
    ...{ env: "CartPole-v1", rule: "backprop", seed: firstSeed + k, retries: 0 },
    ...{ source: { id: "CartPole-v1", kwargs: {} }, budget: { steps: STEPS }, batch: 1, agent },
    ...{ engine: "tf", backend: "tfjs-node", folder: join(root, name, String(k)) },
  }));
}

/** Learning curves: the mean return of the latest episodes, every so many steps. */
function curvesOf(trials: readonly TrialTask[], records: readonly TrialRecord[]): number[][] {
  for (const { status, steps } of records) expect([status, steps]).toEqual(["done", STEPS]);
  return trials.map(({ folder }) => {
    const returns: number[] = [];
    const curve: number[] = [];
    let ended = 0;
    for (const columns of readEpisodes(join(folder, "episodes.bin"))) {
      columns.lengths.forEach((length, k) => {
        for (; curve.length * EVERY + EVERY < ended + length; ) curve.push(mean(returns.slice(-EPISODES)));
        ended += length;
        returns.push(columns.returns[k]!);
      });
    }
    while (curve.length < STEPS / EVERY) curve.push(mean(returns.slice(-EPISODES)));
    return curve;
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

async function separately(all: readonly TrialTask[]): Promise<number[][]> {
  const records: TrialRecord[] = [];
  for (const task of all) records.push(await runTrial(task, never));
  return curvesOf(all, records);
}

async function packed(all: readonly TrialTask[]): Promise<number[][]> {
  return curvesOf(all, await runPack(all, never));
}

test("the curves of 32 replicas on tfjs-node are those of 32 other seeds by themselves, in distribution", async () => {
  const alone = await separately(tasks("separate", 101, AGENT));
  const together = await packed(tasks("packed", 1, AGENT));
  const same = curveDifference(together, alone);
  expect(same.largest, JSON.stringify(same)).toBeLessThan(same.band);
  // With as many seeds a quarter of the learning rate is told apart.
  const rates = AGENT.rates.map((rate) => (rate as number) / 4);
  const slower = await packed(tasks("slower", 1, { ...AGENT, rates }));
  const other = curveDifference(slower, alone);
  expect(other.largest, JSON.stringify(other)).toBeGreaterThan(other.band);
});

test("curves of one distribution are taken for others as often as is told, and of others nearly always", () => {
  const uniform = seededUniform(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const walks = (count: number, drift: number): number[][] =>
    Array.from({ length: count }, () => {
      let value = 0;
      return Array.from({ length: 10 }, () => (value += normal() + drift));
    });
  const shareBelow = (drift: number): number => {
    const rounds = 200;
    let below = 0;
    for (let n = 0; n < rounds; n++) {
      if (curveDifference(walks(8, 0), walks(8, drift), uniform).probability <= 0.1) below++;
    }
    return below / rounds;
  };
  const chance = shareBelow(0);
  // 0.1 within three standard errors of 200 rounds.
  expect(chance).toBeGreaterThan(0.036);
  expect(chance).toBeLessThan(0.164);
  expect(shareBelow(1.5)).toBeGreaterThan(0.9);
});
