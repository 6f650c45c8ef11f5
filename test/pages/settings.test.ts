import { describe, expect, it } from "vitest";
import { planEnvironments } from "../../src/experiment/default-plan.js";
import { ENVIRONMENTS } from "../../src/pages/playground/environments.js";
import {
  factorsOf,
  isTuned,
  PLAYED_RULES,
  recordedAgent,
  withFactors,
} from "../../src/pages/playground/settings.js";

describe("the playground's agents", () => {
  it.each(ENVIRONMENTS.map(({ id }) => id))("are those of `creditgym compare` in %s", async (env) => {
    const plan = await planEnvironments([env], { rules: PLAYED_RULES, seeds: 1 });
    expect(plan.arms.map(({ rule }) => rule)).toEqual(PLAYED_RULES);
    for (const { rule, agent, batch } of plan.arms) {
      expect(recordedAgent(env, rule), rule).toEqual(agent);
      expect(batch).toBe(1);
    }
  });

  it("have rates that were searched for where an experiment records them", () => {
    expect(isTuned("CartPole-v1", "weight-max")).toBe(true);
    expect(isTuned("CartPole-v1", "output-only")).toBe(false);
  });
});

describe("factors", () => {
  const config = recordedAgent("CartPole-v1", "weight-max");

  it("of 1 change nothing", () => {
    expect(withFactors(config, new Array(factorsOf(config)).fill(1))).toEqual(config);
  });

  it("multiply each layer's rate, both ends of a schedule, and all of the critic's", () => {
    const changed = withFactors(config, [2, 1, 0.5, 4]);
    const ends = (rate: unknown): { from: number; to: number } => rate as { from: number; to: number };
    expect(ends(changed.rates[0]).from).toBe(2 * ends(config.rates[0]).from);
    expect(ends(changed.rates[2]).to).toBe(0.5 * ends(config.rates[2]).to);
    expect(changed.rates[1]).toEqual(config.rates[1]);
    expect(changed.critic.rates[1]).toBe(4 * (config.critic.rates[1] as number));
    expect(changed.critic.lambda).toBe(config.critic.lambda);
  });
});
