import { makeVec } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import type { Transition } from "../../../agents/agent.js";
import type { AgentConfig } from "../../../agents/config.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../../agents/team-agent.js";
import type { Engine } from "../../../src/engine/engine.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { agentWith, scriptedStep, smallConfig } from "../scripted.js";
import { NaiveLearner, type RecordedStep, type Weights } from "./naive.js";

const RULES = ["reinforce", "backprop", "weight-max", "unbiased-weight-max"];
const MOMENTUM = { kind: "momentum", momentum: 0.9, corrected: true } as const;

function config(overrides: Partial<AgentConfig> = {}): AgentConfig {
  const base: Partial<AgentConfig> = {
    ...{ feedback: "batch-return", discount: 0.9, optimizer: { kind: "sgd" }, rates: [0.5, 0.4, 0.3] },
    batchReturn: { episodes: 3, clip: 3 },
  };
  return smallConfig({ ...base, ...overrides });
}

/** What makes steps: scripted, or CartPole. */
interface World {
  agentFor(rule: string, config: AgentConfig, engine: Engine): TeamAgent;
  observe(): Transition["observations"];
  step(actions: Int32Array): Transition;
}

function scriptedWorld(): World {
  let t = 0;
  return {
    agentFor: (rule, own, engine) => agentWith(rule, own, [4], 1, engine),
    observe: () => scriptedStep([2], t, [0]).observations,
    step: (actions) => scriptedStep([2], t++, actions),
  };
}

function cartPole(): World {
  const env = makeVec("CartPole-v1", { numEnvs: 1 });
  const { observationSpace, actionSpace } = env;
  let now = Float64Array.from((env.reset({ seed: 3 }) as { observations: Float32Array }).observations);
  return {
    agentFor: (rule, own, engine) =>
      createTeamAgent({
        ...{ engine, rule: creditRule(rule), config: own, observationSpace, actionSpace },
        ...{ seeds: [4], batch: 1 },
      }),
    observe: () => now,
    step(actions) {
      const step = env.step(actions) as Omit<Transition, "observations" | "actions" | "nextObservations"> & {
        observations: Float32Array;
      };
      const before = now;
      now = Float64Array.from(step.observations);
      return { ...step, observations: before, actions, nextObservations: now };
    },
  };
}

function weightsOf(agent: TeamAgent): Weights {
  return agent.actor.layers.map(({ weights: { data, rows, columns } }) =>
    Array.from({ length: rows }, (_, i) => Array.from(data.slice(i * columns, (i + 1) * columns))),
  );
}

/** Lives through `updates` batches; calls `check` after each, with what had been recorded. */
function play(
  world: World,
  agent: TeamAgent,
  updates: number,
  episodes: number,
  check: (batch: RecordedStep[][], steps: number) => void,
): void {
  const actions = new Int32Array(1);
  let batch: RecordedStep[][] = [[]];
  let steps = 0;
  for (let update = 0; update < updates; ) {
    agent.act(world.observe(), actions);
    const input = Array.from(agent.actor.input.data);
    const drawn = agent.actor.layers.filter((layer) => layer.stochastic).map(({ h }) => Array.from(h.data));
    const step = world.step(actions);
    agent.learn(step);
    steps++;
    batch.at(-1)!.push({ input, drawn, reward: step.rewards[0] });
    if (!step.terminated[0] && !step.truncated[0]) continue;
    if (batch.length < episodes) {
      batch.push([]);
      continue;
    }
    check(batch, steps);
    batch = [[]];
    update++;
  }
}

function largestDifference(a: Weights, b: Weights): number {
  const [x, y] = [a.flat(2), b.flat(2)];
  return x.reduce((most, value, k) => Math.max(most, Math.abs(value - y[k])), 0);
}

