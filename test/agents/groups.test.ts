import { describe, expect, test } from "vitest";
import type { Checkpoint, Transition } from "../../agents/agent.js";
import type { AgentConfig } from "../../agents/config.js";
import { AgentConfigError } from "../../agents/errors.js";
import type { TeamAgent } from "../../agents/team-agent.js";
import type { Engine } from "../../src/engine/engine.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { agentWith, scriptedStep, smallConfig } from "./scripted.js";

const GROUPS = 2;
const STEPS = 40;

const MODES: Readonly<Record<string, Partial<AgentConfig>>> = {
  reward: { feedback: "reward" },
  "TD error": { feedback: "td-error" },
  "TD error with actor traces": { feedback: "td-error", lambda: 0.7 },
  "TD error, lagging": { feedback: "td-error", lag: true, bootstrapTruncated: false },
  "entropy and weight decay": { feedback: "td-error", lambda: 0.5, entropy: 0.1, weightDecay: 0.2 },
  "entropy, lagging": { feedback: "td-error", lag: true, bootstrapTruncated: false, entropy: 0.1 },
  return: { feedback: "return", baseline: "mean" },
  "return with critic": { feedback: "return", baseline: "critic", entropy: 0.1 },
  "momentum and schedules": {
    feedback: "td-error",
    optimizer: { kind: "momentum", momentum: 0.9 },
    rates: [{ from: 0.05, to: 0.01, steps: 30 }, 0.05, 0.03],
  },
};
const NORMALISED: Partial<AgentConfig> = {
  feedback: "td-error",
  observation: { scale: null, normalize: true, embedding: null, embeddingRate: null },
  normalizeRewards: true,
};
const ENGINES = { reference: createReferenceEngine, wasm: createWasmEngine };
const RULES = ["weight-max", "unbiased-weight-max"];

const idsOf = (group: number, batch: number): number[] =>
  Array.from({ length: batch }, (_, i) => group * batch + i);

interface Turn {
  readonly kind: "act" | "learn";
  readonly group: number;
  /** Of the group's own. */
  readonly step: number;
}

/** As `interact` lets groups take turns: one is always being learned from while the others are under way. */
function turns(steps: number): Turn[] {
  const list: Turn[] = idsOf(0, GROUPS).map((group) => ({ kind: "act", group, step: 0 }));
  for (let step = 0; step < steps; step++) {
    for (let group = 0; group < GROUPS; group++) {
      list.push({ kind: "learn", group, step }, { kind: "act", group, step: step + 1 });
    }
  }
  return list;
}

/** Scripted sub-environments for each group. */
class Script {
  readonly actions: Int32Array[];
  readonly taken: number[][] = idsOf(0, GROUPS).map(() => []);

  constructor(readonly batch: number) {
    this.actions = idsOf(0, GROUPS).map(() => new Int32Array(batch));
  }

  play(agent: TeamAgent, { kind, group, step }: Turn, as = group): void {
    const transition = this.transition(group, step);
    if (kind === "act") {
      agent.act(transition.observations, this.actions[group], as);
      this.taken[group].push(...this.actions[group]);
    } else agent.learn({ ...transition, group: as });
  }

  transition(group: number, step: number): Transition {
    return scriptedStep(idsOf(group, this.batch), step, this.actions[group]);
  }
}

