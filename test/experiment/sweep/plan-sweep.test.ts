import { describe, expect, it } from "vitest";
import { DEFAULT_AGENT } from "../../../agents/config.js";
import type { Experiment, SweepSettings } from "../../../src/experiment/definition.js";
import { type Plan, type PlannedArm, planExperiment } from "../../../src/experiment/plan.js";
import type { CommandLineSettings } from "../../../src/experiment/schema.js";
import { candidateAgent } from "../../../src/experiment/sweep/candidate-agent.js";
import { randomCandidates } from "../../../src/experiment/sweep/candidates.js";
import { searchTrials, sweepTasks } from "../../../src/experiment/sweep/sweep-tasks.js";
import { EXPERIMENT } from "../tiny.js";

const SPACE = { "rates[0]": [0.1, 0.03] };
const plan = (
  sweep: Partial<SweepSettings>,
  more: Partial<Experiment> = {},
  line: CommandLineSettings = {},
): Plan =>
  planExperiment({ experiment: { ...EXPERIMENT, sweep, ...more }, directory: import.meta.dirname }, line);
const arm = (...options: Parameters<typeof plan>): PlannedArm => plan(...options).arms[0]!;

describe("the plan of a search", () => {
  it("fills in what is not given", () => {
    const { sweep } = arm({ search: "grid", space: SPACE });
    expect(sweep).toEqual({
      search: "grid",
      measure: "averageReturn",
      seeds: [1_000_001, 1_000_002, 1_000_003],
      budget: { episodes: 10 },
      space: SPACE,
      candidates: [{}, { "rates[0]": 0.1 }, { "rates[0]": 0.03 }],
    });
  });

  it("keeps clear of the comparison's seeds", () => {
    const seeds = (own: SweepSettings["seeds"], comparison: number[]): unknown =>
      arm({ search: "grid", space: SPACE, seeds: own }, { seeds: comparison }).sweep!.seeds;
    expect(seeds(2, [1_000_001])).toEqual([1_000_002, 1_000_003]);
    expect(seeds([7, 8], [1, 2])).toEqual([7, 8]);
    expect(() => seeds([2, 3], [1, 2, 3])).toThrow(
      "sweep.seeds has 2, 3, which the comparison uses: allowed is others, or how many",
    );
  });

  it("tries the same random settings with every rule and environment that share a space, whatever else there is", () => {
    const search = { random: 5 };
    const space = { "rates[0]": { from: 0.001, to: 1, log: true } };
    const environments = ["CartPole-v1", "Acrobot-v1"];
    const both = plan({ search, space }, { environments }).arms.map(({ sweep }) => sweep!.candidates);
    expect(new Set(both.map((one) => JSON.stringify(one))).size).toBe(1);
    const alone = arm({ search, space }, { rules: ["weight-max"] });
    expect(alone.sweep!.candidates).toEqual(both[0]);
    // A space of its own has a stream of its own.
    const own = plan({ search, space, perRule: { reinforce: space } }).arms.map(
      ({ sweep }) => sweep!.candidates,
    );
    expect(own[1]).toEqual(both[0]);
    expect(own[0]).not.toEqual(both[0]);
    expect(own.map(({ length }) => length)).toEqual([6, 6]);
  });

  it("leaves rules without a dimension alone, and takes layers field by field", () => {
    const [first, second] = plan({ search: "grid", space: SPACE, perRule: { reinforce: {} } }).arms;
    expect(first).not.toHaveProperty("sweep");
    expect(second!.sweep!.candidates).toHaveLength(3);
    const layered = arm(
      { search: "grid", space: SPACE },
      {},
      { sweep: { seeds: [9], measure: "finalReturn" } },
    );
    expect(layered.sweep).toMatchObject({ seeds: [9], measure: "finalReturn", space: SPACE });
    expect(arm({ search: "grid", space: SPACE }, {}, { sweep: false })).not.toHaveProperty("sweep");
    const own = { "CartPole-v1": { sweep: { budget: { steps: 7 } } } };
    expect(arm({ search: "grid", space: SPACE }, { perEnvironment: own }).sweep!.budget).toEqual({
      steps: 7,
    });
  });

  it("tries each setting once, however it is put", () => {
    const settings = (space: SweepSettings["space"], agent: Experiment["agent"] = {}): unknown[] =>
      plan({ search: "grid", space }, { agent, rules: ["reinforce"] }).arms.map(
        ({ sweep }) => sweep?.candidates,
      );
    const around = { from: 0.1, to: 10, log: true, times: true, steps: 3 };
    expect(settings({ rates: around })).toEqual([[{}, { rates: 0.1 }, { rates: 10 }]]);
    // A third, which twelve digits do not hold, times one.
    expect(settings({ rates: around }, { rates: [1 / 3, 0.1, 0.1] })).toEqual([
      [{}, { rates: 0.1 }, { rates: 10 }],
    ]);
    expect(settings({ "rates[0]": [0.01, 0.1, 0.1] })).toEqual([[{}, { "rates[0]": 0.1 }]]);
    const schedules = [
      { from: 1, to: 0.1, steps: 9 },
      { steps: 9, from: 1, to: 0.1 },
    ];
    expect(settings({ "rates[0]": schedules })).toEqual([[{}, { "rates[0]": schedules[0] }]]);
    // The whole and, after it, the part, which counts.
    const parts = { rates: around, "rates[0]": [0.01, 0.1] };
    expect(settings(parts, { rates: [0.01, 0, 0] })).toEqual([[{}, { rates: 0.1, "rates[0]": 0.1 }]]);
    // Nothing but what stands there.
    expect(settings({ "rates[0]": [0.01] })).toEqual([undefined]);
    const random = arm({ search: { random: 2 }, space: { "rates[0]": [0.01, 0.1] } });
    expect(random.sweep!.candidates).toEqual([{}, { "rates[0]": 0.1 }]);
  });

  it("keeps the order of a search whose settings are different ones", () => {
    const space = { rates: { from: 0.5, to: 2, times: true }, "rates[1]": { from: 0.5, to: 2, times: true } };
    const { sweep } = arm({ search: { random: 16 }, space });
    expect(sweep!.candidates).toEqual(randomCandidates(space, { random: 16 }, 0));
  });

  it("makes trials of it in folders of their own, without probes", () => {
    const planned = plan(
      { search: "grid", space: SPACE, seeds: [8, 9] },
      { evaluation: true, diagnostics: true },
    );
    const tasks = sweepTasks({ ...planned, engine: "tf", backend: "tfjs-wasm" }, "/run");
    expect(tasks).toHaveLength(2 * 3 * 2);
    expect(searchTrials({ sweep: planned.arms[0]!.sweep! })).toBe(6);
    expect(tasks[3]).toMatchObject({
      seed: 9,
      folder: "/run/sweep/CartPole-v1/reinforce/1/9",
      agent: { rates: [0.1, 0.001, 0.0001] },
    });
    for (const task of tasks) {
      expect(task).toMatchObject({ engine: "tf", backend: "tfjs-wasm" });
      expect(task).not.toHaveProperty("evaluation");
      expect(task).not.toHaveProperty("diagnostics");
    }
  });

  it("evaluates where it goes by that, once and in nothing else", () => {
    const sweep = { search: "grid", space: SPACE, measure: "evaluationReturn" } as const;
    const evaluation = { episodes: 7, policy: "greedy", points: 4, also: { other: {} } } as const;
    const tasks = sweepTasks(plan(sweep, { evaluation, diagnostics: true }), "/run");
    for (const task of tasks) {
      expect(task.evaluation).toEqual({ episodes: 7, policy: "greedy", points: 1, also: {} });
      expect(task).not.toHaveProperty("diagnostics");
    }
    expect(() => plan(sweep)).toThrow('sweep.measure is "evaluationReturn": allowed with an evaluation only');
  });

  it.each<[Partial<SweepSettings>, string]>([
    [
      { space: SPACE },
      'CartPole-v1, reinforce: sweep.search is missing: it is to be "grid" or { random: N }',
    ],
    [{ search: "grid" }, "sweep.space is missing: it is to be dimensions by path"],
    [
      { search: "grid", space: { "rates[0]": [0.1, -1] } },
      'CartPole-v1, reinforce: sweep.space["rates[0]"][1] is -1: allowed is a finite number of at least 0',
    ],
    [
      { search: { random: 3 }, space: { "rates[0]": { from: -1, to: 1 } } },
      'sweep.space["rates[0]"].from is -1: allowed is a finite number of at least 0',
    ],
    [
      { search: "grid", perRule: { reinforce: { "critic.lamda": [0.5] } } },
      'sweep.perRule.reinforce["critic.lamda"]: agent.critic has no "lamda": allowed is one of hidden, units, rates, lambda, optimizer, model; did you mean "lambda"?',
    ],
    [
      { search: "grid", space: { ratess: [[0.1]] } },
      'sweep.space.ratess: agent has no "ratess": allowed is one of',
    ],
    [
      { search: "grid", space: { "rates[3]": [0.1] } },
      'sweep.space["rates[3]"]: "rates[3]" leads nowhere: allowed is an entry from 0 to 2',
    ],
    [
      { search: "grid", space: { "rates[": [0.1] } },
      'sweep.space["rates["]: "rates[" is no path: allowed is one such as rates[0] or critic.lambda',
    ],
    [
      { search: "grid", space: { units: { from: 1, to: 2, times: true, steps: 2 } } },
      'sweep.space.units: "units" is null before the search: with times, allowed is a number, a list of numbers, or a schedule',
    ],
    [
      { search: "grid", space: { "optimizer.momentum": [0.5] } },
      'sweep.space["optimizer.momentum"]: agent.optimizer has no "momentum" when its kind is "adam"',
    ],
    [
      { search: "grid", space: { rates: [[1, 1, 1]], "rates[0]": [0.1, 0.2] } },
      'CartPole-v1, reinforce: sweep.space["rates[0]"] is a part of sweep.space.rates, and both are values to put there: allowed is one of the two, or one with times',
    ],
    [
      {
        search: "grid",
        space: { "critic.rates[0]": [0.1], "critic.rates": { from: 1, to: 2, times: true, steps: 2 } },
      },
      'sweep.space["critic.rates"] stands after sweep.space["critic.rates[0]"], of which it leaves nothing: allowed is the whole before its part',
    ],
    [
      { search: "grid", space: { hidden: [[32]] } },
      'setting 1 of the search ({"hidden":[32]}) cannot be: agent.rates needs an entry for each of the 2 layers',
    ],
  ])("refuses %j", (sweep, message) => {
    expect(() => plan(sweep)).toThrow(message);
  });
});

