import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { PolicyFrame, PolicyWaiting } from "../../src/dashboard/messages.js";
import { playPolicy, watchedTrial } from "../../src/dashboard/play-policy.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { runTrial } from "../../src/experiment/trial.js";
import { EXPERIMENT, temporaryFolder } from "../experiment/tiny.js";

const folder = temporaryFolder();
const plan = planExperiment({
  experiment: { ...EXPERIMENT, budget: { episodes: 3 }, agent: { hidden: [4], rates: [0.01, 0.001] } },
  directory: folder,
});

it("says that a trial has saved no network, and plays it from the first episode on once it has", async () => {
  const trial = watchedTrial(folder, plan, { env: "CartPole-v1", rule: "reinforce", seed: 1 })!;
  const waits: PolicyWaiting[] = [];
  const frames: PolicyFrame[] = [];
  const playing = playPolicy(trial).subscribe((news) => {
    if ("svg" in news) frames.push(news);
    else waits.push(news);
  });
  try {
    await vi.waitFor(() => expect(waits).toEqual([{ hasBegun: false }]));
    mkdirSync(trial.folder, { recursive: true });
    writeFileSync(join(trial.folder, "status.json"), "{}");
    await vi.waitFor(() => expect(waits.at(-1)).toEqual({ hasBegun: true }), { timeout: 5000 });
    expect(frames).toEqual([]);
    const { arm, seed, engine } = trial;
    await runTrial(
      { ...arm, seed, engine, retries: 0, folder: trial.folder },
      { stop: { requested: false } },
    );
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(1), { timeout: 5000 });
    expect(frames[0]).toMatchObject({ episode: 1, step: 0, return: 0, trained: { episodes: 3 } });
    expect(frames[0]!.svg).toContain("<svg");
  } finally {
    playing.unsubscribe();
  }
});
