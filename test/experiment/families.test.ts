import { makeVec, type VectorEnv } from "gymnasium-js";
import { describe, expect, it, test } from "vitest";
import { SPLITS, type Split, taskFamilies, taskFamily } from "../../envs/families/index.js";
import { environmentOf } from "../../src/evaluate/evaluation.js";
import type { Experiment, FamilyChoice } from "../../src/experiment/definition.js";
import { createEnvironment } from "../../src/experiment/environments.js";
import { trialSource } from "../../src/experiment/family-source.js";
import { type Plan, planExperiment } from "../../src/experiment/plan.js";
import { preflight } from "../../src/experiment/preflight.js";
import type { CommandLineSettings } from "../../src/experiment/schema.js";
import { armSearchOf } from "../../src/experiment/sweep/arm-search.js";
import { searchedArms, withChosen } from "../../src/experiment/sweep/sweep-results.js";
import { sweepTasks } from "../../src/experiment/sweep/sweep-tasks.js";
import { parseExperiment } from "../../src/experiment/validate.js";
import { EXPERIMENT } from "./tiny.js";

const { environments: _, ...BARE } = EXPERIMENT;
const plan = (experiment: Partial<Experiment>, commandLine: CommandLineSettings = {}): Plan =>
  planExperiment(
    { experiment: parseExperiment({ ...BARE, ...experiment }), directory: import.meta.dirname },
    commandLine,
  );
const names = ({ arms }: Plan): string[] => [...new Set(arms.map(({ env }) => env))];

