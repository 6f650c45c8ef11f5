import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSource } from "../../src/experiment/environments.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { preflight } from "../../src/experiment/preflight.js";
import { restartNotes } from "../../src/experiment/restart-notes.js";
import { decodeCheckpoint } from "../../src/experiment/store/checkpoint.js";
import { runTrial, type TrialOptions, type TrialRecord, type TrialTask } from "../../src/experiment/trial.js";
import { testPython } from "../python.js";
import { EXPERIMENT, TINY_AGENT, temporaryFolder } from "./tiny.js";

const root = temporaryFolder();
const never: TrialOptions = { stop: { requested: false } };
const ID = "gymnasium:trial_envs:Failing-v0";

beforeAll(() => {
  testPython();
  process.env.PYTHONPATH = join(import.meta.dirname, "../fixtures/python");
});

/** Fails once, in its step `at`; never where that is 0. */
function failing(name: string, at: number, changes: object = {}): EnvironmentSource {
  const { kwargs, ...rest } = { kwargs: {}, ...changes };
  return {
    id: ID,
    kwargs: { at, once: join(root, `${name}.failed`), ...kwargs },
    autoresetMode: "same-step",
    ...rest,
  };
}

function task(name: string, changes: Partial<TrialTask> = {}): TrialTask {
  return {
    ...{ env: ID, rule: "weight-max", seed: 5, budget: { episodes: 20 }, batch: 1, retries: 1 },
    ...{ agent: { ...TINY_AGENT, lambda: 0.5 }, engine: "wasm", source: failing(name, 13) },
    folder: join(root, name),
    ...changes,
  };
}

const statusOf = (name: string): unknown => JSON.parse(readFileSync(join(root, name, "status.json"), "utf8"));
const agentOf = (name: string) =>
  decodeCheckpoint(readFileSync(join(root, name, "checkpoint.safetensors"))).agent;
const logOf = (name: string): Buffer => readFileSync(join(root, name, "episodes.bin"));

/** Processes of the servers that this process has started. */
function serverProcesses(): number[] {
  return execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8", maxBuffer: 2 ** 26 })
    .split("\n")
    .filter((line) => line.includes(`gymnasium-js-${process.pid}-`))
    .map((line) => Number.parseInt(line, 10));
}

describe("a trial whose environment's process ends in mid-episode", () => {
  it.each([
    ["as it learns at every step", {}],
    ["as it learns one step late", { lag: true, bootstrapTruncated: false, entropy: 0.01 }],
    ["as it learns from whole episodes", { feedback: "return", baseline: "mean" }],
    ["as it learns from batches of episodes", { feedback: "batch-return", entropy: 0.1 }],
    ["with normalised rewards", { normalizeRewards: true }],
  ] as const)(
    "goes back to its latest episode's end, and on as if nothing had been: %s",
    async (label, settings) => {
      const agent = {
        ...TINY_AGENT,
        lambda: "feedback" in settings ? 0 : 0.5,
        ...settings,
      } as TrialTask["agent"];
      const [broken, whole] = [`broken ${label}`, `whole ${label}`];
      const record = await runTrial(task(broken, { agent }), never);
      const why = expect.stringMatching(/^gymnasium:trial_envs:Failing-v0: /);
      const restarts = [{ episodes: 2, steps: 10, why }];
      expect(record).toMatchObject({ status: "done", episodes: 20, steps: 100, restarts });
      expect(statusOf(broken)).toMatchObject({ status: "done", restarts });
      const unbroken = await runTrial(task(whole, { agent, source: failing(whole, 0) }), never);
      expect(unbroken.restarts).toBeUndefined();
      // It observes nothing but the step within the episode: only what the agent was tells the two apart.
      expect(agentOf(broken)).toEqual(agentOf(whole));
      expect(logOf(broken)).toEqual(logOf(whole));
    },
  );

  it("begins anew when no episode has ended", async () => {
    const record = await runTrial(task("first", { source: failing("first", 3) }), never);
    expect(record).toMatchObject({ status: "done", steps: 100, restarts: [{ episodes: 0, steps: 0 }] });
    await runTrial(task("unharmed", { source: failing("unharmed", 0) }), never);
    expect(agentOf("first")).toEqual(agentOf("unharmed"));
  });

  it("goes on with a new environment for its evaluations, when it is theirs that ended", async () => {
    const evaluation = { episodes: 4, policy: "sampled", points: 10 } as const;
    // The evaluation's environment comes to its 13th step before the training's.
    const record = await runTrial(task("evaluated", { evaluation, source: failing("evaluated", 13) }), never);
    expect(record).toMatchObject({ status: "done", restarts: [{ episodes: 2, steps: 10 }] });
    expect(record.restarts).toHaveLength(1);
    await runTrial(task("evaluated whole", { evaluation, source: failing("evaluated whole", 0) }), never);
    const evaluations = (name: string) => readFileSync(join(root, name, "evaluation.jsonl"), "utf8");
    expect(evaluations("evaluated")).toBe(evaluations("evaluated whole"));
    expect(agentOf("evaluated")).toEqual(agentOf("evaluated whole"));
  });

  it("drops the other sub-environments' episodes that were under way", async () => {
    const source = failing("others", 14, { autoresetMode: "next-step" });
    const record = await runTrial(task("others", { source, batch: 2, budget: { steps: 61 } }), never);
    expect(record).toMatchObject({ status: "done", steps: 61, restarts: [{ episodes: 4, steps: 20 }] });
    expect(record.episodes).toBe(12);
    expect(record.averageReturn).toBeLessThanOrEqual(5);
  });

  it("drops those of groups that take turns", async () => {
    const agent = { ...TINY_AGENT, lambda: 0.5, lag: true, bootstrapTruncated: false };
    const changes = { batch: 2, groups: 2, agent, source: failing("groups", 13) };
    const record = await runTrial(task("groups", changes), never);
    expect(record).toMatchObject({ status: "done", episodes: 20 });
    expect(record.restarts).toHaveLength(1);
  });

  it("fails with one sentence when it has no retries, and keeps what it had", async () => {
    const record = await runTrial(task("failed", { retries: 0 }), never);
    expect(record).toMatchObject({ status: "failed", episodes: 2, steps: 12 });
    expect(record.error).toMatch(
      /^gymnasium:trial_envs:Failing-v0 \(sub-environment 0\) failed at step 13: gymnasium:trial_envs:Failing-v0: .*\.$/,
    );
    expect(record).not.toHaveProperty("restarts");
    expect(logOf("failed")).toHaveLength(2 * 16);
  });

  it("is not tried again when Python raised an exception", async () => {
    const source = { id: "gymnasium:CartPole-v1", kwargs: { nonsense: 1 } };
    const record = await runTrial(task("raised", { source }), never);
    expect(record).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/^gymnasium:CartPole-v1: TypeError: .*nonsense/),
    });
  });
});

