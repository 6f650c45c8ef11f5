import { makeVec } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { agentFor } from "../../../src/experiment/agent-for.js";
import type { Experiment, SearchSpace } from "../../../src/experiment/definition.js";
import { type ArmSpeed, measureSpeed } from "../../../src/experiment/estimate/arm-speed.js";
import { estimateRun } from "../../../src/experiment/estimate/run-estimate.js";
import { type Plan, planExperiment } from "../../../src/experiment/plan.js";
import { preflight } from "../../../src/experiment/preflight.js";
import { EXPERIMENT } from "../tiny.js";

const plan = (more: Partial<Experiment>): Plan =>
  planExperiment({ experiment: { ...EXPERIMENT, ...more }, directory: import.meta.dirname });
const speed: ArmSpeed = { seconds: 1, episodeLength: 10, longest: 1000 };

describe("the estimate of a run", () => {
  it("takes the geometric mean between short and longest episodes, and the longest at most", () => {
    const { trials } = estimateRun(plan({}), [speed, { ...speed, longest: undefined }], 1);
    expect(trials[0]!.seconds).toBeCloseTo(10 * 100, 0);
    expect(trials[0]!.atMost).toBeCloseTo(10 * 1000, 0);
    expect(trials[1]!.seconds).toBeCloseTo(10 * 10, 0);
    expect(trials[1]!.atMost).toBeUndefined();
  });

  it("knows how many steps a budget of steps has", () => {
    const { trials } = estimateRun(plan({ budget: { steps: 300 } }), [speed, undefined], 1);
    expect(trials[0]!.seconds).toBeCloseTo(300, 0);
    expect(trials[0]!.atMost).toBeCloseTo(300, 0);
    expect(trials[1]).toBeUndefined();
  });

  it("shares the trials out among workers, the search's before the comparison's", () => {
    const budget = { steps: 100 };
    const total = (more: Partial<Experiment>, workers: number): number =>
      estimateRun(plan({ budget, ...more }), [speed, speed], workers).seconds;
    const alone = total({}, 1);
    expect(alone).toBeGreaterThan(4 * 100);
    expect(alone).toBeLessThan(4 * 100 + 5);
    expect(total({}, 2)).toBeLessThan(2 * 100 + 5);
    expect(total({}, 3)).toBeGreaterThan(2 * 100);
    const sweep = { search: "grid", space: { discount: [0.9] }, seeds: 3, budget: { steps: 10 } } as const;
    const searching = total({ sweep }, 1) - alone;
    expect(searching).toBeGreaterThan(12 * 10);
    expect(searching).toBeLessThan(12 * 10 + 5);
  });

  it("counts trials that train together as one", () => {
    const estimate = (more: Partial<Experiment>, workers: number, replicas: number) =>
      estimateRun(plan({ seeds: 4, budget: { steps: 100 }, ...more }), [speed, speed], workers, replicas);
    const seconds = (...options: Parameters<typeof estimate>): number =>
      Math.round(estimate(...options).seconds / 10) * 10;
    expect(seconds({}, 4, 1)).toBe(200);
    expect(seconds({}, 4, 2)).toBe(200);
    expect(seconds({}, 4, 4)).toBe(400);
    expect(seconds({}, 1, 4)).toBe(800);
    expect(estimate({}, 4, 1).trials[0]!.seconds).toBeCloseTo(100, 0);
    expect(estimate({}, 4, 3).trials[0]!.seconds).toBeCloseTo(300, 0);
    const sweep = { search: "grid", seeds: 3, budget: { steps: 10 } } as const;
    const searching = (space: SearchSpace, workers: number): number =>
      seconds({ sweep: { ...sweep, space } }, workers, 6) - seconds({}, workers, 6);
    // Two settings of three seeds each: in a group of 6, or in two of 3.
    expect(searching({ discount: [0.9] }, 4)).toBe(60);
    expect(searching({ output: ["softmax-full"] }, 4)).toBe(30);
    expect(seconds({ groups: 2, batch: 2 }, 4, 4)).toBe(200);
  });

  it("counts the episodes of evaluations", () => {
    const { trials } = estimateRun(
      plan({ budget: { steps: 100 }, evaluation: { episodes: 2, points: 3 } }),
      [{ ...speed, longest: 10 }, speed],
      1,
    );
    expect(trials[0]!.seconds).toBeCloseTo(100 + 6 * 10, 0);
    const further = estimateRun(
      plan({ budget: { steps: 100 }, evaluation: { episodes: 2, points: 3, also: { a: {}, b: {} } } }),
      [{ ...speed, longest: 10 }, speed],
      1,
    );
    expect(further.trials[0]!.seconds).toBeCloseTo(100 + 3 * 6 * 10, 0);
    const slower = estimateRun(
      plan({ budget: { steps: 100 }, evaluation: { episodes: 2, points: 3 } }),
      [{ ...speed, longest: 10, evaluationSeconds: 4 }, speed],
      1,
    );
    expect(slower.trials[0]!.seconds).toBeCloseTo(100 + 6 * 10 * 4, 0);
  });
});

