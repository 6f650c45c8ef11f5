import { checkEnv, type Env, make, makeVec, type VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import {
  discreteNavigationFamily,
  type NavigationTask,
  navigationFamily,
  SPLITS,
} from "../../../envs/families/index.js";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

const goalOf = ({ goalAngle, goalDistance }: NavigationTask) =>
  [goalDistance * Math.cos(goalAngle), goalDistance * Math.sin(goalAngle)] as const;

const OPTIONS = ["continuous", "discrete"].flatMap((actions) =>
  ["hidden", "shown"].flatMap((goal) => ["dense", "sparse"].map((reward) => ({ actions, goal, reward }))),
);

const TASKS = SPLITS.flatMap((split) => navigationFamily.sample(split, 3, 20));

/** Plays until the episode ends. */
function play(env: Env, policy: (observation: Float32Array) => unknown) {
  let observation = env.reset({ seed: 5 }).observation as Float32Array;
  const start = observation;
  const rewards: number[] = [];
  for (;;) {
    const step = env.step(policy(observation));
    observation = step.observation as Float32Array;
    rewards.push(step.reward);
    if (step.terminated || step.truncated) return { start, rewards, last: observation, ...step };
  }
}

test("held-out goals lie in the other half of the plane, nearer or farther than every training goal", () => {
  for (const task of navigationFamily.sample("training", 1, 500))
    expect(goalOf(task)[1]).toBeGreaterThan(-1e-9);
  for (const task of navigationFamily.sample("held-out", 1, 500)) {
    expect(goalOf(task)[1]).toBeLessThan(-0.05);
    expect(task.goalDistance < 0.4 || task.goalDistance > 0.8).toBe(true);
  }
});

describe.each(["dense", "sparse"] as const)("with %s reward", (reward) => {
  test("the straight line reaches every goal in as few steps as there can be", () => {
    for (const task of TASKS) {
      const env = make("Navigation2D-v0", { ...task, reward, goal: "shown" });
      const end = play(env, ([x, y, goalX, goalY]) => {
        const [dx, dy] = [(goalX! - x!) / 0.1, (goalY! - y!) / 0.1];
        const longest = Math.max(1, Math.abs(dx), Math.abs(dy));
        return Float32Array.of(dx / longest, dy / longest);
      });
      expect(end.terminated).toBe(true);
      const [goalX, goalY] = goalOf(task);
      const needed = Math.max(Math.abs(goalX - end.start[0]!), Math.abs(goalY - end.start[1]!)) / 0.1;
      expect(end.rewards.length).toBeLessThanOrEqual(Math.ceil(needed + 1e-3));
      expect(Math.hypot(end.last[0]! - goalX, end.last[1]! - goalY)).toBeLessThanOrEqual(0.1 + 1e-6);
      if (reward === "sparse") expect(end.rewards).toEqual([...end.rewards.slice(1).fill(0), 1]);
      // Straight towards the goal, every step brings the point nearer.
      else expect(end.rewards).toEqual([...end.rewards].sort((a, b) => a - b));
      if (reward === "dense") {
        expect(end.reward).toBeCloseTo(-Math.hypot(end.last[0]! - goalX, end.last[1]! - goalY), 6);
      }
    }
  });

  test("four directions reach every goal too, without seeing it", () => {
    for (const task of TASKS) {
      const [goalX, goalY] = goalOf(task);
      const env = make("Navigation2D-v0", { ...task, reward, actions: "discrete" });
      const end = play(env, ([x, y]) => {
        const [dx, dy] = [goalX - x!, goalY - y!];
        if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 1 : 3;
        return dy > 0 ? 2 : 4;
      });
      expect(end.terminated).toBe(true);
      expect(end.rewards.length).toBeLessThan(30);
    }
  });
});

test("standing still ends by the time limit, away from the goal", () => {
  const end = play(make("Navigation2D-v0", { actions: "discrete", reward: "sparse" }), () => 0);
  expect([end.terminated, end.truncated, end.rewards.length]).toEqual([false, true, 50]);
  expect(end.last).toEqual(end.start);
});

test("speeds are clipped and walls stop the point", () => {
  const env = make("Navigation2D-v0", { goalAngle: Math.PI });
  const [x] = env.reset({ seed: 1 }).observation as Float32Array;
  const [next] = env.step(Float32Array.of(7, 0)).observation as Float32Array;
  expect(next! - x!).toBeCloseTo(0.1, 6);
  for (let s = 0; s < 30; s++) env.step(Float32Array.of(1, 1));
  expect(Array.from(env.step(Float32Array.of(1, 1)).observation as Float32Array)).toEqual([1.5, 1.5]);
});

test("a shown goal is where it is, a hidden one is not in the observation", () => {
  const task = { goalAngle: 2, goalDistance: 0.5 };
  const shown = make("Navigation2D-v0", { ...task, goal: "shown" }).reset({ seed: 1 }).observation;
  const hidden = make("Navigation2D-v0", task).reset({ seed: 1 }).observation as Float32Array;
  const goal = [0.5 * Math.cos(2), 0.5 * Math.sin(2)].map(Math.fround);
  expect(Array.from(shown as Float32Array)).toEqual([...hidden, ...goal]);
  expect(hidden.length).toBe(2);
});

test("a vector of different goals equals the single environment of each", () => {
  for (const options of OPTIONS) {
    const tasks = TASKS.slice(15, 25).map((task) => ({ ...task, ...options }) as NavigationTask);
    const vector = navigationFamily.makeVec(tasks, { maxEpisodeSteps: 20 });
    const size = options.goal === "shown" ? 4 : 2;
    vector.reset({ seed: 9 });
    vector.actionSpace.seed(1);
    const singles = tasks.map((task, i) => {
      const env = make("Navigation2D-v0", { ...task, maxEpisodeSteps: 20 });
      env.reset({ seed: 9 + i });
      return env;
    });
    let arrived = 0;
    for (let s = 0; s < 120; s++) {
      const actions = tasks.map((task) => {
        if (options.actions === "discrete") return vector.actionSpace.sample() as number;
        const drift = goalOf(task);
        const [dx, dy] = vector.actionSpace.sample() as Float32Array;
        return Float32Array.of(dx! + drift[0], dy! + drift[1]);
      });
      const batch =
        options.actions === "discrete"
          ? Int32Array.from(actions as number[])
          : Float32Array.from((actions as Float32Array[]).flatMap((action) => [...action]));
      const step = vector.step(batch) as VectorStep;
      for (const [i, env] of singles.entries()) {
        const alone = env.step(actions[i]);
        const over = alone.terminated || alone.truncated;
        arrived += alone.terminated ? 1 : 0;
        const next = (over ? env.reset().observation : alone.observation) as Float32Array;
        const at = [size * i, size * (i + 1)] as const;
        expect(Array.from(step.observations.subarray(...at))).toEqual(Array.from(next));
        expect(step.rewards[i]).toBe(alone.reward);
        expect([step.terminated[i], step.truncated[i]]).toEqual([+alone.terminated, +alone.truncated]);
        if (over) {
          const last = Array.from(alone.observation as Float32Array);
          expect(Array.from(step.finalObservations.subarray(...at))).toEqual(last);
        }
      }
    }
    if (options.actions === "continuous") expect(arrived).toBeGreaterThan(10);
  }
});

test("a saved state brings its goals along", () => {
  const [env, other] = [1, 2].map((seed) =>
    discreteNavigationFamily.makeVec(discreteNavigationFamily.sample("training", seed, 4)),
  );
  env!.reset({ seed: 4 });
  other!.reset({ seed: 5 });
  other!.restore!(env!.state!());
  for (let s = 0; s < 60; s++) {
    const actions = new Int32Array(4).fill(s % 5);
    const expected = Array.from((env!.step(actions) as VectorStep).rewards);
    expect(Array.from((other!.step(actions) as VectorStep).rewards)).toEqual(expected);
  }
});

describe.each(OPTIONS)("Navigation2D-v0 %o", (options) => {
  const single = () => make("Navigation2D-v0", { ...options, maxEpisodeSteps: 30 });
  const checks = vectorEnvConformance(
    (numEnvs) => makeVec("Navigation2D-v0", { ...options, numEnvs, maxEpisodeSteps: 30 }),
    single,
  );
  for (const check of checks) test(check.name, () => check.run());
  test("checkEnv finds nothing", () => expect(checkEnv(single)).toEqual([]));
});

test("refuses tasks that do not fit together", () => {
  const [a, b] = navigationFamily.sample("training", 0, 2);
  expect(() => navigationFamily.makeVec([a!, { ...b!, goal: "shown" }])).toThrow(
    "tasks[1] goal: shown is not allowed; use hidden, as in the first task.",
  );
  expect(() => make("Navigation2D-v0", { goalDistance: 1.3 })).toThrow(
    "use a finite number from 0 up to 1.25",
  );
});
