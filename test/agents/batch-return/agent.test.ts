import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { BatchReturnFeedback } from "../../../agents/feedback/batch-return.js";
import { Learner } from "../../../agents/learner.js";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { HeadSpec } from "../../../agents/networks/spec.js";
import { creditRule, creditRules } from "../../../agents/rules/index.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { verificationContext } from "../../../src/verify/rule-context.js";
import { agentWith, live, scriptedStep, smallConfig } from "../scripted.js";
import { naiveAdvantages } from "./naive.js";

const ENGINES = { reference: createReferenceEngine, wasm: createWasmEngine };
const RULES = creditRules.filter(({ stepsTopDown }) => !stepsTopDown).map(({ id }) => id);
const STEPS = 90;

function config(overrides: Partial<AgentConfig> = {}): AgentConfig {
  return smallConfig({ feedback: "batch-return", batchReturn: { episodes: 3, clip: 3 }, ...overrides });
}

const MODES: Readonly<Record<string, Partial<AgentConfig>>> = {
  "Adam and a limit": { gradientNorm: 0.2 },
  "corrected momentum": { optimizer: { kind: "momentum", momentum: 0.8, corrected: true } },
  "entropy, weight decay, normalised, scaled": {
    ...{ entropy: 0.1, weightDecay: 0.1, normalizeRewards: true },
    observation: { scale: [2, 1, 0.5], normalize: true, embedding: null, embeddingRate: null },
  },
};

/** Of the first sub-environment that each replica lives in. */
const IDS = [0, 3];

function updatesOf(agent: TeamAgent): readonly number[] {
  return agent.state().metadata.actorUpdates as readonly number[];
}

describe.each(Object.entries(ENGINES))("on engine %s", (_, createEngine) => {
  describe.each(Object.entries(MODES))("with %s", (_name, mode) => {
    test.each(RULES)("%s: packed replicas equal separate ones bit for bit", (id) => {
      const seeds = [3, 11];
      const packed = agentWith(id, config(mode), seeds, 1, createEngine());
      live(packed, IDS, 0, STEPS);
      const together = packed.state();
      // One of them has taken more updates, and episodes are under way in both.
      expect(new Set(updatesOf(packed)).size).toBe(2);
      seeds.forEach((seed, replica) => {
        const alone = agentWith(id, config(mode), [seed], 1, createEngine());
        live(alone, [IDS[replica]], 0, STEPS);
        const { tensors, metadata } = alone.state();
        expect(metadata.actorUpdates).toEqual([updatesOf(packed)[replica]]);
        for (const [name, values] of Object.entries(tensors)) {
          if (name.startsWith("feedback.history")) {
            const own = replica === 0 ? name : `${name}.${replica}`;
            expect(together.tensors[own], own).toEqual(values);
            continue;
          }
          const share = together.tensors[name].length / seeds.length;
          expect(together.tensors[name].slice(replica * share, (replica + 1) * share), name).toEqual(values);
        }
      });
    });
  });

  test("a restored agent goes on as if nothing had happened", () => {
    for (const mode of Object.values(MODES)) {
      const whole = agentWith("weight-max", config(mode), [7, 8], 1, createEngine());
      const actions = live(whole, IDS, 0, STEPS);
      for (const at of [1, 31, 47]) {
        const first = agentWith("weight-max", config(mode), [7, 8], 1, createEngine());
        live(first, IDS, 0, at);
        const second = agentWith("weight-max", config(mode), [7, 8], 1, createEngine());
        // Whatever it did before must not shine through.
        live(second, [5, 6], 0, 29);
        second.restore(structuredClone(first.state()));
        expect(second.state()).toEqual(first.state());
        expect(live(second, IDS, at, STEPS)).toEqual(actions.slice(2 * at));
        expect(second.state()).toEqual(whole.state());
      }
    }
  });

  test("what it learns from is not changed by being watched, and is told", () => {
    for (const id of RULES) {
      const own = config({ entropy: 0.1 });
      const [bare, agent] = [0, 1].map(() => agentWith(id, own, IDS, 1, createEngine()));
      const log = new DecisionLog(agent.actor, 16);
      agent.watch(log.recorders());
      expect(live(agent, IDS, 0, STEPS)).toEqual(live(bare, IDS, 0, STEPS));
      expect(log.count).toBe(16);
      expect(agent.state()).toEqual(bare.state());
    }
  });
});