describe("the speed of an arm", () => {
  it("is measured in an environment, with how long episodes are", async () => {
    const { arms } = plan({ environments: ["CartPole-v1"] });
    const env = makeVec("CartPole-v1", { numEnvs: 1 });
    const agent = agentFor(arms[0]!, env, { engine: createWasmEngine(), seeds: [1] });
    const found = await measureSpeed(arms[0]!, env, agent, 20);
    expect(found.seconds).toBeGreaterThan(1e-7);
    expect(found.seconds).toBeLessThan(0.1);
    expect(found.episodeLength).toBeGreaterThan(5);
    expect(found.episodeLength).toBeLessThan(200);
    expect(found.longest).toBe(500);
  });

  it("knows that the multiplexer's episodes are of one step", async () => {
    const [first] = await preflight(
      plan({ environments: ["Multiplexer-v0"], agent: { feedback: "reward" } }),
      {
        timed: true,
      },
    );
    expect(first).toMatchObject({ episodeLength: 1, longest: 1 });
  });

  it("tells that evaluations at batch 32 have a network that evaluates 32 rows for one step", async () => {
    const agent = { hidden: [256, 256], rates: [0.1, 0.1, 0.1] };
    const wide = (batch: number): Partial<Experiment> => ({
      ...{ environments: ["CartPole-v1"], rules: ["backprop"], batch, agent },
    });
    const secondsAt = async (batch: number): Promise<number> => {
      const evaluation = { episodes: 100, points: 10 };
      const [found] = await preflight(plan({ ...wide(batch), evaluation }), { timed: true });
      return found!.evaluationSeconds!;
    };
    const ratio = (await secondsAt(32)) / (await secondsAt(1));
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(60);
    const [without] = await preflight(plan(wide(32)), { timed: true });
    expect(without).not.toHaveProperty("evaluationSeconds");
  });

  it("is measured with as many replicas as train together", async () => {
    const secondsWith = async (replicas: number, more: Partial<Experiment> = {}): Promise<number> => {
      const small = { hidden: [4], rates: [0.01, 0.01] };
      const agent = { ...small, critic: { ...small, lambda: 0 } };
      const asked = plan({ seeds: 16, engine: "tf", rules: ["backprop"], agent, ...more });
      const [found] = await preflight({ ...asked, backend: "tfjs-wasm" }, { timed: true, replicas });
      return found!.seconds;
    };
    // In turn, and the least of each: what other processes do takes time, and so do the first steps.
    const least = { packed: 1, alone: 1, separate: 1 };
    for (let round = 0; round < 4; round++) {
      least.packed = Math.min(least.packed, await secondsWith(16));
      least.alone = Math.min(least.alone, await secondsWith(1));
      least.separate = Math.min(least.separate, await secondsWith(16, { diagnostics: true }));
    }
    expect(least.packed).toBeLessThan(least.alone / 2);
    expect(least.packed).toBeLessThan(least.separate / 2);
  });

  it("is not measured unless it is asked for", async () => {
    expect(await preflight(plan({}))).toEqual([undefined, undefined]);
  });
});
