import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { packs } from "../../../src/experiment/packing/packs.js";
import { runPack } from "../../../src/experiment/packing/run-pack.js";
import type { TrialTask } from "../../../src/experiment/trial.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";
import { alone, filesOf, never, stopAfter, untimed } from "./packed-trials.js";

const root = temporaryFolder();
const { critic, observation, continuous } = TINY_AGENT;
const gaussian = { ...continuous, scale: { kind: "learned", initial: 0.5 } } as const;

/** Settings that go together, of a trial each. */
const together: readonly (readonly [
  string,
  Partial<TrialTask>,
  Partial<AgentConfig>,
  readonly Partial<AgentConfig>[],
])[] = [
  [
    "rates and schedules",
    {},
    { optimizer: { kind: "momentum", momentum: 0.9, corrected: true } },
    [
      {},
      { rates: [0.1, 0.001], critic: { ...critic, rates: [0.1, 0.02] } },
      { rates: [{ from: 0.1, to: 0.001, steps: 200 }, 0.02] },
      { rates: [0, 0], critic: { ...critic, rates: [{ from: 0, to: 0.1, steps: 90 }, 0] } },
    ],
  ],
  [
    "temperatures",
    { rule: "unbiased-weight-max" },
    {},
    [{}, { temperatures: [2, 0.5] }, { temperatures: [1, 1] }, { temperatures: [0.1, 3] }],
  ],
  [
    "discount, traces, entropy, weight decay",
    { batch: 2 },
    { lambda: 0.5, entropy: 0.01, normalizeRewards: true },
    [
      {},
      { discount: 0.5, entropy: 0.2 },
      { lambda: 0.9, weightDecay: 0.1, critic: { ...critic, lambda: 0.3 } },
      { discount: 1, lambda: 1, critic: { ...critic, lambda: 1 } },
    ],
  ],
  [
    "of whole episodes, with a critic",
    {},
    { feedback: "return", baseline: "critic" },
    [{}, { discount: 0.5 }, { critic: { ...critic, lambda: 0.3 } }, { weightDecay: 0.1 }],
  ],
  [
    "batches of whole episodes",
    {},
    { feedback: "batch-return" },
    [
      { batchReturn: { episodes: 2, clip: null } },
      { batchReturn: { episodes: 5, clip: 1 }, gradientNorm: 0.05 },
      { batchReturn: { episodes: 1, clip: 3 }, discount: 0.5 },
      { gradientNorm: 1e-3 },
    ],
  ],
  [
    "rates of embeddings",
    { env: "FrozenLake-v1", source: { id: "FrozenLake-v1", kwargs: {} }, budget: { episodes: 60 } },
    { observation: { ...observation, embedding: 3 } },
    [
      {},
      { observation: { ...observation, embedding: 3, embeddingRate: 0.1 } },
      { observation: { ...observation, embedding: 3, embeddingRate: 0 } },
      { rates: [0.1, 0.1] },
    ],
  ],
  [
    "rates of a learned deviation",
    {
      ...{ env: "Pendulum-v1", source: { id: "Pendulum-v1", kwargs: {} }, budget: { steps: 500 } },
      rule: "reinforce",
    },
    { continuous: gaussian },
    [
      {},
      { continuous: { ...gaussian, scaleRate: 0.1 } },
      { continuous: { ...gaussian, scaleRate: 0 } },
      { weightDecay: 0.1 },
    ],
  ],
];

function tasks(
  name: string,
  changes: Partial<TrialTask>,
  settings: readonly Partial<AgentConfig>[],
): TrialTask[] {
  return settings.map((own, k) => ({
    ...{ env: "CartPole-v1", rule: "weight-max", seed: 3 + (k % 2) },
    ...{ source: { id: "CartPole-v1", kwargs: {} }, budget: { episodes: 25 }, batch: 1 },
    ...{ engine: "wasm", retries: 0, ...changes },
    agent: { ...TINY_AGENT, ...own },
    folder: join(root, name, String(k)),
  }));
}