test("the log of decisions holds what was seen, drawn and the advantage", () => {
  const own = config({ discount: 0.9 });
  const agent = agentWith("reinforce", own, [4], 1);
  const log = new DecisionLog(agent.actor, 1000);
  agent.watch(log.recorders());
  const actions = live(agent, [0], 0, STEPS);
  const steps = actions.map((action, t) => scriptedStep([0], t, [action]));
  const batches: (typeof steps)[][] = [[[]]];
  for (const step of steps) {
    batches.at(-1)!.at(-1)!.push(step);
    if (!step.terminated[0] && !step.truncated[0]) continue;
    if (batches.at(-1)!.length < 3) batches.at(-1)!.push([]);
    else batches.push([[]]);
  }
  const expected = batches.slice(0, -1).flatMap((batch) => {
    const advantages = naiveAdvantages(
      batch.map((episode) => episode.map(({ rewards }) => rewards[0])),
      ...([0.9, 3] as const),
    ).flat();
    return batch.flat().map((step, n) => ({
      input: Array.from(step.observations),
      drawn: [step.actions[0] === 0 ? 1 : 0],
      feedback: expect.closeTo(advantages[n], 10),
    }));
  });
  expect(expected.length).toBeGreaterThan(30);
  const told = Array.from({ length: log.count }, (_, n) => {
    const start = log.start(n);
    const values = Array.from(log.values.slice(start, start + 4));
    return { input: values.slice(0, 3), drawn: values.slice(3), feedback: log.feedback(n) };
  });
  expect(told).toEqual(expected);
});

test.each(RULES)("%s: how many steps are learned from together changes nothing but rounding", (id) => {
  const learned = (rows: number): number[] => {
    const engine = createReferenceEngine();
    const kind = creditRule(id).defaultUnits;
    const spec = { inputs: 3, hidden: [4, 3].map((units) => ({ units, kind })) };
    const heads: HeadSpec[] = [{ kind: "softmax", size: 2, fullLogits: true }];
    const actor = new Network(engine, { ...spec, heads }, 1, 1);
    actor.initialise([1], "initialisation");
    const learner = new Learner({
      ...{ network: actor.withBatch(rows), rule: creditRule(id), optimizer: { kind: "sgd" } },
      ...{ rates: [[0.5, 0.4, 0.3]], mode: "batch", gradientNorms: [0.1] },
      context: verificationContext(actor),
    });
    const feedback = new BatchReturnFeedback({
      ...{ actor, learner, bonus: null, control: null },
      configs: [{ discount: 0.9, batchReturn: { episodes: 4, clip: 3 } }],
    });
    for (let t = 0; t < STEPS; t++) {
      const step = scriptedStep([0], t, [0]);
      actor.input.data.set(step.observations);
      actor.forward(unitKeys([1]), t);
      feedback.learn(step);
    }
    expect(learner.updates[0]).toBeGreaterThan(3);
    return actor.layers.flatMap(({ weights }) => Array.from(weights.data));
  };
  const expected = learned(64);
  for (const rows of [1, 2, 7, 16, 200]) {
    learned(rows).forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 12);
    });
  }
});

describe("learns nothing, and no NaN,", () => {
  const still = (
    overrides: Partial<AgentConfig>,
    change: (step: ReturnType<typeof scriptedStep>) => object,
  ) => {
    const agent = agentWith("unbiased-weight-max", config(overrides), [4], 1, createWasmEngine());
    const before = agent.state().tensors;
    const actions = new Int32Array(1);
    for (let t = 0; t < STEPS; t++) {
      agent.act(scriptedStep([0], t, actions).observations, actions);
      const step = scriptedStep([0], t, actions);
      agent.learn({ ...step, ...change(step) });
    }
    const after = agent.state();
    for (let l = 0; l < 3; l++) {
      expect(after.tensors[`actor.${l}.weights`]).toEqual(before[`actor.${l}.weights`]);
    }
    return after;
  };

  test("from batches of one episode, which are their own mean", () => {
    still({ batchReturn: { episodes: 1, clip: 3 } }, () => ({}));
  });

  test("where all episodes are equal, of one step for one", () => {
    const state = still({}, () => ({ rewards: Float64Array.of(2), terminated: Uint8Array.of(1) }));
    expect(state.metadata.actorUpdates).toEqual([STEPS / 3]);
  });

  test("from transitions that are resets", () => {
    const state = still({}, () => ({ valid: Uint8Array.of(0) }));
    expect(state.tensors["feedback.history"]).toHaveLength(0);
  });
});

test("episodes of one step teach the better action", () => {
  const own = config({
    hidden: [],
    rates: [0.5],
    optimizer: { kind: "sgd" },
    batchReturn: { episodes: 8, clip: 3 },
  });
  const agent = agentWith("reinforce", own, [4], 1);
  const actions = new Int32Array(1);
  for (let t = 0; t < 1000; t++) {
    agent.act(scriptedStep([0], t, actions).observations, actions);
    const step = scriptedStep([0], t, actions);
    agent.learn({ ...step, rewards: Float64Array.of(actions[0]), terminated: Uint8Array.of(1) });
  }
  expect(agent.actor.output.p.data[0]).toBeLessThan(0.1);
});

test("what was played of an episode that never ends is forgotten, whole ones are kept", () => {
  const agent = agentWith("weight-max", config(), [4], 1);
  let t = 0;
  const lengths = (): readonly number[] => agent.state().metadata["feedback.lengths"] as readonly number[];
  const rows = (): number => (agent.state().shapes["feedback.history"] ?? [])[0];
  while (!(lengths().length === 2 && rows() > lengths()[0] + lengths()[1])) live(agent, [0], t, ++t);
  const before = lengths();
  agent.abandonEpisodes();
  expect(lengths()).toEqual(before);
  expect(rows()).toBe(before[0] + before[1]);
});
