import { describe, expect, test } from "vitest";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import evolveClassification from "../../experiments/evolve-classification.js";
import { estimateEvolution } from "../../src/evolution/evolution-estimate.js";
import { generationTasks } from "../../src/evolution/generation-tasks.js";
import { LifetimeRunner } from "../../src/evolution/lifetimes.js";
import { planEvolution } from "../../src/evolution/plan-evolution.js";
import { knownFamily } from "../../src/experiment/family-source.js";
import { smallPlan } from "./small.js";

const AT_ONCE = 1;

describe("the estimate of an evolution", () => {
  test("grows with generations, members and tasks, and shrinks with workers", async () => {
    const large = { population: 600, tasks: 50 };
    const seconds = async (generations: number, workers = 1): Promise<number> =>
      (await estimateEvolution(smallPlan({ ...large, generations }), workers)).seconds - AT_ONCE;
    const one = await seconds(100);
    const many = await seconds(1000);
    // On a machine that does other things at the same time.
    expect(many / one).toBeGreaterThan(3);
    expect(many / one).toBeLessThan(30);
    expect((await seconds(1000, 10)) / many).toBeLessThan(0.4);
  });

  test("knows the longest that episodes may be, and that bandits and labelled samples have one length", async () => {
    const { seconds, atMost } = await estimateEvolution(smallPlan({ population: 600, tasks: 50 }), 1);
    expect(atMost! / seconds).toBeGreaterThan(1.2);
    const bandit = await estimateEvolution(smallPlan({ family: "contextual-bandit-even" }), 1);
    expect(bandit.atMost).toBe(bandit.seconds);
    const labelled = await estimateEvolution(planEvolution(evolveClassification), 1);
    expect(labelled.atMost).toBe(labelled.seconds);
  });

  test("is near to what a generation takes", async () => {
    const plan = smallPlan({
      family: "contextual-bandit-even",
      population: 400,
      tasks: 20,
      generations: 1,
      updates: 10,
    });
    const { seconds } = await estimateEvolution(plan, 1);
    const { agent: config, topDown, updates } = plan;
    const family = knownFamily(plan.family);
    const runner = new LifetimeRunner({ family, config, rule: "tdca", topDown, updates });
    const { tasks, seeds } = generationTasks(family, plan, 0);
    const members = Array.from({ length: 400 }, (_, k) => unevolvedParameters(topDown, k));
    const before = process.cpuUsage();
    runner.run(members, tasks, seeds);
    const { user, system } = process.cpuUsage(before);
    const taken = (user + system) / 1e6;
    expect((seconds - AT_ONCE) / taken).toBeGreaterThan(0.3);
    expect((seconds - AT_ONCE) / taken).toBeLessThan(3);
  });
});
