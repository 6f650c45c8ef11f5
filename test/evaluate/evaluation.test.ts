import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type EvaluationOptions, evaluateTrial } from "../../src/evaluate/evaluation.js";
import { evaluationTable } from "../../src/evaluate/evaluation-table.js";
import { findTrials } from "../../src/evaluate/saved-run.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { createRunFolder, writeExperiment } from "../../src/experiment/store/run-folder.js";
import { runTrial } from "../../src/experiment/trial.js";
import { EXPERIMENT, temporaryFolder } from "../experiment/tiny.js";

const root = temporaryFolder();
const folder = join(root, "run");
const options: EvaluationOptions = { episodes: 4, seed: 1, maxSteps: 1000, greedy: false };

beforeAll(async () => {
  createRunFolder("tiny", folder);
  const experiment = {
    ...EXPERIMENT,
    environments: ["CartPole-v1", "Pendulum-v1"],
    budget: { episodes: 3 },
    batch: 2,
    agent: { hidden: [4], rates: [0.01, 0.001] },
  };
  const plan = planExperiment({ experiment, directory: root });
  writeExperiment(folder, plan);
  for (const arm of plan.arms) {
    for (const seed of plan.seeds) {
      const own = join(folder, arm.folder, `${seed}`);
      mkdirSync(own, { recursive: true });
      const { engine, retries } = plan;
      await runTrial({ ...arm, seed, engine, retries, folder: own }, { stop: { requested: false } });
    }
  }
});

/** A copy of the run to spoil. */
function copy(name: string): string {
  const to = join(root, name);
  cpSync(folder, to, { recursive: true });
  return to;
}

describe("findTrials", () => {
  it("finds all trials of a run, those of a folder within it, and those that are chosen", () => {
    const named = (directory: string, choice = {}): string[] =>
      findTrials(directory, choice).trials.map(({ arm, seed }) => `${arm.env} ${arm.rule} ${seed}`);
    expect(named(folder)).toHaveLength(8);
    expect(named(join(folder, "trials/CartPole-v1/weight-max"))).toEqual([
      "CartPole-v1 weight-max 1",
      "CartPole-v1 weight-max 2",
    ]);
    expect(named(join(folder, "trials/Pendulum-v1/reinforce/2"))).toEqual(["Pendulum-v1 reinforce 2"]);
    expect(named(folder, { envs: ["CartPole-v1"], rules: ["reinforce"], seeds: [2] })).toEqual([
      "CartPole-v1 reinforce 2",
    ]);
  });

  it("refuses what is no run in one sentence", () => {
    expect(() => findTrials(join(root, "nowhere"))).toThrow(
      /^DIR is ".*nowhere", which is no folder: allowed is/,
    );
    expect(() => findTrials(root)).toThrow("which holds no experiment.json: allowed is");
    expect(() => findTrials(folder, { rules: ["reinforc"] })).toThrow(
      '--rule is "reinforc": allowed is one of reinforce, weight-max; did you mean "reinforce"?',
    );
    expect(() => findTrials(folder, { seeds: [3] })).toThrow('--trial-seed is "3": allowed is one of 1, 2');
    expect(() => findTrials(join(folder, "trials/Pendulum-v1"), { envs: ["CartPole-v1"] })).toThrow(
      "none of its trials is as chosen",
    );
    const foreign = copy("foreign");
    writeFileSync(join(foreign, "experiment.json"), '{"arms": 3}');
    expect(() => findTrials(foreign)).toThrow("experiment.json is not what was written");
    rmSync(join(foreign, "SHA256SUMS"));
    expect(() => findTrials(foreign)).toThrow("is no experiment of creditgym's");
  });

  it("tells which trials have no checkpoint, and refuses a run without any", () => {
    const partial = copy("partial");
    rmSync(join(partial, "trials/CartPole-v1/reinforce/1/checkpoint.safetensors"));
    expect(findTrials(partial).missing).toEqual([join("trials", "CartPole-v1", "reinforce", "1")]);
    expect(() => findTrials(join(partial, "trials/CartPole-v1/reinforce/1"))).toThrow(
      "no trial there has a checkpoint yet",
    );
  });
});

