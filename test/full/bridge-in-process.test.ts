import { describe, expect, it } from "vitest";
import { type Play, playInProcess, playThroughBridge } from "../envs/gymnasium-js/bridge/in-process.js";
import { testPython } from "../python.js";

const PLAYS: Readonly<Record<string, Omit<Play, "steps" | "seed">>> = {
  "LunarLander, single": { id: "LunarLander-v3" },
  "LunarLander, vector": { id: "LunarLander-v3", numEnvs: 4 },
  "BipedalWalker, same step": { id: "BipedalWalker-v3", numEnvs: 2, autoreset: "SameStep" },
  "HalfCheetah, single": { id: "HalfCheetah-v5" },
  "HalfCheetah, vector": { id: "HalfCheetah-v5", numEnvs: 4 },
  "Ant, same step": { id: "Ant-v5", numEnvs: 2, autoreset: "SameStep" },
  "Breakout with frames": { id: "ALE/Breakout-v5", imports: ["ale_py"] },
  "Breakout with frames, sync": { id: "ALE/Breakout-v5", imports: ["ale_py"], numEnvs: 2, mode: "sync" },
  "Pong, its own vector form": { id: "ALE/Pong-v5", imports: ["ale_py"], numEnvs: 2 },
};

describe("1000 seeded steps through the bridge equal those in Python's own process, byte for byte", () => {
  it.each(Object.entries(PLAYS))("%s", async (_, play) => {
    const whole = { ...play, steps: 1000, seed: 7 };
    const { actions, told } = playInProcess(testPython(), whole);
    expect(await playThroughBridge(whole, actions)).toEqual(told);
  });
});