describe("settings of a search", () => {
  it.each(together)("leave the same bytes as alone: %s", async (label, changes, common, settings) => {
    const all = settings.map((own) => ({ ...common, ...own }));
    const separate = tasks(`separate ${label}`, changes, all);
    const packed = tasks(`packed ${label}`, changes, all);
    expect(packs(packed, 4)).toEqual([[0, 1, 2, 3]]);
    const records = await alone(separate);
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["done"]));
    expect(untimed(await runPack(packed, never))).toEqual(untimed(records));
    const files = filesOf(separate);
    expect(filesOf(packed)).toEqual(files);
    // What they have learned differs: they are other settings.
    expect(new Set(files.map((own) => own["checkpoint.safetensors"])).size).toBeGreaterThan(2);
  });

  it.each(together)("go on where they stopped: %s", async (label, changes, common, settings) => {
    const all = settings.map((own) => ({ ...common, ...own }));
    const separate = tasks(`separate again ${label}`, changes, all);
    const pieces = tasks(`pieces ${label}`, changes, all);
    const records = await alone(separate);
    for (const times of [30, 2, 203]) await runPack(pieces, stopAfter(times));
    await runPack([pieces[2]!, pieces[1]!], stopAfter(60));
    expect(untimed(await runPack(pieces, never))).toEqual(untimed(records));
    expect(filesOf(pieces)).toEqual(filesOf(separate));
  });

  it.each([
    { engine: "reference", budget: { steps: 300 } },
    { engine: "tf", backend: "tfjs-wasm", budget: { steps: 90 } },
  ] as const)("leave the same bytes with %j", async (changes) => {
    const all: Partial<AgentConfig>[] = [
      { lambda: 0.5, entropy: 0.1 },
      { lambda: 0.9, entropy: 0.2, rates: [0.1, 0.2], temperatures: [2, 0.5], discount: 0.5 },
      {
        lambda: 0.7,
        entropy: 0.01,
        weightDecay: 0.1,
        critic: { ...critic, lambda: 0.3, rates: [0.1, 0.02] },
      },
    ];
    const separate = tasks(`separate ${changes.engine}`, changes, all);
    const packed = tasks(`packed ${changes.engine}`, changes, all);
    const records = await alone(separate);
    expect(untimed(await runPack(packed, never))).toEqual(untimed(records));
    expect(filesOf(packed)).toEqual(filesOf(separate));
  });

  it.each(["wasm", "reference"] as const)("fail alone, on %s", async (engine) => {
    const settings = [{}, { rates: [1e300, 1e300], critic: { ...critic, rates: [1e300, 1e300] } }, {}];
    const separate = tasks(`failing alone ${engine}`, { engine, budget: { steps: 300 } }, settings);
    const packed = tasks(`failing packed ${engine}`, { engine, budget: { steps: 300 } }, settings);
    const records = await alone(separate);
    expect(records.map(({ error, status }) => error ?? status)).toEqual([
      "done",
      expect.stringContaining("no longer finite"),
      "done",
    ]);
    expect(untimed(await runPack(packed, never))).toEqual(untimed(records));
    expect(filesOf(packed)).toEqual(filesOf(separate));
  });

  it.each<readonly [string, Partial<AgentConfig>]>([
    ["sizes", { hidden: [5] }],
    ["optimizer", { optimizer: { kind: "sgd" } }],
    ["β of the optimizer", { optimizer: { ...(TINY_AGENT.optimizer as object), beta1: 0.5 } as never }],
    ["feedback", { feedback: "return" }],
    ["λ at 0 or not", { lambda: 0.5 }],
    ["the critic's λ at 0 or not", { critic: { ...critic, lambda: 0 } }],
    ["entropy at 0 or not", { entropy: 0.1 }],
    ["normalised observations", { observation: { ...observation, normalize: true } }],
    ["first deviation", { continuous: gaussian }],
  ])("that differ in %s are not packed", (_, own) => {
    expect(packs(tasks("apart", {}, [{}, own]), 2)).toEqual([[0], [1]]);
  });
});