describe("evaluateTrial", () => {
  const trials = (choice: object): ReturnType<typeof findTrials>["trials"] =>
    findTrials(folder, choice).trials;

  it("plays the episodes that were asked for and changes nothing of the run", async () => {
    for (const trial of trials({ seeds: [1] })) {
      const path = join(trial.folder, "checkpoint.safetensors");
      const before = readFileSync(path);
      const evaluation = await evaluateTrial(trial, options);
      expect(evaluation).toMatchObject({ status: "done", episodes: 4, cut: 0, training: "done" });
      expect(evaluation.meanReturn).toBeCloseTo(evaluation.returns.reduce((a, b) => a + b) / 4);
      expect(evaluation.finalReturn).toBe(trial.status.finalReturn);
      expect(readFileSync(path)).toEqual(before);
    }
  });

  it("gives the same returns for the same seed, and others for another", async () => {
    const [trial] = trials({ envs: ["Pendulum-v1"], rules: ["reinforce"], seeds: [1] });
    const { returns } = await evaluateTrial(trial!, options);
    expect((await evaluateTrial(trial!, options)).returns).toEqual(returns);
    expect((await evaluateTrial(trial!, { ...options, seed: 2 })).returns).not.toEqual(returns);
    expect((await evaluateTrial(trial!, { ...options, episodes: 2 })).returns).toEqual(returns.slice(0, 2));
  });

  it("draws anew in every step unless greedy", async () => {
    // An untrained policy of CartPole is a fair coin: the same draw for ever would push one way only.
    const [trial] = trials({ envs: ["CartPole-v1"], rules: ["reinforce"], seeds: [2] });
    const { lengths } = await evaluateTrial(trial!, { ...options, episodes: 30 });
    expect(Math.max(...lengths)).toBeGreaterThan(14);
    const greedy = await evaluateTrial(trial!, { ...options, episodes: 30, greedy: true });
    expect(greedy.lengths).not.toEqual(lengths);
  });

  it("cuts episodes that are too long and says so", async () => {
    const [trial] = trials({ envs: ["Pendulum-v1"], rules: ["reinforce"], seeds: [1] });
    expect(await evaluateTrial(trial!, { ...options, maxSteps: 7 })).toMatchObject({
      lengths: [7, 7, 7, 7],
      cut: 4,
    });
  });

  it("stops between two steps with the episodes that are complete", async () => {
    const [trial] = trials({ envs: ["Pendulum-v1"], rules: ["reinforce"], seeds: [1] });
    const controller = new AbortController();
    const evaluation = await evaluateTrial(trial!, {
      ...options,
      signal: controller.signal,
      spectate:
        () =>
        ({ episode, step }) => {
          if (episode === 2 && step === 5) controller.abort();
        },
    });
    expect(evaluation).toMatchObject({ status: "interrupted", episodes: 2 });
  });

  it("refuses checkpoints that cannot be read or do not fit", async () => {
    const spoilt = copy("spoilt");
    const [first, second] = findTrials(spoilt, { envs: ["CartPole-v1"], rules: ["reinforce"] }).trials;
    writeFileSync(join(first!.folder, "checkpoint.safetensors"), "nothing");
    await expect(evaluateTrial(first!, options)).rejects.toThrow(
      /is no checkpoint of creditgym's: not a safetensors/,
    );
    const wider = { ...second!, arm: { ...second!.arm, agent: { ...second!.arm.agent, hidden: [5] } } };
    await expect(evaluateTrial(wider, options)).rejects.toThrow(
      /checkpoint\.safetensors does not fit its experiment: checkpoint tensor ".*" has \d+ values, but/,
    );
  });
});

describe("evaluationTable", () => {
  it("has a row a trial, with dashes where there is nothing", () => {
    const base = {
      rule: "reinforce",
      training: "done",
      status: "done",
      returns: [],
      lengths: [],
      cut: 0,
    } as const;
    const text = evaluationTable([
      {
        ...base,
        env: "A",
        seed: 1,
        episodes: 10,
        finalReturn: 90,
        meanReturn: 100.5,
        stdReturn: 3,
        meanLength: 20,
      },
      {
        ...base,
        env: "A",
        seed: 2,
        episodes: 0,
        finalReturn: null,
        meanReturn: null,
        stdReturn: null,
        meanLength: null,
      },
    ]);
    expect(text.split("\n").slice(2)).toEqual([
      "A            reinforce     1        10         100.5 ± 3.0    20.0                           90.0",
      "A            reinforce     2         0                   –       –                              –",
    ]);
  });
});
