import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testPython } from "../../../python.js";
import { type Play, playInProcess, playThroughBridge } from "./in-process.js";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/python");

// For the bridge's server, which this thread starts with the first environment.
beforeAll(() => {
  process.env.PYTHONPATH = FIXTURES;
});

const PLAYS: Readonly<Record<string, Omit<Play, "steps" | "seed">>> = {
  "CartPole, single": { id: "CartPole-v1" },
  "CartPole, sync": { id: "CartPole-v1", numEnvs: 5, mode: "sync" },
  "CartPole, sync, same step": { id: "CartPole-v1", numEnvs: 5, mode: "sync", autoreset: "SameStep" },
  "CartPole, async": { id: "CartPole-v1", numEnvs: 2, mode: "async" },
  "CartPole, its own vector form": { id: "CartPole-v1", numEnvs: 5 },
  "FrozenLake, single": { id: "FrozenLake-v1" },
  "FrozenLake, vector": { id: "FrozenLake-v1", numEnvs: 3 },
  "Blackjack, single": { id: "Blackjack-v1" },
  "Blackjack, vector": { id: "Blackjack-v1", numEnvs: 3, mode: "sync", autoreset: "SameStep" },
  "Taxi, vector": { id: "Taxi-v4", numEnvs: 3 },
  "Pendulum, single": { id: "Pendulum-v1" },
  "dicts, single": { id: "Wander-v0", imports: ["bridge_envs"] },
  "dicts, vector": { id: "Wander-v0", imports: ["bridge_envs"], numEnvs: 3 },
  "dicts, same step": { id: "Wander-v0", imports: ["bridge_envs"], numEnvs: 3, autoreset: "SameStep" },
};

describe("1000 seeded steps through the bridge equal those in Python's own process, byte for byte", () => {
  it.each(Object.entries(PLAYS))("%s", async (_, play) => {
    const whole = { ...play, steps: 1000, seed: 7 };
    const { actions, told } = playInProcess(testPython(), whole, FIXTURES);
    expect(await playThroughBridge(whole, actions)).toEqual(told);
  });
});