describe("the agent of a candidate", () => {
  const schedule = { from: 0.1, to: 0.01, steps: 50 };
  const agent = { ...DEFAULT_AGENT, rates: [schedule, 0.003, 0.0001] };

  it("has one entry of a list changed, of a schedule, and of nested settings", () => {
    const changes = {
      "rates[1]": 0.5,
      "rates[0].to": 0.02,
      "critic.lambda": 0.1,
      "continuous.scale.initial": 2,
    };
    const space = Object.fromEntries(Object.keys(changes).map((path) => [path, [0.5]]));
    const { rates, critic, continuous, ...rest } = candidateAgent(agent, space, changes);
    expect(rates).toEqual([{ ...schedule, to: 0.02 }, 0.5, 0.0001]);
    expect(critic).toEqual({ ...agent.critic, lambda: 0.1 });
    expect(continuous.scale).toEqual({ ...agent.continuous.scale, initial: 2 });
    expect({ ...rest, rates, critic, continuous }).toEqual({ ...agent, rates, critic, continuous });
    expect(agent.rates[0]).toEqual({ from: 0.1, to: 0.01, steps: 50 });
  });

  it("has numbers, lists and schedules multiplied, but not a schedule's steps", () => {
    const factor = { from: 0.1, to: 10, times: true };
    const { rates, discount } = candidateAgent(
      agent,
      { rates: factor, discount: factor },
      { rates: 3, discount: 0.5 },
    );
    expect(rates).toEqual([{ from: 0.3, to: 0.03, steps: 50 }, 0.009, 0.0003]);
    expect(discount).toBe(0.49);
  });

  it("starts another optimizer from that one's defaults", () => {
    const { optimizer } = candidateAgent(
      agent,
      { "optimizer.kind": ["momentum"] },
      { "optimizer.kind": "momentum" },
    );
    expect(optimizer).toEqual({ kind: "momentum", momentum: 0.9, corrected: false });
  });
});
