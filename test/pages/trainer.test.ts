import { lastValueFrom, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../src/engine/wasm/wasm-engine.js";
import { agentFor } from "../../src/experiment/agent-for.js";
import { planEnvironments } from "../../src/experiment/default-plan.js";
import { environmentSeed } from "../../src/experiment/environment-seed.js";
import { createEnvironment } from "../../src/experiment/environments.js";
import { recordedAgent } from "../../src/pages/playground/settings.js";
import type { TrainedArm } from "../../src/pages/playground/worker/messages.js";
import { Trainer } from "../../src/pages/playground/worker/trainer.js";
import { budget, CurveBins, episodes, interact, type LearningCurve } from "../../src/streams/index.js";

function armOf(env: string, rule: string, seed: number, changes: TrainedArm["changes"] = []): TrainedArm {
  return { env, rule, seed, config: recordedAgent(env, rule), changes };
}

/** What `creditgym compare` trains. */
async function compared(env: string, rule: string, seed: number, steps: number): Promise<LearningCurve> {
  const [arm] = (await planEnvironments([env], { rules: [rule], seeds: [seed] })).arms;
  const made = await createEnvironment(arm!.source, 1);
  const agent = agentFor(arm!, made, { engine: createWasmEngine(), seeds: [seed] });
  const bins = new CurveBins(256);
  const run = interact(made, agent, { seed: environmentSeed(seed) }).pipe(
    budget({ steps }),
    episodes(),
    tap((episode) => bins.add(episode)),
  );
  await lastValueFrom(run, { defaultValue: undefined });
  return bins.curve();
}

/** Trains in stretches of these lengths, over and over. */
async function trained(
  trainer: Trainer,
  steps: number,
  stretches: readonly number[],
): Promise<LearningCurve> {
  for (let k = 0; trainer.step < steps; k++) {
    const end = Math.min(trainer.step + stretches[k % stretches.length]!, steps);
    await trainer.advance(() => trainer.step >= end);
  }
  return trainer.bins.curve();
}

describe("a trainer", () => {
  it.each([
    ["CartPole-v1", "weight-max"],
    ["CartPole-v1", "backprop"],
    ["Acrobot-v1", "straight-through"],
    ["Multiplexer-v0", "unbiased-weight-max"],
    ["MountainCar-v0", "reinforce"],
    ["FrozenLake-v1", "direct-feedback-alignment"],
  ])(
    "in %s with %s trains what `creditgym compare` does, bit for bit, in stretches of any length",
    async (env, rule) => {
      const steps = 3000;
      const curve = await trained(new Trainer(armOf(env, rule, 7)), steps, [1, 700, 13]);
      expect(curve).toEqual(await compared(env, rule, 7, steps));
      expect(curve.points.length).toBeGreaterThan(env === "Acrobot-v1" ? 3 : 10);
    },
  );

  it("takes a change of rates up where a link says that it was made", async () => {
    const live = new Trainer(armOf("CartPole-v1", "weight-max", 3));
    await trained(live, 1234, [200]);
    const change = live.change([8, 1, 0.25, 2]);
    expect(change).toEqual({ step: 1234, factors: [8, 1, 0.25, 2] });
    const curve = await trained(live, 4000, [333]);
    const linked = new Trainer(armOf("CartPole-v1", "weight-max", 3, [change]));
    expect(await trained(linked, 4000, [1000])).toEqual(curve);
    expect(curve).not.toEqual(await compared("CartPole-v1", "weight-max", 3, 4000));
  });

  it("goes on as if nothing had been when rates are changed by the factor 1", async () => {
    const trainer = new Trainer(armOf("CartPole-v1", "unbiased-weight-max", 5));
    await trained(trainer, 1000, [1000]);
    trainer.change([1, 1, 1, 1]);
    expect(await trained(trainer, 3000, [2000])).toEqual(
      await compared("CartPole-v1", "unbiased-weight-max", 5, 3000),
    );
  });

  it("takes of two changes at one step the later one, and one back for none", async () => {
    const paused = new Trainer(armOf("CartPole-v1", "weight-max", 3));
    await trained(paused, 900, [300]);
    paused.change([8, 8, 8, 1]);
    expect(paused.change([1, 1, 1, 1]).step).toBe(900);
    expect(await trained(paused, 2500, [400])).toEqual(await compared("CartPole-v1", "weight-max", 3, 2500));
  });

  it("measures the credit of every unit", async () => {
    const trainer = new Trainer(armOf("CartPole-v1", "weight-max", 1));
    await trained(trainer, 400, [400]);
    const last = trainer.credit.last();
    expect(last).toHaveLength(64 + 32 + 1);
    const { eligibility } = trainer.agent.actor.layers[2]!;
    expect(Math.sign(last[96]!)).toBe(
      Math.sign(last[96]! / eligibility.data[0]!) * Math.sign(eligibility.data[0]!),
    );
    expect(trainer.credit.means().every((mean) => mean >= 0)).toBe(true);
    expect(
      trainer.credit
        .means()
        .slice(0, 64)
        .some((mean) => mean > 0),
    ).toBe(true);
  });
});