describe("families in a plan", () => {
  it("are an environment for each split, training and held-out unless told", () => {
    const { arms } = plan({ families: ["cart-pole"] });
    expect(arms.map(({ env, rule, folder }) => [env, rule, folder])).toEqual([
      ["cart-pole/training", "reinforce", "trials/cart-pole_training/reinforce"],
      ["cart-pole/training", "weight-max", "trials/cart-pole_training/weight-max"],
      ["cart-pole/held-out", "reinforce", "trials/cart-pole_held-out/reinforce"],
      ["cart-pole/held-out", "weight-max", "trials/cart-pole_held-out/weight-max"],
    ]);
    expect(arms[2]!.source).toEqual({
      id: "CartPoleTask-v0",
      kwargs: {},
      family: { id: "cart-pole", split: "held-out" },
    });
    // What default tasks are worth tells nothing of these.
    expect(arms[0]).not.toHaveProperty("scoreRange");
    const splits: readonly Split[] = ["held-out", "validation", "training"];
    expect(names(plan({ families: [{ id: "cart-pole", splits }] }))).toEqual([
      "cart-pole/training",
      "cart-pole/validation",
      "cart-pole/held-out",
    ]);
  });

  it("stand beside environments, and the last layer that names either decides both", () => {
    const file = { environments: ["CartPole-v1"], families: ["cart-pole"] };
    expect(names(plan(file))).toEqual(["CartPole-v1", "cart-pole/training", "cart-pole/held-out"]);
    expect(names(plan(file, { environments: ["Acrobot-v1"] }))).toEqual(["Acrobot-v1"]);
    expect(names(plan(file, { families: ["navigation-2d"] }))).toEqual([
      "navigation-2d/training",
      "navigation-2d/held-out",
    ]);
    const variants = { other: { families: ["contextual-bandit-even"] } };
    expect(names(plan({ ...file, variants }, { variant: "other" }))[0]).toBe(
      "contextual-bandit-even/training",
    );
  });

  it("take the arguments that the experiment records, and are told apart by them", () => {
    const shown: FamilyChoice = {
      id: "navigation-2d-discrete",
      splits: ["held-out"],
      kwargs: { goal: "shown" },
    };
    const recorded = plan({ families: [shown] }, { families: ["navigation-2d-discrete"] });
    expect(recorded.arms.map(({ source }) => source.kwargs)).toEqual([{ goal: "shown" }, { goal: "shown" }]);
    const both = plan({
      families: [shown, { ...shown, kwargs: {} }],
      perEnvironment: {
        "navigation-2d-discrete": { batch: 2 },
        'navigation-2d-discrete(goal="shown")': { batch: 3 },
      },
    });
    expect(both.arms.map(({ env, batch }) => `${env} ${batch}`)).toEqual([
      'navigation-2d-discrete(goal="shown")/held-out 3',
      'navigation-2d-discrete(goal="shown")/held-out 3',
      "navigation-2d-discrete/held-out 2",
      "navigation-2d-discrete/held-out 2",
    ]);
    expect(() => plan({ families: [shown, shown] })).toThrow(
      /^environments names .* twice: allowed is once each$/,
    );
  });

  it("learn with the same settings in all splits", () => {
    const { arms } = plan({
      families: ["cart-pole"],
      perEnvironment: { "cart-pole": { agent: { discount: 0.5 } } },
    });
    expect(arms.map(({ agent }) => agent.discount)).toEqual([0.5, 0.5, 0.5, 0.5]);
    const perEnvironment = { "cart-pole/held-out": { agent: { discount: 0.5 } } };
    expect(() => plan({ families: ["cart-pole"], perEnvironment })).toThrow(
      'perEnvironment is for "cart-pole/held-out": the splits of a family are learned with the same settings: ' +
        'allowed is "cart-pole"',
    );
  });

  it.each<[Partial<Experiment>, string]>([
    [{}, "environments is missing: it is to be a list of environments, or families a list of task families"],
    [{ families: [] }, "families is []: allowed is a list of task families"],
    [{ families: ["cartpole"] }, 'family is "cartpole": allowed is one of cart-pole, '],
    [{ families: ["cartpole"] }, '; did you mean "cart-pole"?'],
    [
      { families: [{ id: "cart-pole", splits: ["heldout" as Split] }] },
      'families[0].splits[0] is "heldout": allowed is one of training, validation, held-out; did you mean "held-out"?',
    ],
    [
      { families: [{ id: "cart-pole", splits: ["training", "training"] }] },
      'families[0].splits is ["training","training"]: allowed is a list of different splits',
    ],
    [{ families: [{ id: "cart-pole", split: "training" } as FamilyChoice] }, 'families[0] has no "split"'],
    [
      { families: ["gymnasium:cart-pole"] },
      'family is "gymnasium:cart-pole": allowed is the id of a family, or',
    ],
  ])("refuses %j", (experiment, message) => {
    expect(() => plan(experiment)).toThrow(message);
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [
      { gravity: 9 },
      'kwargs of the family cart-pole has "gravity", which is drawn for each task: allowed is none',
    ],
    [{ split: "training" }, 'has "split", which is no parameter of its tasks'],
  ])("refuses the arguments %j before anything runs", async (kwargs, message) => {
    await expect(preflight(plan({ families: [{ id: "cart-pole", kwargs }] }))).rejects.toThrow(message);
  });

  it("refuses arguments that tasks have with values that they cannot have, and says which they have", async () => {
    const id = "navigation-2d-discrete";
    await expect(preflight(plan({ families: [{ id, kwargs: { goal: "seen" } }] }))).rejects.toThrow(
      "navigation-2d-discrete/training, reinforce: goal: seen is not allowed",
    );
    await expect(preflight(plan({ families: [{ id, kwargs: { gaol: "shown" } }] }))).rejects.toThrow(
      'has "gaol", which is no parameter of its tasks: allowed is one of goal, reward, actions; did you mean "goal"?',
    );
  });

  it("refuses a task that cannot be played, whichever seed's it is, in words of what was set", async () => {
    const sizeOf = (seed: number) =>
      Number(taskFamily("digits").sample("training", seed, 1)[0]!.trainingSize);
    const all = Array.from({ length: 50 }, (_, seed) => seed);
    // There are 360 images of two digits.
    const [small, large] = [
      all.find((seed) => sizeOf(seed) < 360)!,
      all.find((seed) => sizeOf(seed) >= 360)!,
    ];
    const families = [{ id: "digits", splits: ["training"] as const, kwargs: { digits: 2 } }];
    await preflight(plan({ families, seeds: [small] }));
    await expect(preflight(plan({ families, seeds: [small, large] }))).rejects.toThrow(
      "digits/training, reinforce: digits: 2 is not allowed; use 3 to 10: there are 360 images of digits 0 to 1, too few " +
        `to learn from ${sizeOf(large)} (trainingSize) and test with others.`,
    );
  });
});

/** Its states hold the parameters of its tasks. */
async function stateOf(env: VectorEnv): Promise<Uint8Array> {
  await env.reset({ seed: 5 });
  return env.state!();
}

/** Parameters that no split draws and that are not the environment's own. */
const FIXED: Readonly<Record<string, object>> = {
  "contextual-bandit-tanh": { form: "tanh" },
  "contextual-bandit-even": { form: "even" },
  "contextual-bandit-wide": { form: "linear", contextSize: 128, arms: 2 },
  "navigation-2d-discrete": { actions: "discrete" },
};

