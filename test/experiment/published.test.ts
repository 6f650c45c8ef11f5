import { describe, expect, it } from "vitest";
import type { Experiment } from "../../src/experiment/definition.js";
import { type Plan, planExperiment } from "../../src/experiment/plan.js";
import type { CommandLineSettings } from "../../src/experiment/schema.js";
import { EXPERIMENT } from "./tiny.js";

const plan = (experiment: Partial<Experiment>, commandLine: CommandLineSettings = {}): Plan =>
  planExperiment(
    { experiment: { ...EXPERIMENT, ...experiment }, directory: import.meta.dirname },
    commandLine,
  );

describe("published figures", () => {
  it("are kept until a later layer changes the settings that they are for", () => {
    const figure = {
      env: "CartPole-v1",
      rule: "reinforce",
      averageReturn: { mean: 390, std: 43 },
      runs: 10,
      source: "a paper",
    };
    const variants = { reference: { published: [figure] } };
    const published = (commandLine: CommandLineSettings): unknown =>
      plan({ variants }, commandLine).published;
    expect(published({})).toEqual([]);
    expect(published({ variant: "reference", seeds: 3 })).toEqual([figure]);
    expect(published({ variant: "reference", budget: { episodes: 5 } })).toEqual([]);
    expect(published({ variant: "reference", agent: { discount: 0.9 } })).toEqual([]);
  });

  it("are refused for an environment that the experiment does not have", () => {
    const figures = (...environments: readonly string[]): Pick<Experiment, "published"> => ({
      published: environments.map((env) => ({
        ...{ env, rule: "reinforce", averageReturn: { mean: 1, std: 0 }, runs: 10, source: "a paper" },
      })),
    });
    const environments = ["CartPole-v1", { id: "Multiplexer-v0", kwargs: { addressBits: 2 } }];
    const wrong = figures("Multiplexer-v0", "CartPol-v1");
    const refusal =
      'published[1].env is "CartPol-v1": allowed is one of CartPole-v1, Multiplexer-v0; did you mean "CartPole-v1"?';
    expect(() => plan({ environments, ...wrong })).toThrow(refusal);
    expect(() => plan({ environments }, wrong)).toThrow(refusal);
    expect(() => plan({ environments, variants: { wrong }, variant: "wrong" })).toThrow(refusal);
    // Registered, but not of this experiment.
    expect(() => plan({ environments, ...figures("Acrobot-v1") })).toThrow(
      'published[0].env is "Acrobot-v1"',
    );
    // Of another variant, or left out by a later layer.
    const right = figures("CartPole-v1", "Acrobot-v1");
    const variants = { both: { environments: ["CartPole-v1", "Acrobot-v1"] } };
    expect(plan({ environments, variants, ...right }).published).toHaveLength(1);
    const { published } = plan({ ...variants.both, ...right }, { environments: ["Acrobot-v1"] });
    expect(published.map(({ env }) => env)).toEqual(["Acrobot-v1"]);
  });
});
