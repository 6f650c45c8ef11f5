import { expect, test } from "vitest";
import type { AgentConfig } from "../../agents/config.js";
import { agentWith, scriptedStep, smallConfig } from "./scripted.js";

// A policy of one logistic unit and a linear critic, both by plain gradient ascent: small enough to
// be written out again by hand, with no credit below the output to hide a wrong feedback.
const RATE = 0.1;
const CRITIC_RATE = 0.05;
const GAMMA = 0.9;
const STEPS = 60;

function linearConfig(overrides: Partial<AgentConfig>): AgentConfig {
  const small = smallConfig();
  return {
    ...small,
    hidden: [],
    rates: [RATE],
    optimizer: { kind: "sgd" },
    discount: GAMMA,
    ...overrides,
    critic: {
      hidden: [],
      units: "linear",
      rates: [CRITIC_RATE],
      lambda: 0.5,
      optimizer: { kind: "sgd" },
    },
  };
}

const withBias = (x: ArrayLike<number>, k: number): number[] => [...Array.from(x).slice(3 * k, 3 * k + 3), 1];
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
const add = (target: number[], scale: number, source: readonly number[]): void => {
  source.forEach((value, i) => {
    target[i] += scale * value;
  });
};
const closeTo = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 10);
  });
};
/** ∂ log π(action)/∂w of the unit whose firing means action 0. */
const scoreOf = (w: readonly number[], x: readonly number[], action: number): number[] => {
  const p = 1 / (1 + Math.exp(-dot(w, x)));
  return x.map((value) => ((action === 0 ? 1 : 0) - p) * value);
};

test.each([
  [1, true, 0],
  [1, false, 0],
  [2, true, 0],
  [2, true, 0.6],
])(
  "the TD error is r + γV(s′) − V(s), batch %i, bootstrapping truncated steps: %s, λ %d",
  (batch, bootstrapTruncated, lambda) => {
    const agent = agentWith("reinforce", linearConfig({ bootstrapTruncated, lambda }), [4], batch);
    const ids = [0, 1].slice(0, batch);
    const start = agent.state().tensors;
    const actor = Array.from(start["actor.0.weights"]);
    const critic = Array.from(start["critic.0.weights"]);
    const actorTraces = ids.map(() => [0, 0, 0, 0]);
    const criticTraces = ids.map(() => [0, 0, 0, 0]);
    const starts = ids.map(() => true);
    const actions = new Int32Array(batch);
    for (let t = 0; t < STEPS; t++) {
      agent.act(scriptedStep(ids, t, actions).observations, actions);
      const step = scriptedStep(ids, t, actions);
      agent.learn(step);
      const deltas = ids.map((_, k) => {
        const isOver = step.terminated[k] === 1;
        const wasCut = step.truncated[k] === 1 && !isOver;
        const next = withBias(wasCut ? step.finalObservations : step.nextObservations, k);
        const delta =
          step.rewards[k] +
          (isOver ? 0 : GAMMA * dot(critic, next)) -
          dot(critic, withBias(step.observations, k));
        return wasCut && !bootstrapTruncated ? 0 : delta;
      });
      const actorBefore = [...actor];
      ids.forEach((_, k) => {
        const x = withBias(step.observations, k);
        const score = scoreOf(actorBefore, x, actions[k]);
        const decay = starts[k] ? 0 : GAMMA;
        actorTraces[k] = actorTraces[k].map((value, i) => decay * lambda * value + score[i]);
        criticTraces[k] = criticTraces[k].map((value, i) => decay * 0.5 * value + x[i]);
        add(actor, (RATE * deltas[k]) / batch, actorTraces[k]);
        add(critic, (CRITIC_RATE * deltas[k]) / batch, criticTraces[k]);
        starts[k] = step.terminated[k] === 1 || step.truncated[k] === 1;
      });
    }
    closeTo(agent.state().tensors["actor.0.weights"], actor);
    closeTo(agent.state().tensors["critic.0.weights"], critic);
  },
);

