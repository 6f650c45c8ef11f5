import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space } from "gymnasium-js";
import { describe, expect, it, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { creditRules } from "../../../agents/rules/index.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { openEngine } from "../../../src/experiment/engines.js";
import { createDiagnosticsProbe } from "../../../src/experiment/probes/diagnostics-probe.js";
import type { DiagnosticsPoint } from "../../../src/experiment/probes/lines.js";
import type { Probe } from "../../../src/experiment/probes/probe.js";
import { runTrial, type TrialTask } from "../../../src/experiment/trial.js";
import { agentWith, configFor, live, scriptedStep, smallConfig } from "../../agents/scripted.js";
import { TINY_AGENT, temporaryFolder } from "../tiny.js";

const DIAGNOSTICS = { points: 4, decisions: 32, rounds: 64 };

async function probed(
  rule: string,
  config: AgentConfig,
  { batch = 1, groups = 1, engine = "wasm", actionSpace }: Partial<TrialTask> & { actionSpace?: Space } = {},
): Promise<{ agent: TeamAgent; probe: Probe }> {
  const more = { groups, ...(actionSpace && { actionSpace }) };
  const agent = agentWith(rule, config, [4], batch, await openEngine({ engine }), more);
  const { topDown } = configFor(rule, config);
  const task: TrialTask = {
    ...{
      env: "scripted",
      rule,
      seed: 4,
      batch: batch * groups,
      groups,
      agent: { ...config, topDown },
      engine,
    },
    ...{ source: { id: "scripted", kwargs: {} }, budget: { steps: 100 }, retries: 0, folder: "" },
    diagnostics: DIAGNOSTICS,
  };
  return { agent, probe: createDiagnosticsProbe(task, agent, await openEngine({ engine })) };
}

const measured = async (probe: Probe, step: number): Promise<DiagnosticsPoint> =>
  (await probe.measure({ episode: 3, step })) as DiagnosticsPoint;

function expectComplete({ layers, decisions }: DiagnosticsPoint, units: readonly number[]): void {
  expect(decisions).toBe(DIAGNOSTICS.decisions);
  expect(layers.map((layer) => layer.units)).toEqual(units);
  for (const layer of layers) {
    for (const value of Object.values(layer)) expect(value === null || Number.isFinite(value)).toBe(true);
    expect(layer.norm === null && layer.signalToNoise !== null).toBe(false);
  }
}

describe("the probe", () => {
  it("writes diagnostics.jsonl at as many points as it was told", async () => {
    const { probe } = await probed("weight-max", smallConfig());
    expect(probe).toMatchObject({ file: "diagnostics.jsonl", points: 4 });
  });

  it("tells nothing before there are decisions", async () => {
    const { probe } = await probed("weight-max", smallConfig());
    const { decisions, layers } = await measured(probe, 0);
    expect(decisions).toBe(0);
    expect(layers.map(({ units }) => units)).toEqual([4, 3, 1]);
    expect(layers.every(({ entropy, norm }) => entropy === null && norm === null)).toBe(true);
  });

  it("changes nothing in the agent, and finds the same again", async () => {
    const { agent, probe } = await probed("weight-max", smallConfig());
    live(agent, [0], 0, 60);
    const before = agent.state();
    const line = await measured(probe, 60);
    expect(line).toMatchObject({ episode: 3, step: 60 });
    expect(await measured(probe, 60)).toEqual(line);
    expect(agent.state()).toEqual(before);
    const { agent: bare } = await probed("weight-max", smallConfig());
    live(bare, [0], 0, 60);
    expect(live(agent, [0], 60, 90)).toEqual(live(bare, [0], 60, 90));
    expect(agent.state()).toEqual(bare.state());
  });

  it.each([
    ["reward", 2],
    ["td-error", 2],
    ["return", 2],
    ["batch-return", 1],
  ] as const)("resumes in the middle of episodes, with %s, batch %i", async (feedback, batch) => {
    const config = smallConfig({ feedback });
    const ids = [0, 1].slice(0, batch);
    const whole = await probed("unbiased-weight-max", config, { batch });
    live(whole.agent, ids, 0, 70);
    const first = await probed("unbiased-weight-max", config, { batch });
    live(first.agent, ids, 0, 33);
    await measured(first.probe, 66);
    const second = await probed("unbiased-weight-max", config, { batch });
    second.agent.restore(first.agent.state());
    second.probe.restore!(first.probe.state!());
    live(second.agent, ids, 33, 70);
    expect(JSON.stringify(await measured(second.probe, 140))).toBe(
      JSON.stringify(await measured(whole.probe, 140)),
    );
  });
});

test.each(
  creditRules.flatMap(({ id }) =>
    (["wasm", "reference"] as const).flatMap((engine) =>
      [{}, { lambda: 0.7, entropy: 0.01 }].map((changes) => [id, engine, changes] as const),
    ),
  ),
)("%s on the %s engine with %o has numbers for every layer", async (rule, engine, changes) => {
  const { agent, probe } = await probed(rule, smallConfig(changes), { engine, batch: 2 });
  live(agent, [0, 1], 0, 60);
  expectComplete(await measured(probe, 120), [4, 3, agent.actor.output.units]);
});

const scale = (kind: "fixed" | "learned" | "predicted"): Partial<AgentConfig> => ({
  continuous: { bounding: "clip", scale: { kind, initial: 0.7 }, scaleRate: null },
});
const box = new Box(-1, 1, { shape: [2] });

test.each<[string, string, Space, Partial<AgentConfig>, number]>([
  ["a fixed σ", "weight-max", box, scale("fixed"), 2],
  ["a learned σ", "unbiased-weight-max", box, scale("learned"), 2],
  ["a predicted σ", "unbiased-weight-max", box, scale("predicted"), 4],
  ["Gaussian hidden units", "reinforce", box, { ...scale("learned"), units: "gaussian" }, 2],
  ["relu hidden units", "backprop", box, { ...scale("predicted"), units: "relu" }, 4],
  ["a Bernoulli unit", "weight-max", new Discrete(2), { output: "bernoulli" }, 1],
  ["full logits", "weight-max", new Discrete(4), { output: "softmax-full" }, 4],
  ["several softmax", "straight-through", new MultiDiscrete([2, 3]), {}, 3],
  ["several Bernoulli units", "reinforce", new MultiBinary(3), {}, 3],
  [
    "heads of all kinds",
    "weight-max",
    new Dict({ a: new Discrete(3), b: box, c: new MultiBinary(2) }),
    {},
    6,
  ],
  ["no hidden units", "reinforce", new Discrete(3), { hidden: [], rates: [0.01] }, 2],
  ["hidden and output temperatures", "weight-max", new Discrete(3), { temperatures: [1, 2, 0.5] }, 2],
])("%s, %s, two sub-environments in each of two groups", async (_, rule, actionSpace, changes, outputs) => {
  const config = smallConfig(changes);
  const { agent, probe } = await probed(rule, config, { batch: 2, groups: 2, actionSpace });
  const actions = [0, 1].map(() => new Float64Array(2 * 6));
  for (let t = 0; t < 30; t++) {
    for (const group of [0, 1]) {
      const step = scriptedStep([2 * group, 2 * group + 1], t, [0, 0]);
      agent.act(step.observations, actions[group], group);
      agent.learn({ ...step, actions: actions[group], group });
    }
  }
  expectComplete(await measured(probe, 120), [...config.hidden, outputs]);
});

test("a trial with diagnostics has a line for each point, and else the same bytes as one without", async () => {
  const root = temporaryFolder();
  const trial = async (name: string, diagnostics?: TrialTask["diagnostics"]) => {
    const folder = join(root, name);
    const task: TrialTask = {
      ...{ env: "CartPole-v1", rule: "weight-max", seed: 5, source: { id: "CartPole-v1", kwargs: {} } },
      ...{ budget: { steps: 1000 }, batch: 1, agent: TINY_AGENT, engine: "wasm", retries: 0, folder },
      ...(diagnostics && { diagnostics }),
    };
    expect(await runTrial(task, { stop: { requested: false } })).toMatchObject({ status: "done" });
    return (file: string) => readFileSync(join(folder, file));
  };
  const plain = await trial("plain");
  const looked = await trial("looked", DIAGNOSTICS);
  for (const file of ["episodes.bin", "curve.jsonl", "status.json"]) {
    expect(looked(file).equals(plain(file))).toBe(true);
  }
  const lines = looked("diagnostics.jsonl").toString().trim().split("\n");
  const points = lines.map((line) => JSON.parse(line) as DiagnosticsPoint);
  expect(points.map(({ step }) => step)).toEqual([250, 500, 750, 1000]);
  for (const point of points) expectComplete(point, [4, 1]);
});