describe.each(taskFamilies().map(({ id }) => id))("a trial of %s", (id) => {
  test.each(SPLITS)("plays the task of its seed, %s", async (split) => {
    const [arm] = plan({ families: [{ id, splits: [split] }] }).arms;
    const found = new Set<string>();
    for (const seed of [0, 1, 300, 1_000_001, 2 ** 53 - 1]) {
      const source = JSON.parse(JSON.stringify(trialSource(arm!.source, seed)));
      const state = await stateOf(await createEnvironment(source, 2));
      const [task] = taskFamily(id).sample(split, seed, 1);
      expect(state).toEqual(await stateOf(taskFamily(id).makeVec([task!, task!])));
      const registered = { ...FIXED[id], split, taskSeed: seed, numEnvs: 2 };
      expect(state).toEqual(await stateOf(await makeVec(arm!.source.id, registered)));
      const single = await environmentOf({ source });
      const { observation } = await single.reset({ seed: 5 });
      const { observations } = await (await createEnvironment(source, 1)).reset({ seed: 5 });
      expect([...(observation as Float32Array)]).toEqual([...observations]);
      found.add(Buffer.from(state).toString("hex"));
    }
    expect(found.size).toBe(5);
  });
});

test("a split of which no task was chosen makes no environment", async () => {
  const [arm] = plan({ families: ["cart-pole"] }).arms;
  await expect(createEnvironment(arm!.source, 1)).rejects.toThrow("No task of cart-pole was chosen.");
});

describe("a search with families", () => {
  const sweep = { search: "grid", space: { "rates[0]": [0.1, 0.03] }, seeds: 2 } as const;
  const splits = SPLITS;

  it("plays training tasks only, on seeds that the comparison does not use", () => {
    const searched = plan({ families: [{ id: "cart-pole", splits }], environments: ["CartPole-v1"], sweep });
    expect(searchedArms(searched).map(({ env, rule }) => `${env} ${rule}`)).toEqual([
      "CartPole-v1 reinforce",
      "CartPole-v1 weight-max",
      "cart-pole/training reinforce",
      "cart-pole/training weight-max",
    ]);
    const tasks = sweepTasks(searched, "run").filter(({ source }) => source.family !== undefined);
    expect(tasks).toHaveLength(2 * 3 * 2);
    for (const { source, seed } of tasks) {
      expect(seed).toBeGreaterThan(1_000_000);
      expect(source.family).toEqual({ id: "cart-pole", split: "training", taskSeed: seed });
    }
  });

  it("cannot play any other, even of an arm of another split", () => {
    const whole = plan({ families: [{ id: "cart-pole", splits }], sweep });
    const planned = whole.arms.find(({ env }) => env === "cart-pole/training")!.sweep!;
    const forced = { ...whole, arms: whole.arms.map((arm) => ({ ...arm, sweep: planned })) };
    const played = sweepTasks(forced, "run").map(({ source }) => source.family!.split);
    expect(played.length).toBeGreaterThan(sweepTasks(whole, "run").length);
    expect(new Set(played)).toEqual(new Set(["training"]));
  });

  it("chooses for all splits of its family and its rule, and for nothing else", () => {
    const families: FamilyChoice[] = [{ id: "cart-pole", splits }, "navigation-2d-discrete"];
    const begun = plan({ families, sweep });
    const arms = searchedArms(begun).map((arm, k) => {
      const trials = sweepTasks({ ...begun, arms: [arm] }, "run").map(({ env, rule, seed }, t) => ({
        ...{
          env,
          rule,
          seed,
          status: "done",
          episodes: 1,
          steps: 1,
          finalReturn: 0,
          seconds: 1,
          stepsPerSecond: 1,
        },
        // The setting k mod 3 is the best.
        averageReturn: Math.floor(t / 2) === k % 3 ? 1 : 0,
      }));
      return armSearchOf(arm, trials as Parameters<typeof armSearchOf>[1]);
    });
    const chosen = withChosen(begun, { arms });
    const first = begun.arms[0]!.agent.rates[0];
    expect(chosen.arms.map(({ env, rule, agent }) => [env, rule, agent.rates[0]])).toEqual([
      ["cart-pole/training", "reinforce", first],
      ["cart-pole/training", "weight-max", 0.1],
      ["cart-pole/validation", "reinforce", first],
      ["cart-pole/validation", "weight-max", 0.1],
      ["cart-pole/held-out", "reinforce", first],
      ["cart-pole/held-out", "weight-max", 0.1],
      ["navigation-2d-discrete/training", "reinforce", 0.03],
      ["navigation-2d-discrete/training", "weight-max", first],
      ["navigation-2d-discrete/held-out", "reinforce", 0.03],
      ["navigation-2d-discrete/held-out", "weight-max", first],
    ]);
  });

  it("is refused without training tasks to stand with", () => {
    const families: FamilyChoice[] = [{ id: "cart-pole", splits: ["held-out"] }];
    expect(() => plan({ families, sweep })).toThrow(
      "sweep is set, and cart-pole/held-out is compared without cart-pole/training: a search runs on training tasks " +
        "only, so splits is to have training too, or sweep to be false",
    );
    expect(plan({ families, sweep }, { sweep: false }).arms).toHaveLength(2);
  });
});