test("a lagging agent evaluates and acts on the next state before it learns from the last", () => {
  const agent = agentWith("reinforce", linearConfig({ lag: true, bootstrapTruncated: false }), [4], 1);
  const start = agent.state().tensors;
  const actor = Array.from(start["actor.0.weights"]);
  const critic = Array.from(start["critic.0.weights"]);
  let criticTrace = [0, 0, 0, 0];
  let isStart = true;
  let previous: {
    x: number[];
    value: number;
    score: number[];
    step: ReturnType<typeof scriptedStep>;
  } | null = null;
  const actions = new Int32Array(1);
  for (let t = 0; t < STEPS; t++) {
    const { observations } = scriptedStep([0], t, actions);
    agent.act(observations, actions);
    const x = withBias(observations, 0);
    const value = dot(critic, x);
    const score = scoreOf(actor, x, actions[0]);
    if (previous !== null) {
      const { step } = previous;
      const wasCut = step.truncated[0] === 1 && step.terminated[0] === 0;
      const ahead = step.terminated[0] ? 0 : GAMMA * value;
      const delta = wasCut ? 0 : step.rewards[0] + ahead - previous.value;
      const decay = isStart ? 0 : GAMMA * 0.5;
      criticTrace = criticTrace.map((trace, i) => decay * trace + previous!.x[i]);
      add(actor, RATE * delta, previous.score);
      add(critic, CRITIC_RATE * delta, criticTrace);
      isStart = step.terminated[0] === 1 || step.truncated[0] === 1;
    }
    const step = scriptedStep([0], t, actions);
    agent.learn(step);
    previous = { x, value, score, step };
  }
  closeTo(agent.state().tensors["actor.0.weights"], actor);
  closeTo(agent.state().tensors["critic.0.weights"], critic);
});

test.each(["none", "mean"] as const)(
  "returns-to-go less the baseline %s, summed over the episode",
  (baseline) => {
    const agent = agentWith("reinforce", linearConfig({ feedback: "return", baseline }), [4], 1);
    const actor = Array.from(agent.state().tensors["actor.0.weights"]);
    const actions = new Int32Array(1);
    let episode: { x: number[]; action: number; reward: number }[] = [];
    let mean = Number.NaN;
    let episodes = 0;
    for (let t = 0; t < STEPS; t++) {
      agent.act(scriptedStep([0], t, actions).observations, actions);
      const step = scriptedStep([0], t, actions);
      agent.learn(step);
      episode.push({ x: withBias(step.observations, 0), action: actions[0], reward: step.rewards[0] });
      if (!step.terminated[0] && !step.truncated[0]) continue;
      const returns = episode.map((_, k) =>
        episode.slice(k).reduce((sum, { reward }, i) => sum + GAMMA ** i * reward, 0),
      );
      const level = baseline === "none" || Number.isNaN(mean) ? 0 : mean;
      const gradient = [0, 0, 0, 0];
      episode.forEach(({ x, action }, k) => {
        add(gradient, returns[k] - level, scoreOf(actor, x, action));
      });
      add(actor, RATE, gradient);
      const newest = returns.reduce((sum, value) => sum + value, 0) / returns.length;
      mean = Number.isNaN(mean) ? newest : mean + 0.05 * (newest - mean);
      episode = [];
      episodes++;
    }
    expect(episodes).toBeGreaterThan(5);
    closeTo(agent.state().tensors["actor.0.weights"], actor);
  },
);

test("the mean over a batch counts valid transitions only", () => {
  const config = linearConfig({ feedback: "reward" });
  const agent = agentWith("reinforce", config, [4], 3);
  const actor = Array.from(agent.state().tensors["actor.0.weights"]);
  const actions = new Int32Array(3);
  agent.act(scriptedStep([0, 1, 2], 0, actions).observations, actions);
  const step = { ...scriptedStep([0, 1, 2], 0, actions), valid: Uint8Array.of(1, 0, 1) };
  agent.learn(step);
  const before = [...actor];
  for (const k of [0, 2]) {
    add(actor, (RATE * step.rewards[k]) / 2, scoreOf(before, withBias(step.observations, k), actions[k]));
  }
  closeTo(agent.state().tensors["actor.0.weights"], actor);
});
