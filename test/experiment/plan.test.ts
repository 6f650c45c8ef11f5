import { describe, expect, it } from "vitest";
import { DEFAULT_AGENT } from "../../agents/config.js";
import { planEnvironments } from "../../src/experiment/default-plan.js";
import type { Experiment } from "../../src/experiment/definition.js";
import { type Plan, planExperiment } from "../../src/experiment/plan.js";
import type { CommandLineSettings } from "../../src/experiment/schema.js";
import { scoreRangeOf } from "../../src/experiment/score-ranges.js";
import { EXPERIMENT } from "./tiny.js";

const plan = (experiment: Partial<Experiment>, commandLine: CommandLineSettings = {}): Plan =>
  planExperiment(
    { experiment: { ...EXPERIMENT, ...experiment }, directory: import.meta.dirname },
    commandLine,
  );

const rates = (bottom: number): number[] => [bottom, 0.1, 0.1];

describe("planExperiment", () => {
  it("resolves environments × rules × seeds over the default agent", () => {
    const { arms, seeds, engine, name } = plan({ environments: ["CartPole-v1", "MountainCar"], batch: 3 });
    expect(arms.map(({ env, rule }) => `${env} ${rule}`)).toEqual([
      "CartPole-v1 reinforce",
      "CartPole-v1 weight-max",
      "MountainCar-v0 reinforce",
      "MountainCar-v0 weight-max",
    ]);
    expect({ seeds, engine, name }).toEqual({ seeds: [1, 2], engine: "wasm", name: "tiny" });
    expect(arms[0]).toEqual({
      env: "CartPole-v1",
      rule: "reinforce",
      source: { id: "CartPole-v1", kwargs: {} },
      budget: { episodes: 10 },
      batch: 3,
      groups: 1,
      agent: DEFAULT_AGENT,
      scoreRange: scoreRangeOf("CartPole-v1"),
      folder: "trials/CartPole-v1/reinforce",
    });
  });

  it("knows the score ranges of environments that come with creditgym, unless one is given", () => {
    const rangeOf = (experiment: Partial<Experiment>): unknown => plan(experiment).arms[0]!.scoreRange;
    expect(scoreRangeOf("CartPole-v1")).toMatchObject({ high: 500 });
    const own = { low: -1, high: 2 };
    expect(rangeOf({ scoreRange: own })).toEqual(own);
    expect(rangeOf({ perEnvironment: { "CartPole-v1": { scoreRange: own } } })).toEqual(own);
    expect(rangeOf({ environments: [{ id: "CartPole-v1", maxEpisodeSteps: 50 }] })).toBeUndefined();
  });

  it("resolves evaluations and diagnostics, field by field over the layers", () => {
    expect(plan({})).not.toHaveProperty("evaluation");
    expect(plan({})).not.toHaveProperty("diagnostics");
    const { evaluation, diagnostics } = plan({ evaluation: { episodes: 3 }, diagnostics: true });
    expect(evaluation).toEqual({ episodes: 3, policy: "sampled", points: 1 });
    expect(diagnostics).toEqual({ points: 20, decisions: 64, rounds: 32 });
    const layered = plan({ evaluation: { episodes: 3 } }, { evaluation: { policy: "greedy" } });
    expect(layered.evaluation).toEqual({ episodes: 3, policy: "greedy", points: 1 });
    const also = { "training set": {} };
    const replaced = plan({ evaluation: { kwargs: { a: 1 }, also } }, { evaluation: { kwargs: { b: 2 } } });
    expect(replaced.evaluation).toMatchObject({ episodes: 10, kwargs: { b: 2 }, also });
    expect(plan({ evaluation: true, diagnostics: true }, { evaluation: false })).not.toHaveProperty(
      "evaluation",
    );
    expect(() => plan({ batch: 2, groups: 2, evaluation: { points: 2 } })).toThrow(
      "evaluation.points is 2, and CartPole-v1 has groups 2: while environments take turns, allowed is 1 (at the end)",
    );
    expect(plan({ batch: 2, groups: 2, evaluation: true }).evaluation?.points).toBe(1);
  });

  it("splits a batch into groups of one size", () => {
    const { arms } = plan({ environments: ["CartPole-v1"], batch: 6, groups: 2 });
    expect(arms[0]).toMatchObject({ batch: 6, groups: 2 });
    expect(() => plan({ environments: ["CartPole-v1"], batch: 3 }, { groups: 2 })).toThrow(
      "CartPole-v1, reinforce: groups is 2, and batch is 3: allowed is a divisor of batch",
    );
  });

  it("lets layers count in order, and within each the rule more than the agent and the environment more than both", () => {
    const bottoms = (experiment: Partial<Experiment>, commandLine?: CommandLineSettings): unknown[] =>
      plan(experiment, commandLine).arms.map(({ agent }) => agent.rates[0]);
    const base: Partial<Experiment> = {
      agent: { rates: rates(1) },
      perRule: { "weight-max": { rates: rates(2) } },
      variants: { other: { agent: { rates: rates(4) } } },
    };
    expect(bottoms(base)).toEqual([1, 2]);
    expect(bottoms({ ...base, perEnvironment: { "CartPole-v1": { agent: { rates: rates(3) } } } })).toEqual([
      3, 3,
    ]);
    expect(bottoms(base, { variant: "other" })).toEqual([4, 4]);
    expect(bottoms({ ...base, variant: "other" }, { perRule: { reinforce: { rates: rates(5) } } })).toEqual([
      5, 4,
    ]);
    expect(bottoms(base, { agent: { rates: rates(6) } })).toEqual([6, 6]);
  });

  it("takes a rule more than once, with settings of its own under each name", () => {
    const search = { search: "grid", space: { lambda: [0, 0.5] }, seeds: 2 } as const;
    const { arms } = plan({
      rules: ["backprop", "backprop@slow", "backprop@deep"],
      perRule: {
        backprop: { rates: [0.5, 0.5], discount: 0.9 },
        "backprop@slow": { rates: [0.1, 0.1] },
        "backprop@deep": { hidden: [4, 4], rates: [0.2, 0.2, 0.2] },
      },
      agent: { hidden: [3] },
      sweep: { ...search, perRule: { backprop: { lambda: [0, 0.25] }, "backprop@deep": {} } },
    });
    expect(arms.map(({ rule, agent }) => [rule, agent.hidden, agent.rates, agent.discount])).toEqual([
      ["backprop", [3], [0.5, 0.5], 0.9],
      ["backprop@slow", [3], [0.1, 0.1], 0.9],
      ["backprop@deep", [4, 4], [0.2, 0.2, 0.2], 0.9],
    ]);
    expect(new Set(arms.map(({ folder }) => folder)).size).toBe(3);
    expect(arms.map(({ sweep }) => sweep?.space)).toEqual([
      { lambda: [0, 0.25] },
      { lambda: [0, 0.25] },
      undefined,
    ]);
  });

  it("refuses settings for a label that no rule has", () => {
    const rules = ["backprop", "backprop@slow"];
    expect(() => plan({ rules, perRule: { "backprop@slwo": { discount: 0.5 } } })).toThrow(
      'perRule is for "backprop@slwo": allowed is a rule\'s id, or a name among the rules; did you mean "backprop@slow"?',
    );
    const sweep = { search: "grid", space: { lambda: [0, 0.5] }, perRule: { "backprop@fast": {} } } as const;
    expect(() => plan({ rules, sweep })).toThrow('perRule is for "backprop@fast"');
    // Another layer may choose among them.
    expect(
      plan({ rules, perRule: { "backprop@slow": { discount: 0.5 } } }, { rules: ["backprop"] }).arms.length,
    ).toBeGreaterThan(0);
  });

  it("searches on no held-out task, however it is named", () => {
    const sweep = { search: "grid", space: { lambda: [0, 0.5] }, seeds: 2 } as const;
    const search = (split: string) =>
      plan({ environments: [{ id: "CartPoleTask-v0", kwargs: { split, taskSeed: 7 } }], sweep });
    expect(search("training").arms[0]!.sweep).toBeDefined();
    for (const split of ["held-out", "validation"]) {
      expect(() => search(split)).toThrow(
        `sweep is set, and kwargs.split of CartPoleTask-v0 is "${split}": a search runs on training tasks only`,
      );
    }
  });

  it("replaces rules, seeds, budget and environments, whose recorded arguments stay", () => {
    const { arms, seeds } = plan(
      { environments: ["CartPole-v1", { id: "Multiplexer-v0", kwargs: { addressBits: 2 } }] },
      {
        environments: ["Multiplexer-v0"],
        rules: ["backprop"],
        seeds: [7],
        budget: { steps: 5 },
        engine: "reference",
      },
    );
    expect(seeds).toEqual([7]);
    expect(arms).toHaveLength(1);
    expect(arms[0]).toMatchObject({
      rule: "backprop",
      budget: { steps: 5 },
      source: { kwargs: { addressBits: 2 } },
    });
  });

  it("starts another optimizer from its own defaults", () => {
    const optimizer = (settings: object): unknown =>
      plan({ agent: { optimizer: settings } }).arms[0]!.agent.optimizer;
    expect(optimizer({ kind: "momentum" })).toEqual({ kind: "momentum", momentum: 0.9, corrected: false });
    expect(optimizer({ beta1: 0.5 })).toEqual({ ...DEFAULT_AGENT.optimizer, beta1: 0.5 });
    expect(() => optimizer({ kind: "sgd", beta1: 0.5 })).toThrow(
      'agent.optimizer has no "beta1" when its kind is "sgd": allowed is one of kind',
    );
  });

  it("tells equal ids apart by their arguments, in names and folders", () => {
    const { arms } = plan({
      environments: [{ id: "Multiplexer-v0", kwargs: { addressBits: 1 } }, { id: "Multiplexer-v0" }],
      rules: ["unbiased-weight-max:posterior"],
    });
    expect(arms.map(({ env }) => env)).toEqual(["Multiplexer-v0(addressBits=1)", "Multiplexer-v0"]);
    expect(arms.map(({ folder }) => folder)).toEqual([
      "trials/Multiplexer-v0_addressBits=1/unbiased-weight-max_posterior",
      "trials/Multiplexer-v0/unbiased-weight-max_posterior",
    ]);
  });

  it("takes Python's environments with settings of their own, in legal folders", () => {
    const breakout = { id: "gymnasium:ALE/Breakout-v5", wrappers: ["ClipReward"], imports: ["ale_py"] };
    const { arms, retries } = plan(
      { environments: [breakout, "ws://10.0.0.1:8765/CartPole-v1"], rules: ["backprop"] },
      { retries: 2 },
    );
    expect(arms.map(({ source }) => source)).toEqual([
      { ...breakout, kwargs: {} },
      { id: "ws://10.0.0.1:8765/CartPole-v1", kwargs: {} },
    ]);
    expect(arms.map(({ folder }) => folder)).toEqual([
      "trials/gymnasium_ALE_Breakout-v5/backprop",
      "trials/ws_10.0.0.1_8765_CartPole-v1/backprop",
    ]);
    expect(retries).toBe(2);
    expect(plan({}).retries).toBe(0);
    const twice = plan({ environments: [breakout, { ...breakout, vectorizationMode: "native" }] });
    expect(twice.arms.at(-1)!.env).toBe(
      'gymnasium:ALE/Breakout-v5(wrappers=["ClipReward"], imports=["ale_py"], vectorizationMode="native")',
    );
  });

  it.each<[Partial<Experiment>, CommandLineSettings, string]>([
    [
      { environments: ["CartPol-v1"] },
      {},
      "environment id: CartPol-v1 is not registered; did you mean CartPole-v1?",
    ],
    [
      { environments: ["CartPole-v1", "CartPole"] },
      {},
      "environments names CartPole-v1 twice: allowed is once each",
    ],
    [
      { environments: [{ id: "CartPole-v1", timeout: 100 }] },
      {},
      'environment is "CartPole-v1" with timeout: allowed is that for environments of Python\'s only',
    ],
    [{ environments: ["./nowhere.ts"] }, {}, 'environment is "./nowhere.ts": there is no file'],
    [{ perEnvironment: { "CartPole-v9": {} } }, {}, 'did you mean "CartPole-v1"?'],
    [
      {},
      { agent: { hidden: [8] } },
      "CartPole-v1, reinforce: agent.rates needs an entry for each of the 2 layers (hidden and output), but it has 3",
    ],
    [
      {},
      { variant: "reference" },
      'variant is "reference": allowed is none here: the experiment has no variants',
    ],
  ])("refuses %j with %j", (experiment, commandLine, message) => {
    expect(() => plan(experiment, commandLine)).toThrow(message);
  });
});

describe("planEnvironments", () => {
  it("takes the experiment that records an environment, and its name when it is the only one", async () => {
    const { name, arms } = await planEnvironments(["Multiplexer-v0"], { rules: ["reinforce"] });
    expect(name).toBe("multiplexer");
    expect(arms[0]!.agent.feedback).toBe("reward");
  });

  it("gives other environments the default agent", async () => {
    const { name, arms, seeds } = await planEnvironments(["MountainCar-v0", "Multiplexer-v0"], { seeds: 2 });
    expect(name).toBe("compare");
    expect(seeds).toEqual([1, 2]);
    expect(arms.find(({ env }) => env === "MountainCar-v0")).toMatchObject({
      agent: DEFAULT_AGENT,
      budget: { episodes: 500 },
    });
    expect(arms.find(({ env }) => env === "Multiplexer-v0")!.agent.feedback).toBe("reward");
  });
});
