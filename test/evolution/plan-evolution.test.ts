import { describe, expect, test } from "vitest";
import { DEFAULT_AGENT } from "../../agents/config.js";
import evolveCartPole from "../../experiments/evolve-cart-pole.js";
import { defineEvolution } from "../../src/evolution/define-evolution.js";
import type { Evolution } from "../../src/evolution/definition.js";
import { planEvolution } from "../../src/evolution/plan-evolution.js";
import { SMALL } from "./small.js";

describe("a plan", () => {
  test("has every setting resolved", () => {
    const { agent, ...plan } = planEvolution({ name: "least", family: "cart-pole", updates: 5 });
    expect(agent).toEqual(DEFAULT_AGENT);
    expect(plan).toEqual({
      ...{
        name: "least",
        family: "cart-pole",
        updates: 5,
        batch: 1,
        population: 64,
        generations: 40,
        tasks: 8,
        seed: 1,
      },
      ...{ fitness: "auc", optimizer: "adam", rate: 0.03, decay: 0.998 },
      ...{ sigma: 0.1, sigmaRate: 0.1, sigmaLimit: 0.2, validation: { every: 5, tasks: 64 } },
      topDown: {
        ...{
          actions: 2,
          hidden: [16],
          units: [64, 32],
          mode: "centred",
          outputCredits: "logit",
          diffusion: null,
        },
      },
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test("takes the policy's layers and the family's actions for the top-down network", () => {
    const { topDown } = planEvolution({ ...SMALL, family: "contextual-bandit-even" });
    expect(topDown).toEqual({
      ...{ actions: 4, hidden: [3], units: [4], mode: "centred", outputCredits: "logit" },
      diffusion: { kernel: "gaussian", credits: 2, seed: 1 },
    });
  });

  test("takes single fields from the command line", () => {
    const plan = planEvolution(SMALL, {
      ...{ topDown: { mode: "gated", diffusion: { credits: 3 } }, validation: { every: 9 }, generations: 2 },
      agent: { batchReturn: { clip: 1 } },
    });
    expect(plan).toMatchObject({ generations: 2, updates: 2, validation: { every: 9, tasks: 4 } });
    expect(plan.topDown).toMatchObject({ hidden: [3], mode: "gated" });
    expect(plan.topDown.diffusion).toEqual({ kernel: "gaussian", credits: 3, seed: 1 });
    const { topDown } = planEvolution(SMALL, { topDown: { diffusion: { kernel: "random" } } });
    expect(topDown.diffusion).toEqual({ kernel: "random", credits: 2, seed: 1 });
    expect(plan.agent).toMatchObject({ hidden: [4], batchReturn: { episodes: 1, clip: 1 } });
    expect(planEvolution(SMALL, { topDown: { diffusion: null } }).topDown.diffusion).toBeNull();
  });

  test("of the shipped evolution is the protocol's", () => {
    const plan = planEvolution(evolveCartPole);
    expect(plan).toMatchObject({
      ...{ updates: 20, population: 64, fitness: "auc" },
      ...{ optimizer: "adam", rate: 0.03, sigma: 0.1 },
      topDown: { actions: 2, hidden: [16], units: [32], mode: "centred", diffusion: null },
    });
    expect(plan.agent.observation.scale).toEqual([1 / 1.2, 1, 1 / 0.15, 1]);
  });
});

describe("what is wrong is told in one sentence", () => {
  test.each<[Partial<Record<keyof Evolution, unknown>>, string]>([
    [{ population: 1 }, "population is 1: allowed is an integer from 2 to 1000000"],
    [
      { fitness: "aux" },
      'fitness is "aux": allowed is one of auc, final, validation, test; did you mean "auc"?',
    ],
    [{ decay: 1.1 }, "decay is 1.1: allowed is a finite number above 0 up to 1"],
    [{ sigma: 0 }, "sigma is 0: allowed is a finite number above 0"],
    [
      { topDown: { hiden: [3] } },
      /^topDown has no "hiden": allowed is one of .*; did you mean "hidden"\?$/ as never,
    ],
    [
      { topDown: { diffusion: { credits: 0 } } },
      "topDown.diffusion.credits is 0: allowed is an integer from 1 to 65536",
    ],
    [
      { topDown: { diffusion: 4 } },
      "topDown.diffusion is 4: allowed is { credits, kernel?, seed? }, or null for none",
    ],
    [
      { topDown: { diffusion: { credits: 2, seed: 2 ** 53 } } },
      "topDown.diffusion.seed is 9007199254740992: allowed is an integer from 0 to 2^53 − 1 (9007199254740991)",
    ],
    [{ seed: -1 }, "seed is -1: allowed is an integer from 0 to 2^53 − 1 (9007199254740991)"],
    [{ validation: { tasks: 0 } }, "validation.tasks is 0: allowed is an integer from 1 to 1000000"],
    [{ agent: { hidden: [0] } }, "agent.hidden[0] is 0: allowed is an integer from 1 to 65536"],
    [{ updates: undefined }, "updates is missing: it is to be an integer from 1 to 1000000"],
    [
      { generation: 4 } as never,
      /^the experiment has no "generation": .*; did you mean "generations"\?$/ as never,
    ],
    [{ name: "a/b" }, "name is \"a/b\": allowed is a name of letters, digits, '-', '_' and '.'"],
  ])("%j", (changes, message) => {
    expect(() => defineEvolution({ ...SMALL, ...changes } as Evolution)).toThrow(message);
  });

  test("in the plan too", () => {
    expect(() => planEvolution({ ...SMALL, family: "cart-pol" })).toThrow(
      /^family is "cart-pol": allowed is one of cart-pole, .*; did you mean "cart-pole"\?$/,
    );
    expect(() => planEvolution({ ...SMALL, family: "navigation-2d" })).toThrow(
      'family is "navigation-2d", whose actions are a Box: allowed is one whose actions are Discrete',
    );
    expect(() => planEvolution(SMALL, { agent: { hidden: [4, 1], rates: [1, 1, 1] } })).toThrow(
      "topDown.diffusion.credits is 2: allowed is at most 1, the units of the smallest layer in agent.hidden",
    );
    expect(() => planEvolution({ ...SMALL, topDown: { diffusion: { seed: 3 } } })).toThrow(
      "topDown.diffusion.credits is missing: allowed is at most 4, the units of the smallest layer in agent.hidden",
    );
    expect(planEvolution(SMALL, { topDown: { diffusion: { credits: 4 } } }).topDown.diffusion?.credits).toBe(
      4,
    );
    expect(() => planEvolution(SMALL, { agent: { topDown: "mine.safetensors" } })).toThrow(
      'agent.topDown is "mine.safetensors": allowed is null, for it is what is evolved',
    );
    const large = { ...SMALL, agent: { hidden: [60_000] }, topDown: {}, population: 1_000_000 };
    expect(() => planEvolution(large)).toThrow(
      /^population is 1000000, and the top-down network has \d+ parameters: allowed are \d+ numbers in all$/,
    );
  });
});