const VARIANTS: Readonly<Record<string, Partial<AgentConfig>>> = {
  "plain steps": {},
  "no limit of advantages": { batchReturn: { episodes: 4, clip: null } },
  "advantages cut off": { batchReturn: { episodes: 3, clip: 0.4 } },
  "a limit of the gradient's norm": { gradientNorm: 0.05 },
  momentum: { optimizer: { kind: "momentum", momentum: 0.9 } },
  "corrected momentum under a limit": { optimizer: MOMENTUM, gradientNorm: 0.1 },
  Adam: {
    optimizer: { kind: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, correctionSteps: null },
    rates: [0.03, 0.02, 0.01],
  },
  "temperatures, entropy, weight decay and a schedule": {
    temperatures: [2, 0.5, 1.5],
    entropy: 0.2,
    weightDecay: 0.1,
    rates: [{ from: 0.5, to: 0.1, steps: 30 }, 0.4, 0.3],
  },
};

describe.each(Object.entries(VARIANTS))("with %s", (_, overrides) => {
  test.each(RULES)("%s: updates are those written out from recorded episodes", (rule) => {
    const own = config(overrides);
    const world = scriptedWorld();
    const agent = world.agentFor(rule, own, createReferenceEngine());
    const naive = new NaiveLearner(rule, own, weightsOf(agent));
    const first = weightsOf(agent);
    play(world, agent, 6, own.batchReturn.episodes, (batch, steps) => {
      naive.update(batch, steps - 1);
      expect(largestDifference(weightsOf(agent), naive.weights)).toBeLessThan(1e-10);
    });
    expect(largestDifference(first, naive.weights)).toBeGreaterThan(1e-3);
  });
});

test("the variants limit what they say they limit", () => {
  const norms = (overrides: Partial<AgentConfig>): number[] => {
    const own = config(overrides);
    const world = scriptedWorld();
    const agent = world.agentFor("backprop", own, createReferenceEngine());
    const naive = new NaiveLearner("backprop", own, weightsOf(agent));
    play(world, agent, 6, own.batchReturn.episodes, (batch, steps) => naive.update(batch, steps - 1));
    return naive.gradients.map((gradient) => Math.hypot(...gradient.flat(2)));
  };
  expect(Math.max(...norms({ gradientNorm: 0.05 }))).toBeGreaterThan(0.05);
  expect(Math.max(...norms({ optimizer: MOMENTUM, gradientNorm: 0.1 }))).toBeGreaterThan(0.1);
  expect(norms({ batchReturn: { episodes: 3, clip: 0.4 } })[0]).toBeLessThan(norms({})[0]);
});

describe("on CartPole", () => {
  const protocol: Partial<AgentConfig> = {
    ...{ hidden: [8], rates: [0.5, 0.5], discount: 0.99, batchReturn: { episodes: 4, clip: 3 } },
    ...{ gradientNorm: 1, optimizer: MOMENTUM, initialisation: "fan-in" },
  };
  test.each(RULES)("%s: updates are those written out from recorded episodes", (rule) => {
    const own = config(protocol);
    const world = cartPole();
    const agent = world.agentFor(rule, own, createReferenceEngine());
    const naive = new NaiveLearner(rule, own, weightsOf(agent));
    let longest = 0;
    play(world, agent, 5, 4, (batch, steps) => {
      longest = Math.max(longest, batch.flat().length);
      naive.update(batch, steps - 1);
      expect(largestDifference(weightsOf(agent), naive.weights)).toBeLessThan(1e-10);
    });
    // More than are learned from together, and no multiple of that.
    expect(longest).toBeGreaterThan(64);
  });

  test.each(RULES)(
    "%s: the wasm engine agrees within float32's error, what was drawn being given",
    (rule) => {
      const own = config({ ...protocol, optimizer: { kind: "sgd" } });
      const world = cartPole();
      const agent = world.agentFor(rule, own, createWasmEngine());
      let before = weightsOf(agent);
      play(world, agent, 5, 4, (batch, steps) => {
        const naive = new NaiveLearner(rule, own, structuredClone(before));
        naive.update(batch, steps - 1);
        expect(largestDifference(before, naive.weights)).toBeGreaterThan(1e-3);
        expect(largestDifference(weightsOf(agent), naive.weights)).toBeLessThan(2e-6);
        before = weightsOf(agent);
      });
    },
  );
});