describe("a trial whose environment cannot be closed after its mistake", () => {
  it("tells of the mistake", async () => {
    const source = failing("unclosed", 13, { kwargs: { how: "raise" } });
    const record = await runTrial(task("unclosed", { source }), never);
    expect(record).toMatchObject({
      status: "failed",
      error: expect.stringContaining("LookupError: the moon is gone"),
    });
  });
});

describe("a trial whose environment freezes", () => {
  const frozen = (name: string): EnvironmentSource =>
    failing(name, 13, { kwargs: { how: "freeze" }, timeout: 500 });

  it("goes on in a new one, or fails by its time-out", async () => {
    const record = await runTrial(task("thawed", { source: frozen("thawed") }), never);
    const why = expect.stringContaining("step gave no answer in 500 ms");
    expect(record).toMatchObject({ status: "done", restarts: [{ episodes: 2, steps: 10, why }] });
    const failed = await runTrial(task("frozen", { source: frozen("frozen"), retries: 0 }), never);
    expect(failed).toMatchObject({ status: "failed", episodes: 2, error: why });
  });
});

describe("a trial whose server is killed", () => {
  it("starts another one, as often as it may", async () => {
    const stop = { requested: false };
    let kills = 0;
    let next = 500;
    const onProgress: TrialOptions["onProgress"] = ({ steps }) => {
      if (steps < next) return;
      next = steps + 500;
      if (kills++ === 2) stop.requested = true;
      else for (const pid of serverProcesses()) process.kill(pid, "SIGKILL");
    };
    const source: EnvironmentSource = { id: "gymnasium:CartPole-v1", kwargs: {} };
    const endless = { source, batch: 4, retries: 2, budget: { steps: 1e9 } };
    const record = await runTrial(task("killed", endless), { stop, onProgress });
    expect(record.status).toBe("interrupted");
    expect(record.restarts).toHaveLength(2);
    expect(record.restarts![0]!.steps).toBeGreaterThan(400);
    expect(record.steps).toBeGreaterThan(record.restarts![1]!.steps);
  });
});

describe("the check before a run", () => {
  it.each([
    ["exit", /^gymnasium:trial_envs:Unmade-v0: .*(ended|status).*\.$/],
    ["freeze", "gymnasium:trial_envs:Unmade-v0: make gave no answer in 1000 ms"],
  ])("refuses an environment that cannot be made: %s", async (how, message) => {
    const environments = [{ id: "gymnasium:trial_envs:Unmade-v0", kwargs: { how }, timeout: 500 }];
    const experiment = { ...EXPERIMENT, environments, agent: { hidden: [4], rates: [0.1, 0.1] } };
    const refusal = preflight(planExperiment({ experiment, directory: root }));
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ name: "UsageError" });
  });
});

describe("restartNotes", () => {
  it("tells of each trial that went on in a new environment", () => {
    const restarts = [
      { episodes: 2, steps: 10, why: "gone." },
      { episodes: 7, steps: 40, why: "gone again." },
    ];
    const trial = { env: "a", rule: "b", seed: 3, restarts } as unknown as TrialRecord;
    expect(restartNotes([trial, { ...trial, restarts: undefined } as unknown as TrialRecord])).toEqual([
      "Went on in a new environment 2 times: a, b, seed 3, after episodes 2, 7: gone again.",
    ]);
  });
});
