import { cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTrial, type TrialOptions, type TrialRecord, type TrialTask } from "../../src/experiment/trial.js";
import { TINY_AGENT, temporaryFolder } from "./tiny.js";
import { TRIAL_SETTINGS } from "./trial-settings.js";

const root = temporaryFolder();
const never: TrialOptions = { stop: { requested: false } };

/** Asks a trial to stop when it has been asked about so many times: once a step, or nearly. */
function stopAfter(steps: number): TrialOptions {
  let asked = 0;
  return {
    stop: {
      get requested() {
        return asked++ >= steps;
      },
    },
  };
}

function task(name: string, changes: Partial<TrialTask> = {}): TrialTask {
  return {
    ...{ env: "CartPole-v1", rule: "weight-max", seed: 5, source: { id: "CartPole-v1", kwargs: {} } },
    ...{ budget: { episodes: 40 }, batch: 1, agent: TINY_AGENT, engine: "wasm", retries: 0 },
    folder: join(root, name),
    ...changes,
  };
}

/** All that equal trials have equal. */
function filesOf({ folder }: TrialTask): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== "timing.json");
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

/** Runs a trial in pieces of these many steps, then to its end. */
async function inPieces(trial: TrialTask, pieces: readonly number[]): Promise<TrialRecord> {
  for (const steps of pieces) {
    expect(await runTrial(trial, stopAfter(steps))).toMatchObject({ status: "interrupted" });
  }
  return runTrial(trial, never);
}

const module = join(import.meta.dirname, "../fixtures/experiments/counting-env.ts");

const cases: readonly (readonly [string, Partial<TrialTask>])[] = [
  ...TRIAL_SETTINGS,
  [
    "a user's environment that saves its state",
    { env: "./counting-env.ts", source: { id: "./counting-env.ts", module, kwargs: {} } },
  ],
];

describe("a trial that is stopped and taken up again", () => {
  it.each(cases)("leaves the same bytes as one that never was: %s", async (label, changes) => {
    const whole = task(`whole ${label}`, changes);
    const pieces = task(`pieces ${label}`, changes);
    const record = await runTrial(whole, never);
    expect(record.status).toBe("done");
    const resumed = await inPieces(pieces, [1, 57, 2, 131]);
    expect(resumed).toEqual({
      ...record,
      seconds: expect.any(Number),
      stepsPerSecond: expect.any(Number),
    });
    expect(filesOf(pieces)).toEqual(filesOf(whole));
  });

  it.each([1, 2])("leaves the same bytes when it is stopped in an evaluation, one of %s", async (points) => {
    const evaluation = { episodes: 30, policy: "sampled", points } as const;
    const changes = { budget: { steps: 60 }, evaluation };
    const whole = task(`evaluated whole ${points}`, changes);
    const pieces = task(`evaluated in pieces ${points}`, changes);
    await runTrial(whole, never);
    // It is asked once a step of the training and of an evaluation, which has more than 300.
    expect(await runTrial(pieces, stopAfter(300))).toMatchObject({ status: "interrupted" });
    expect(existsSync(join(pieces.folder, "evaluation.jsonl"))).toBe(false);
    expect(await runTrial(pieces, never)).toMatchObject({ status: "done" });
    expect(filesOf(pieces)).toEqual(filesOf(whole));
  });

  it("is the same when it was killed rather than stopped: what came after its last checkpoint is cut off", async () => {
    const whole = task("never killed");
    await runTrial(whole, never);
    const killed = task("killed");
    await runTrial(killed, stopAfter(100));
    // As a process that is killed leaves them.
    writeFileSync(
      join(killed.folder, "status.json"),
      readFileSync(join(killed.folder, "status.json"), "utf8").replace("interrupted", "running"),
    );
    for (const name of ["episodes.bin", "curve.jsonl"]) {
      cpSync(join(whole.folder, name), join(killed.folder, name));
    }
    expect(await runTrial(killed, never)).not.toHaveProperty("beganAnew");
    expect(filesOf(killed)).toEqual(filesOf(whole));
  });

  it("is not trained again when all but its status had been written", async () => {
    const whole = task("finished");
    await runTrial(whole, never);
    const files = filesOf(whole);
    for (const name of ["status.json", "episodes.parquet", "curve.jsonl"])
      truncateSync(join(whole.folder, name), 5);
    expect(await runTrial(whole, stopAfter(0))).toMatchObject({ status: "done", episodes: 40 });
    expect(filesOf(whole)).toEqual(files);
  });

  it.each([
    ["checkpoint.safetensors", "cut short", (path: string) => truncateSync(path, 700)],
    ["checkpoint.safetensors", "cut in its header", (path: string) => truncateSync(path, 30)],
    ["checkpoint.safetensors", "empty", (path: string) => truncateSync(path, 0)],
    ["checkpoint.safetensors", "damaged", (path: string) => writeFileSync(path, damaged(readFileSync(path)))],
    [
      "checkpoint.safetensors",
      "text",
      (path: string) => writeFileSync(path, "no checkpoint at all, as anyone can see"),
    ],
    ["episodes.bin", "shorter than it was", (path: string) => truncateSync(path, 17)],
  ])("begins anew where %s is %s, and comes to the same", async (name, how, spoil) => {
    const whole = task("unspoilt");
    if (!existsSync(whole.folder)) await runTrial(whole, never);
    const spoilt = task(`${name} ${how}`);
    await runTrial(spoilt, stopAfter(150));
    spoil(join(spoilt.folder, name));
    const record = await runTrial(spoilt, never);
    expect(record.beganAnew).toMatch(/\w+ \w+/);
    expect(record.beganAnew).not.toContain("\n");
    expect(filesOf(spoilt)).toEqual(filesOf(whole));
  });

  it("goes on in a new environment, from an episode's end, where the old one cannot be saved, and says so", async () => {
    const stateless = join(import.meta.dirname, "../fixtures/experiments/stateless-env.ts");
    const source = { id: "./stateless-env.ts", module: stateless, kwargs: {} };
    const trial = task("stateless", {
      env: "./stateless-env.ts",
      source,
      budget: { steps: 1e9 },
      retries: 1,
    });
    const first = await runTrial(trial, stopAfter(503));
    expect(first).toMatchObject({ status: "interrupted", steps: 503 });
    const second = await runTrial(trial, stopAfter(10));
    const why = "the run was interrupted there, and this environment cannot be saved.";
    const { episodes, steps } = second.restarts![0]!;
    expect(second.restarts).toEqual([{ episodes, steps, why }]);
    expect(episodes).toBe(first.episodes);
    expect(steps).toBeLessThanOrEqual(503);
    expect(second.steps).toBe(steps + 10);
    expect(JSON.parse(readFileSync(join(trial.folder, "status.json"), "utf8")).restarts).toEqual(
      second.restarts,
    );
  });
});

function damaged(bytes: Buffer): Buffer {
  bytes[bytes.length - 100] = bytes[bytes.length - 100]! ^ 1;
  return bytes;
}
