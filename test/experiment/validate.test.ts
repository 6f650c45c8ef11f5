import { describe, expect, it } from "vitest";
import { defineExperiment } from "../../src/experiment/define-experiment.js";
import { parseCommandLineSettings, parseExperiment } from "../../src/experiment/validate.js";
import { EXPERIMENT } from "./tiny.js";

describe("an experiment's form", () => {
  it("accepts everything there is", () => {
    const experiment = defineExperiment({
      ...EXPERIMENT,
      description: "all fields",
      environments: [
        "CartPole-v1",
        { id: "Multiplexer-v0", kwargs: { addressBits: 2 }, maxEpisodeSteps: -1 },
      ],
      seeds: [0, 2 ** 53 - 1],
      budget: { steps: 100 },
      batch: 4,
      engine: "reference",
      agent: {
        hidden: [],
        units: null,
        temperatures: [1],
        output: "softmax-full",
        initialisation: "fan-in",
        observation: { scale: [0.5, 1] },
        optimizer: { kind: "momentum", momentum: 0.5, corrected: true },
        rates: [{ from: 0.1, to: 0, steps: 10 }],
        feedback: "batch-return",
        batchReturn: { episodes: 2, clip: null },
        gradientNorm: 1,
        discount: 1,
        lambda: 0,
        baseline: "mean",
        critic: { hidden: [3], units: "relu", rates: [0.1, 0.1], lambda: 0.5, optimizer: { beta1: 0.5 } },
        bootstrapTruncated: false,
        lag: false,
      },
      perRule: { "unbiased-weight-max:posterior": { units: "bernoulli" } },
      perEnvironment: { "CartPole-v1": { batch: 2, budget: { episodes: 5 }, perRule: { reinforce: {} } } },
      variants: { other: { seeds: 3, engine: "wasm" } },
      variant: "other",
    });
    expect(experiment.variants?.other?.seeds).toBe(3);
  });

  const agent = (settings: object): object => ({ ...EXPERIMENT, agent: settings });
  const sweep = (settings: object): object => ({ ...EXPERIMENT, sweep: settings });
  const dimension = (path: string, value: unknown): object => sweep({ space: { [path]: value } });
  it.each<[object, string]>([
    [
      { ...EXPERIMENT, rulez: [] },
      'the experiment has no "rulez": allowed is one of agent, perRule, budget, batch, groups, sweep, scoreRange, environments, families, rules, seeds, engine, retries, evaluation, diagnostics, perEnvironment, published, name, description, variant, variants; did you mean "rules"?',
    ],
    [
      {
        ...EXPERIMENT,
        published: [
          { env: "E", rule: "reinfrce", averageReturn: { mean: 1, std: 0 }, runs: 1, source: "a paper" },
        ],
      },
      'published[0].rule is "reinfrce": allowed is one of',
    ],
    [sweep({ search: "gird" }), 'sweep.search is "gird": allowed is "grid" or { random: N }'],
    [sweep({ search: { random: 0 } }), "sweep.search.random is 0: allowed is an integer from 1 to 10000"],
    [
      sweep({ serach: "grid" }),
      'sweep has no "serach": allowed is one of search, space, perRule, seeds, budget, measure; did you mean "search"?',
    ],
    [
      dimension("rates[0]", { from: -1, to: 2, log: true }),
      'sweep.space["rates[0]"].from is -1: allowed is a number above 0, as log is set',
    ],
    [
      dimension("critic.lambda", { from: 0.9, to: 0.9 }),
      'sweep.space["critic.lambda"].to is 0.9: allowed is a number above 0.9, where the range starts',
    ],
    [
      dimension("hidden[0]", { from: 1, to: 2.5, integer: true }),
      'sweep.space["hidden[0]"].to is 2.5: allowed is a whole number, as integer is set',
    ],
    [dimension("discount", { from: 0 }), "sweep.space.discount.to is missing: it is to be a finite number"],
    [dimension("discount", []), "sweep.space.discount is []: allowed is a list of at least one value"],
    [
      dimension("discount", { from: 0, to: 1, stps: 3 }),
      'sweep.space.discount has no "stps": allowed is one of from, to, log, integer, times, steps; did you mean "steps"?',
    ],
    [sweep({ perRule: { reinfrce: {} } }), 'sweep.perRule is "reinfrce": allowed is one of'],
    [
      { ...EXPERIMENT, perEnvironment: { "CartPole-v1": { sweep: { perRule: { bakprop: {} } } } } },
      'perEnvironment.CartPole-v1.sweep.perRule is "bakprop": allowed is one of',
    ],
    [
      sweep({ measure: "average" }),
      'sweep.measure is "average": allowed is one of averageReturn, finalReturn',
    ],
    [
      { ...EXPERIMENT, sweep: true },
      "sweep is true: allowed is { search, space, perRule?, seeds?, budget?, measure? }, or false for none",
    ],
    [
      { ...EXPERIMENT, evaluation: { policy: "gredy" } },
      'evaluation.policy is "gredy": allowed is one of greedy, sampled; did you mean "greedy"?',
    ],
    [
      { ...EXPERIMENT, evaluation: { episodes: 0 } },
      "evaluation.episodes is 0: allowed is an integer from 1 to 1000000",
    ],
    [
      { ...EXPERIMENT, evaluation: { kwargs: "test" } },
      'evaluation.kwargs is "test": allowed is an object of arguments',
    ],
    [
      { ...EXPERIMENT, evaluation: { also: { evaluation: {} } } },
      'evaluation.also is {"evaluation":{}}: allowed is any name but evaluation, the first one\'s',
    ],
    [
      { ...EXPERIMENT, diagnostics: { rounds: 1 } },
      "diagnostics.rounds is 1: allowed is an integer from 2 to 65536",
    ],
    [
      { ...EXPERIMENT, scoreRange: { low: 2, high: 1 } },
      'scoreRange is {"low":2,"high":1}: allowed is { low, high }, the second above the first',
    ],
    [
      agent({ hiden: [3] }),
      'agent has no "hiden": allowed is one of hidden, units, temperatures, output, continuous, gaussian, initialisation, observation, optimizer, rates, feedback, batchReturn, discount, normalizeRewards, entropy, weightDecay, gradientNorm, lambda, baseline, critic, bootstrapTruncated, lag, model, topDown; did you mean "hidden"?',
    ],
    [
      agent({ critic: { lamda: 0 } }),
      'agent.critic has no "lamda": allowed is one of hidden, units, rates, lambda, optimizer, model; did you mean "lambda"?',
    ],
    [agent({ discount: 2 }), "agent.discount is 2: allowed is a finite number from 0 to 1"],
    [agent({ discount: Number.NaN }), "agent.discount is NaN: allowed is a finite number from 0 to 1"],
    [
      agent({ rates: [0.1, Number.POSITIVE_INFINITY] }),
      "agent.rates[1] is Infinity: allowed is a finite number of at least 0, or { from, to, steps }",
    ],
    [
      agent({ rates: [{ from: 1, to: 2 }] }),
      "agent.rates[0].steps is missing: it is to be an integer of at least 1",
    ],
    [agent({ hidden: [0] }), "agent.hidden[0] is 0: allowed is an integer from 1 to 65536"],
    [agent({ hidden: [1.5] }), "agent.hidden[0] is 1.5: allowed is an integer from 1 to 65536"],
    [agent({ hidden: 64 }), "agent.hidden is 64: allowed is a list of at most 32 layer sizes, bottom to top"],
    [
      agent({ units: "tan" }),
      'agent.units is "tan": allowed is one of bernoulli, gaussian, tanh, relu, leaky-relu, softplus, linear, or null; did you mean "tanh"?',
    ],
    [
      agent({ optimizer: { kind: "adm" } }),
      'agent.optimizer.kind is "adm": allowed is one of sgd, momentum, adam; did you mean "adam"?',
    ],
    [
      agent({ feedback: "batch" }),
      'agent.feedback is "batch": allowed is one of reward, td-error, return, batch-return',
    ],
    [
      agent({ batchReturn: { episodes: 0 } }),
      "agent.batchReturn.episodes is 0: allowed is an integer from 1 to 65536",
    ],
    [
      agent({ batchReturn: { clip: 0 } }),
      "agent.batchReturn.clip is 0: allowed is a finite number above 0, or null",
    ],
    [
      agent({ batchReturn: { episode: 3 } }),
      'agent.batchReturn has no "episode": allowed is one of episodes, clip; did you mean "episodes"?',
    ],
    [agent({ gradientNorm: -1 }), "agent.gradientNorm is -1: allowed is a finite number above 0, or null"],
    [
      agent({ initialisation: "fanin" }),
      'agent.initialisation is "fanin": allowed is one of glorot, fan-in; did you mean "fan-in"?',
    ],
    [
      agent({ observation: { scale: [1, "2"] } }),
      'agent.observation.scale[1] is "2": allowed is a finite number',
    ],
    [agent({ optimizer: { corrected: 1 } }), "agent.optimizer.corrected is 1: allowed is true or false"],
    [
      { ...EXPERIMENT, seeds: 0 },
      "seeds is 0: allowed is a list of different seeds, or how many (1 to 10000)",
    ],
    [
      { ...EXPERIMENT, seeds: [] },
      "seeds is []: allowed is a list of different seeds, or how many (1 to 10000)",
    ],
    [
      { ...EXPERIMENT, seeds: [1, 1] },
      "seeds is [1,1]: allowed is a list of different seeds, or how many (1 to 10000)",
    ],
    [{ ...EXPERIMENT, budget: {} }, "budget is {}: allowed is { episodes } or { steps }, one of the two"],
    [
      { ...EXPERIMENT, budget: { episodes: 1, steps: 1 } },
      'budget is {"episodes":1,"steps":1}: allowed is { episodes } or { steps }, one of the two',
    ],
    [
      { ...EXPERIMENT, budget: { episodes: 0 } },
      "budget.episodes is 0: allowed is an integer from 1 to 1000000000000",
    ],
    [{ ...EXPERIMENT, budget: undefined }, "budget is missing: it is to be { episodes } or { steps }"],
    [{ ...EXPERIMENT, environments: [] }, "environments is []: allowed is a list of environments"],
    [
      { ...EXPERIMENT, environments: [{ id: "CartPole-v1", kwarg: {} }] },
      'environments[0] has no "kwarg": allowed is one of id, kwargs, maxEpisodeSteps, vectorizationMode, autoresetMode, wrappers, imports, disableEnvChecker, timeout; did you mean "kwargs"?',
    ],
    [
      { ...EXPERIMENT, rules: ["backprop@"] },
      "rules is \"backprop@\": allowed is a rule's id, or one with @ and a label of letters, digits, '-', '_' and '.'",
    ],
    [
      { ...EXPERIMENT, rules: ["weigh-max"] },
      'rules is "weigh-max": allowed is one of reinforce, weight-max, weight-max-author, unbiased-weight-max, unbiased-weight-max:posterior, unbiased-weight-max:no-omega, straight-through, backprop, tdca, tdca:zero-advantage, tdca:random-sign, tdca:unevolved, output-only, direct-feedback-alignment; did you mean "weight-max"?',
    ],
    [
      { ...EXPERIMENT, perRule: { reinforced: {} } },
      'perRule is "reinforced": allowed is one of reinforce, weight-max, weight-max-author, unbiased-weight-max, unbiased-weight-max:posterior, unbiased-weight-max:no-omega, straight-through, backprop, tdca, tdca:zero-advantage, tdca:random-sign, tdca:unevolved, output-only, direct-feedback-alignment; did you mean "reinforce"?',
    ],
    [
      { ...EXPERIMENT, engine: "wsm" },
      'engine is "wsm": allowed is one of auto, reference, wasm, tf; did you mean "wasm"?',
    ],
    [{ ...EXPERIMENT, batch: 0 }, "batch is 0: allowed is an integer from 1 to 65536"],
    [
      { ...EXPERIMENT, name: "../up" },
      "name is \"../up\": allowed is a name of letters, digits, '-', '_' and '.'",
    ],
    [
      { ...EXPERIMENT, variant: "deep" },
      'variant is "deep": allowed is none here: the experiment has no variants',
    ],
    [
      { ...EXPERIMENT, variants: { deep: {} }, variant: "dep" },
      'variant is "dep": allowed is one of deep; did you mean "deep"?',
    ],
    [[], "the experiment is []: allowed is an experiment"],
  ])("refuses %j", (experiment, message) => {
    expect(() => parseExperiment(experiment)).toThrow(message);
    expect(() => parseExperiment(experiment, "a.ts")).toThrow(`a.ts: ${message}`);
  });

  it("is checked for the command line's settings too", () => {
    expect(() => parseCommandLineSettings({ variants: {} })).toThrow('has no "variants"');
    expect(parseCommandLineSettings({ agent: { lambda: 0.8 }, variant: "x" })).toEqual({
      agent: { lambda: 0.8 },
      variant: "x",
    });
  });
});
