import {
  type RecordedTrajectory,
  replayTrajectory,
  TrajectoryError,
  UnknownEnvironmentError,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture } from "./fixtures.js";

interface File {
  readonly trajectories: RecordedTrajectory[];
}

const change = (file: File, edit: (first: RecordedTrajectory) => object): File => ({
  trajectories: file.trajectories.map((entry, i) => (i === 0 ? { ...entry, ...edit(entry) } : entry)),
});

describe("replayTrajectory", () => {
  test.each([
    ["cartpole", 920],
    ["acrobot", 800],
    ["mountain_car", 800],
    ["pendulum", 600],
    ["mountain_car_continuous", 600],
    ["frozen_lake", 1400],
    ["cliff_walking", 600],
    ["taxi", 1000],
  ])("%s: no mismatch with Gymnasium", (name, steps) => {
    const replay = replayTrajectory(fixture(name));
    expect(replay.steps).toBe(steps);
    expect(replay.mismatches).toBe(0);
    expect(replay.maxAbsError).toBeLessThan(1e-6);
  });

  test("counts a wrong value, a wrong reward and wrong flags", () => {
    const file = fixture<File>("cartpole");
    const wrong = change(file, (entry) => ({
      obs: entry.obs.map((row, step) => {
        const [first, ...rest] = row as readonly number[];
        return step === 7 ? [first! + 0.5, ...rest] : row;
      }),
      reward: entry.reward.map((reward, step) => (step === 3 ? reward - 0.25 : reward)),
      truncated: entry.truncated.map((flag, step) => (step === 5 ? !flag : flag)),
    }));
    const replay = replayTrajectory(wrong, "CartPole-v1");
    expect(replay.mismatches).toBe(3);
    expect(replay.maxAbsError).toBeCloseTo(0.5, 5);
  });

  test("refuses files that do not fit, naming the field", () => {
    const file = fixture<File>("cartpole");
    for (const [bad, field] of [
      [null, "the file"],
      [{}, "trajectories"],
      [{ trajectories: [] }, "trajectories"],
      [{ trajectories: [{}] }, "trajectories[0].env_id"],
      [change(file, () => ({ reward: [1] })), "trajectories[0].reward"],
      [change(file, () => ({ obs: "none" })), "trajectories[0].obs"],
      [change(file, () => ({ resets: [] })), "trajectories[0].resets"],
      [
        change(file, () => ({ actions: [], obs: [], reward: [], terminated: [], truncated: [] })),
        "trajectories[0].actions",
      ],
      [
        change(file, ({ resets }) => ({ resets: [...resets, { ...resets[0], step: 1e6 }] })),
        "trajectories[0].resets[5].step",
      ],
      [change(file, () => ({ resets: [{ step: 0, state: [1] }] })), "trajectories[0].resets"],
      [change(file, () => ({ resets: [{ step: 0 }] })), "trajectories[0].resets[0].state"],
      [
        change(file, () => ({ resets: [{ step: 0, draws: [["choice", 1]] }] })),
        "trajectories[0].resets[0].draws",
      ],
      [change(file, () => ({ draws: [[]] })), "trajectories[0].draws"],
      [change(file, (entry) => ({ draws: entry.actions.map(() => []) })), "draws"],
      [change(file, (entry) => ({ actions: entry.actions.map(() => null) })), "trajectories[0].actions[0]"],
      [change(file, (entry) => ({ actions: entry.actions.map(() => 7) })), "trajectories[0].actions[0]"],
    ] as const) {
      let thrown: unknown;
      try {
        replayTrajectory(bad);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(TrajectoryError);
      expect((thrown as TrajectoryError).field).toBe(field);
    }
    expect(() => replayTrajectory(file, "Acrobot-v1")).toThrow(TrajectoryError);
    expect(() => replayTrajectory(change(file, () => ({ env_id: "CartPol-v1" })))).toThrow(
      UnknownEnvironmentError,
    );
  });
});