/** An engine that draws the numbers of another step. */
function drawing(engine: Engine, stepOf: (step: number) => number): Engine {
  return new Proxy(engine, {
    get(target, property) {
      if (property === "uniforms") {
        const uniforms: Engine["uniforms"] = (u, keys, step) => target.uniforms(u, keys, stepOf(step));
        return uniforms;
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** What a group has of its own in a checkpoint, and what all share, under the names that one group has. */
function partOf(state: Checkpoint, group: number, step?: number): Checkpoint {
  const pick = <T>(values: Readonly<Record<string, T>>): Record<string, T> => {
    const picked: Record<string, T> = {};
    for (const [name, value] of Object.entries(values)) {
      const [, prefix, of = "0", rest] =
        /^(feedback)(?:\.(\d+))?(\..*)$/.exec(name) ??
        /^(.*\.(?:trace|sum|returns))(?:\.(\d+))?()$/.exec(name) ??
        [];
      if (prefix === undefined) picked[name] = value;
      else if (Number(of) === group) picked[prefix + rest] = value;
    }
    return picked;
  };
  const { steps: _, slots, ...metadata } = pick(state.metadata);
  const slot = (slots as readonly number[] | undefined)?.[group] ?? metadata.slot;
  return {
    tensors: pick(state.tensors),
    shapes: pick(state.shapes),
    metadata: { ...metadata, slot, ...(step === undefined ? {} : { step }) },
  };
}

const grouped = (config: AgentConfig, batch: number, engine: Engine, rule: string): TeamAgent =>
  agentWith(rule, config, [7], batch, engine, { groups: GROUPS });

describe.each(Object.entries(ENGINES))("groups on engine %s", (_, createEngine) => {
  describe.each(Object.entries(MODES))("with feedback: %s", (_name, mode) => {
    test.each(RULES)("%s: at rate 0 traces and feedback are those of independent agents", (rule) => {
      const base = smallConfig(mode);
      const critic = { ...base.critic, rates: [0, 0] };
      const config = { ...base, rates: [0, 0, 0], critic };
      for (const batch of [1, 3]) {
        const together = new Script(batch);
        const agent = grouped(config, batch, createEngine(), rule);
        for (const turn of turns(STEPS)) together.play(agent, turn);
        for (let group = 0; group < GROUPS; group++) {
          const apart = new Script(batch);
          const engine = drawing(createEngine(), (step) => step * GROUPS + group);
          const alone = agentWith(rule, config, [7], batch, engine);
          for (const turn of turns(STEPS)) if (turn.group === group) apart.play(alone, turn, 0);
          expect(apart.taken[group]).toEqual(together.taken[group]);
          const part = partOf(agent.state(), group);
          const expected = alone.state();
          for (const [name, values] of Object.entries(expected.tensors)) {
            // Shared by the groups, and of no effect at rate 0.
            if (!/\.[mv]$/.test(name)) expect(part.tensors[name], name).toEqual(values);
          }
          for (const [name, values] of Object.entries(expected.metadata)) {
            if (name.startsWith("feedback")) expect(part.metadata[name], name).toEqual(values);
          }
        }
      }
    });
  });

  describe.each(Object.entries({ ...MODES, normalised: NORMALISED }))("with feedback: %s", (_name, mode) => {
    test.each(RULES)("%s: each update is that of an agent of one group", (rule) => {
      for (const batch of [1, 3]) {
        const config = smallConfig(mode);
        const agent = grouped(config, batch, createEngine(), rule);
        const alone = idsOf(0, GROUPS).map(() => agentWith(rule, config, [7], batch, createEngine()));
        const script = new Script(batch);
        const weights = new Set<string>();
        for (const turn of turns(STEPS)) {
          const { group, kind, step } = turn;
          // Its activity is left alone, unless what lags behind needs it.
          const drawn = kind === "act" ? step * GROUPS + group : (agent.state().metadata.step as number);
          const single = alone[group];
          single.restore(partOf(agent.state(), group, drawn));
          const shadow = new Script(batch);
          shadow.actions[group].set(script.actions[group]);
          script.play(agent, turn);
          shadow.play(single, turn, 0);
          expect(shadow.actions[group]).toEqual(script.actions[group]);
          // An agent that lags changes sides when it is not at its first step.
          if (config.lag && step === 0) continue;
          const { step: _step, ...metadata } = single.state().metadata;
          const part = partOf(agent.state(), group);
          expect(part.metadata).toMatchObject(metadata);
          expect(part.tensors).toEqual(single.state().tensors);
          weights.add(part.tensors["actor.0.weights"].join());
        }
        expect(weights.size).toBeGreaterThan(STEPS / 4);
      }
    });

    test("a restored agent goes on as if nothing had happened", () => {
      const config = smallConfig(mode);
      const play = (agent: TeamAgent, script: Script, from: number, to: number): void => {
        for (let step = from; step < to; step++) {
          for (let group = 0; group < GROUPS; group++) {
            script.play(agent, { kind: "act", group, step });
            script.play(agent, { kind: "learn", group, step });
          }
        }
      };
      const whole = grouped(config, 2, createEngine(), "weight-max");
      const script = new Script(2);
      play(whole, script, 0, 17);
      const second = grouped(config, 2, createEngine(), "weight-max");
      second.restore(whole.state());
      play(whole, script, 17, STEPS);
      const rest = new Script(2);
      play(second, rest, 17, STEPS);
      expect(rest.taken).toEqual(script.taken.map((taken) => taken.slice(2 * 17)));
      expect(second.state()).toEqual(whole.state());
    });
  });
});

test("no two acts draw the same numbers, and those of one group are as ever", () => {
  const steps: number[] = [];
  const engine = drawing(createReferenceEngine(), (step) => {
    steps.push(step);
    return step;
  });
  const agent = grouped(smallConfig(), 1, engine, "weight-max");
  const script = new Script(1);
  for (const turn of turns(20)) script.play(agent, turn);
  expect(new Set(steps).size).toBe(steps.length);
  steps.length = 0;
  const one = agentWith("weight-max", smallConfig(), [7], 1, engine);
  for (const turn of turns(20)) if (turn.group === 0) script.play(one, turn);
  expect(steps).toEqual(Array.from({ length: 21 }, (_, step) => step));
});

test("an agent of one group takes up after one of several, to act, and not the other way round", () => {
  const config = smallConfig({ lambda: 0.5 });
  const several = grouped(config, 1, createReferenceEngine(), "weight-max");
  const script = new Script(1);
  for (const turn of turns(10)) script.play(several, turn);
  const one = agentWith("weight-max", config, [7], 1);
  one.restore(several.state());
  expect(one.state().tensors["actor.0.weights"]).toEqual(several.state().tensors["actor.0.weights"]);
  expect(() => several.restore(one.state())).toThrow("checkpoint has 1 group, but the agent has 2");
});

test("a group that an agent was not made for is refused", () => {
  const act = (agent: TeamAgent, group: number) => () =>
    agent.act(new Float32Array(3), new Int32Array(1), group);
  const one = agentWith("weight-max", smallConfig(), [7], 1);
  expect(act(one, 1)).toThrow(AgentConfigError);
  expect(act(one, 1)).toThrow(
    "group is 1, but the agent was made for one environment: set its option groups",
  );
  const two = grouped(smallConfig(), 1, createReferenceEngine(), "weight-max");
  expect(act(two, 2)).toThrow("made for 2 environments that take turns");
  expect(() => agentWith("weight-max", smallConfig(), [7], 1, undefined, { groups: 0 })).toThrow(
    "groups is 0: allowed is an integer of at least 1",
  );
});
