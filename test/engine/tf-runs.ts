import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../../agents/config.js";
import { stateOfReplica } from "../../agents/replica-states.js";
import { creditRules } from "../../agents/rules/index.js";
import type { Engine } from "../../src/engine/engine.js";
import { loadTensorFlow } from "../../src/engine/tf/load-tensorflow.js";
import type { TfBackend } from "../../src/engine/tf/tf-backend.js";
import { createTfEngine } from "../../src/engine/tf/tf-engine.js";
import { compareEngines, ENGINE_TOLERANCE } from "../../src/verify/index.js";
import { agentWith, live, scriptedStep, smallConfig } from "../agents/scripted.js";

const RULES = creditRules.map(({ id }) => id);
interface Setting {
  readonly name: string;
  readonly changes: Partial<AgentConfig>;
  readonly rules: readonly string[];
  /** 2 unless given. */
  readonly batch?: number;
}

const SETTINGS: readonly Setting[] = [
  { name: "without traces", changes: { lambda: 0 }, rules: RULES },
  { name: "with traces and an entropy bonus", changes: { lambda: 0.7, entropy: 0.01 }, rules: RULES },
  {
    name: "with lag and momentum",
    changes: { lag: true, bootstrapTruncated: false, optimizer: { kind: "momentum", momentum: 0.9 } },
    rules: ["weight-max"],
  },
  {
    name: "with whole returns",
    changes: { feedback: "return" },
    rules: ["reinforce", "unbiased-weight-max"],
  },
  {
    name: "from batches of episodes",
    changes: { feedback: "batch-return", batchReturn: { episodes: 2, clip: 3 }, weightDecay: 0.01 },
    rules: ["weight-max", "backprop"],
    batch: 1,
  },
  {
    name: "at three temperatures",
    changes: { temperatures: [1, 2, 0.5] },
    rules: ["weight-max", "unbiased-weight-max"],
  },
  { name: "with Gaussian units", changes: { units: "gaussian" }, rules: ["reinforce"] },
];

/** Steps after which a unit that flips would have parted float32 from float64. */
const FREE_STEPS = 40;

/**
 * Holds whole updates and short runs on a backend to the reference engine.
 *
 * @param steps over which memory must not grow
 */
export async function describeRuns(backend: TfBackend, steps: number): Promise<void> {
  const { tf } = await loadTensorFlow(backend);

  function using(run: (engine: Engine) => void): void {
    const engine = createTfEngine(tf);
    try {
      run(engine);
    } finally {
      engine.dispose?.();
    }
  }

  describe(`rules on ${backend}`, () => {
    test("compute the reference's updates from forced activities", () => {
      using((engine) => {
        const found = compareEngines(engine, creditRules);
        expect(found.map(({ rule }) => rule)).toEqual(RULES);
        for (const { rule, maxRelativeError } of found) {
          expect(maxRelativeError, rule).toBeLessThan(ENGINE_TOLERANCE);
          expect(maxRelativeError, rule).toBeGreaterThan(0);
        }
      });
    });

    test.each(SETTINGS)("act and learn as on the reference $name", ({ changes, rules, batch = 2 }) => {
      for (const rule of rules) {
        using((engine) => {
          const config = smallConfig(changes);
          const exact = agentWith(rule, config, [3, 11], batch);
          const found = agentWith(rule, config, [3, 11], batch, engine);
          const ids = Array.from({ length: 2 * batch }, (_, id) => id);
          expect(live(found, ids, 0, FREE_STEPS), rule).toEqual(live(exact, ids, 0, FREE_STEPS));
          const states = exact.state().tensors;
          for (const [name, values] of Object.entries(found.state().tensors)) {
            const scale = Math.max(...Array.from(states[name], Math.abs), 1e-3);
            values.forEach((value, k) => {
              expect(Math.abs(value - states[name][k]), `${rule}, ${name}`).toBeLessThan(1e-3 * scale);
            });
          }
        });
      }
    });

    test.each(RULES)("32 replicas of %s learn, from forced activities, as each does alone", (rule) => {
      using((engine) => {
        const seeds = Array.from({ length: 32 }, (_, k) => k + 1);
        const config = smallConfig({ lambda: 0.7 });
        const packed = agentWith(rule, config, seeds, 1, engine);
        const separate = seeds.map((seed) => agentWith(rule, config, [seed], 1, engine));
        const actions = new Int32Array(32);
        for (let t = 0; t < 4; t++) {
          const before = packed.state();
          packed.act(scriptedStep(seeds, t, actions).observations, actions);
          const drawn = packed.actor.layers.map(({ h }) => h.data.slice());
          packed.learn(scriptedStep(seeds, t, actions));
          const after = packed.state();
          seeds.forEach((seed, replica) => {
            const alone = separate[replica];
            alone.restore(stateOfReplica(before, replica, 32));
            const own = actions.slice(replica, replica + 1);
            alone.act(scriptedStep([seed], t, own).observations, own.slice());
            alone.actor.force(
              drawn.map((h) => h.subarray((replica * h.length) / 32, ((replica + 1) * h.length) / 32)),
            );
            alone.learn(scriptedStep([seed], t, own));
            const found = stateOfReplica(after, replica, 32).tensors;
            for (const [name, values] of Object.entries(alone.state().tensors)) {
              const scale = Math.max(...Array.from(values, Math.abs), 1e-3);
              values.forEach((value, k) => {
                expect(Math.abs(value - found[name][k]), `${name}, seed ${seed}`).toBeLessThan(1e-5 * scale);
              });
            }
          });
        }
      });
    });

    test("go on from a checkpoint as if they had never stopped", () => {
      using((engine) => {
        const make = () => agentWith("weight-max", smallConfig({ lambda: 0.8 }), [7], 2, engine);
        const [whole, half, rest] = [make(), make(), make()];
        const actions = live(whole, [0, 1], 0, 30);
        const first = live(half, [0, 1], 0, 13);
        rest.restore(half.state());
        expect([...first, ...live(rest, [0, 1], 13, 30)]).toEqual(actions);
        expect(rest.state()).toEqual(whole.state());
      });
    });

    test(`keep as many tensors and bytes over ${steps} steps, and none when the engine is disposed of`, () => {
      const before = tf.memory();
      using((engine) => {
        const agent = agentWith("unbiased-weight-max", smallConfig({ lambda: 0.8 }), [1, 2], 2, engine);
        const [most, later] = [0, 1].map((part) => {
          const tensors = new Set<number>();
          const bytes = new Set<number>();
          for (let t = 0; t < steps / 2; t++) {
            live(agent, [0, 1, 2, 3], (part * steps) / 2 + t, (part * steps) / 2 + t + 1);
            tensors.add(tf.memory().numTensors);
            bytes.add(tf.memory().numBytes);
          }
          return { tensors: Math.max(...tensors), bytes: Math.max(...bytes) };
        });
        expect(later).toEqual(most);
        expect(most.tensors).toBeGreaterThan(before.numTensors + 50);
      });
      const { numTensors, numBytes } = tf.memory();
      expect({ numTensors, numBytes }).toEqual({ numTensors: before.numTensors, numBytes: before.numBytes });
    });
  });
}
