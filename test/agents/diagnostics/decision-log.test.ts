import { describe, expect, it, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { creditRules } from "../../../agents/rules/index.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { agentWith, live, scriptedStep, smallConfig } from "../scripted.js";

const STEPS = 40;

/** Of all decisions of a log, the oldest first. */
function contents(log: DecisionLog): { input: number[]; output: number[]; feedback: number }[] {
  return Array.from({ length: log.count }, (_, n) => {
    const start = log.start(n);
    return {
      input: Array.from(log.values.slice(start, start + 3)),
      output: Array.from(log.values.slice(start + 3, start + 4)),
      feedback: log.feedback(n),
    };
  });
}

function watched(agent: TeamAgent, capacity: number): DecisionLog {
  const log = new DecisionLog(agent.actor, capacity);
  agent.watch(log.recorders());
  return log;
}

/** What an agent saw and did in the scripted sub-environments, and with `reward` what it was told. */
function script(actions: readonly number[], batch: number) {
  const steps = actions.length / batch;
  return Array.from({ length: steps }, (_, t) => {
    const ids = Array.from({ length: batch }, (_value, id) => id);
    const taken = actions.slice(t * batch, (t + 1) * batch);
    const { observations, ...rest } = scriptedStep(ids, t, taken);
    return ids.map((id) => ({
      input: Array.from(observations.slice(3 * id, 3 * id + 3)),
      // The first class is the one with a logit.
      output: [taken[id] === 0 ? 1 : 0],
      reward: rest.rewards[id],
      terminated: rest.terminated[id] === 1,
      truncated: rest.truncated[id] === 1,
    }));
  });
}

describe("the log", () => {
  it("holds what was seen, drawn and paid, the latest decisions only", () => {
    const agent = agentWith("weight-max", smallConfig({ feedback: "reward" }), [4], 2);
    const log = watched(agent, 50);
    const actions = live(agent, [0, 1], 0, STEPS);
    const all = script(actions, 2)
      .flat()
      .map(({ input, output, reward }) => ({ input, output, feedback: expect.closeTo(reward, 12) }));
    expect(contents(log)).toEqual(all.slice(-50));
  });

  it("leaves out what was not learned from", () => {
    const agent = agentWith("weight-max", smallConfig({ feedback: "reward" }), [4], 2);
    const log = watched(agent, 50);
    const actions = new Int32Array(2);
    agent.act(scriptedStep([0, 1], 0, actions).observations, actions);
    agent.learn({ ...scriptedStep([0, 1], 0, actions), valid: Uint8Array.of(0, 1) });
    expect(contents(log).map(({ input }) => input)).toEqual([script([...actions], 2)[0][1].input]);
  });

  it("has the TD error, the entropy bonus in it, and nothing of truncated steps that do not teach", () => {
    for (const [lag, entropy] of [
      [false, 0],
      [false, 0.2],
      [true, 0],
    ] as const) {
      const config = smallConfig({ lag, entropy, bootstrapTruncated: false, optimizer: { kind: "sgd" } });
      const agent = agentWith("reinforce", { ...config, hidden: [], rates: [0.1] }, [4], 1);
      const log = watched(agent, 100);
      const seen: number[][] = [];
      const weights: number[][] = [];
      const actions = new Int32Array(1);
      for (let t = 0; t < STEPS; t++) {
        const before = log.count;
        weights.push(Array.from(agent.actor.output.weights.data));
        agent.act(scriptedStep([0], t, actions).observations, actions);
        agent.learn(scriptedStep([0], t, actions));
        if (log.count === before) continue;
        const { input, output, feedback } = contents(log)[log.count - 1];
        // The output's bias moves by rate · feedback · (h − p), which tells the feedback.
        const moved = agent.actor.output.weights.data[3] - weights[t][3];
        const deciding = weights[lag ? t - 1 : t];
        const z = [...input, 1].reduce((sum, x, i) => sum + x * deciding[i], 0);
        expect(moved).toBeCloseTo(0.1 * feedback * (output[0] - 1 / (1 + Math.exp(-z))), 10);
        seen.push(input);
      }
      const cut = script(new Array(STEPS).fill(0), 1).flat();
      const teaching = cut
        .slice(0, lag ? STEPS - 1 : STEPS)
        .filter(({ truncated, terminated }) => terminated || !truncated);
      expect(seen).toEqual(teaching.map(({ input }) => input));
    }
  });

  it("with `return`: the discounted return less the baseline, of ended episodes, their latest decisions", () => {
    const discount = 0.9;
    const config = smallConfig({ feedback: "return", baseline: "none", discount });
    const agent = agentWith("reinforce", config, [4], 2);
    const log = watched(agent, 100);
    const agentOfShort = agentWith("reinforce", config, [4], 2);
    const shortLog = watched(agentOfShort, 3);
    const actions = live(agent, [0, 1], 0, STEPS);
    live(agentOfShort, [0, 1], 0, STEPS);
    const steps = script(actions, 2);
    const expected: unknown[] = [];
    const running: (typeof steps)[number][] = [[], []];
    for (const step of steps) {
      step.forEach((one, id) => {
        running[id].push(one);
        if (!one.terminated && !one.truncated) return;
        running[id].forEach(({ input, output }, n) => {
          const ahead = running[id].slice(n).reduce((sum, { reward }, k) => sum + discount ** k * reward, 0);
          expected.push({ input, output, feedback: expect.closeTo(ahead, 6) });
        });
        running[id] = [];
      });
    }
    expect(expected.length).toBeGreaterThan(20);
    expect(contents(log)).toEqual(expected);
    expect(contents(shortLog)).toEqual(expected.slice(-3));
  });

  it("with `return` takes off the critic's value and adds the bonus", () => {
    // Rates of 0: without learning, agents act alike whatever they are told.
    const plain = smallConfig({ feedback: "return", baseline: "none", rates: [0, 0, 0] });
    const [bare, full] = [plain, { ...plain, baseline: "critic" as const, entropy: 0.1 }].map((config) => {
      const agent = agentWith("reinforce", config, [4], 1);
      const log = watched(agent, 100);
      live(agent, [0], 0, STEPS);
      return contents(log);
    });
    expect(full.map(({ input, output }) => [input, output])).toEqual(
      bare.map(({ input, output }) => [input, output]),
    );
    full.forEach(({ feedback }, n) => {
      expect(Math.abs(feedback - bare[n].feedback)).toBeGreaterThan(1e-6);
    });
  });

  it("goes on from its state", () => {
    const config = smallConfig({ feedback: "return", baseline: "mean" });
    const [whole, first, second] = [0, 1, 2].map(() => agentWith("weight-max", config, [4], 2));
    const wholeLog = watched(whole, 20);
    live(whole, [0, 1], 0, STEPS);
    const firstLog = watched(first, 20);
    live(first, [0, 1], 0, 23);
    second.restore(first.state());
    const secondLog = watched(second, 20);
    secondLog.restore(firstLog.state());
    expect(contents(secondLog)).toEqual(contents(firstLog));
    live(second, [0, 1], 23, STEPS);
    expect(contents(secondLog)).toEqual(contents(wholeLog));
    expect(secondLog.state()).toEqual(wholeLog.state());
  });
});

test.each(
  creditRules.flatMap(({ id, stepsTopDown, advantage }) =>
    (["reward", "td-error", "return"] as const)
      .filter((feedback) => feedback !== "return" || (!stepsTopDown && advantage === undefined))
      .map((feedback) => [id, feedback] as const),
  ),
)("%s learns the same bits from `%s`, watched or not", (rule, feedback) => {
  const variants: readonly Partial<AgentConfig>[] =
    feedback === "td-error"
      ? [{}, { lag: true, bootstrapTruncated: false }, { lambda: 0.8, entropy: 0.01 }]
      : [{ entropy: 0.01 }];
  for (const variant of variants) {
    const made = () =>
      agentWith(rule, smallConfig({ feedback, ...variant }), [4], 2, createWasmEngine(), { groups: 1 });
    const [bare, agent] = [made(), made()];
    const log = watched(agent, 16);
    expect(live(agent, [0, 1], 0, STEPS)).toEqual(live(bare, [0, 1], 0, STEPS));
    expect(log.count).toBe(16);
    expect(agent.state()).toEqual(bare.state());
  }
});

test("groups that take turns are told apart", () => {
  const config = smallConfig({ feedback: "return", baseline: "none" });
  const agent = agentWith("reinforce", config, [4], 1, undefined, { groups: 2 });
  const log = watched(agent, 200);
  const actions = [new Int32Array(1), new Int32Array(1)];
  for (let t = 0; t < STEPS; t++) {
    for (const group of [0, 1])
      agent.act(scriptedStep([group], t, actions[group]).observations, actions[group], group);
    for (const group of [0, 1]) agent.learn({ ...scriptedStep([group], t, actions[group]), group });
  }
  const inputs = contents(log).map(({ input }) => input.join());
  const own = [0, 1].map((id) => {
    const steps = Array.from({ length: STEPS }, (_, t) => scriptedStep([id], t, [0]));
    const last = steps.findLastIndex(({ terminated, truncated }) => terminated[0] + truncated[0] > 0);
    return steps.slice(0, last + 1).map(({ observations }) => Array.from(observations).join());
  });
  expect([...inputs].sort()).toEqual(own.flat().sort());
  // Each episode stands in a row, unmixed with the other group's.
  for (const ofGroup of own) expect(inputs.filter((input) => ofGroup.includes(input))).toEqual(ofGroup);
});
