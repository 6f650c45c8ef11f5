import fc from "fast-check";
import { checkEnv, make, makeVec, PCG64, type VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import {
  BanditModel,
  type BanditTask,
  evenBanditFamily,
  linearBanditFamily,
  SPLITS,
  type TaskFamily,
  tanhBanditFamily,
} from "../../../envs/families/index.js";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

const FAMILIES = [linearBanditFamily, tanhBanditFamily, evenBanditFamily] as const;
const D = 8;
const ARMS = 4;

function contexts(count: number, seed: number): Float32Array[] {
  const generator = new PCG64(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: D }, () => generator.standardNormal()),
  );
}

const argmax = (values: ArrayLike<number>): number =>
  Array.from(values).indexOf(Math.max(...Array.from(values)));

describe.each(FAMILIES.map((family) => [family.id, family] as const))("%s", (_, family) => {
  test("the oracle's regret is 0 and every other arm's is not, in the environment itself", () => {
    for (const drawn of SPLITS.flatMap((split) => family.sample(split, 2, 3))) {
      const task = { ...drawn, noise: 0 };
      const model = new BanditModel(task);
      const env = make("ContextualBandit-v0", task);
      for (let episode = 0; episode < 30; episode++) {
        const { observation } = env.reset(episode === 0 ? { seed: 4 } : {});
        const saved = env.state!();
        const rewards = Array.from({ length: ARMS }, (_, arm) => {
          env.restore!(saved);
          return env.step(arm).reward;
        });
        const oracle = argmax(model.means(observation as Float32Array));
        for (const [arm, reward] of rewards.entries()) {
          if (arm === oracle) expect(reward).toBe(Math.max(...rewards));
          else expect(reward).toBeLessThan(rewards[oracle]!);
        }
      }
    }
  });

  test("rewards scatter around scale × mean by scale × noise", () => {
    const [task] = family.sample("held-out", 6, 1);
    const model = new BanditModel(task!);
    const env = family.makeVec(new Array<BanditTask>(64).fill(task!));
    let { observations } = env.reset({ seed: 1 }) as VectorStep;
    const deviations: number[] = [];
    for (let s = 0; s < 100; s++) {
      const means = Array.from({ length: 64 }, (_, i) =>
        model.mean(s % ARMS, observations as Float32Array, i * D),
      );
      const step = env.step(new Int32Array(64).fill(s % ARMS)) as VectorStep;
      step.rewards.forEach((reward, i) => {
        deviations.push((reward / task!.scale - means[i]!) / task!.noise);
      });
      observations = step.observations;
    }
    const n = deviations.length;
    const mean = deviations.reduce((a, b) => a + b, 0) / n;
    const variance = deviations.reduce((a, b) => a + b * b, 0) / n;
    // Five standard deviations of what 6400 normal draws give.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });

  test("a vector of different tasks equals the single environment of each", () => {
    const tasks = SPLITS.flatMap((split) => family.sample(split, 3, 3));
    const vector = family.makeVec(tasks);
    vector.reset({ seed: 20 });
    const singles = tasks.map((task, i) => {
      const env = make("ContextualBandit-v0", task);
      env.reset({ seed: 20 + i });
      return env;
    });
    for (let s = 0; s < 50; s++) {
      const step = vector.step(Int32Array.from(tasks, (_, i) => (s + i) % ARMS)) as VectorStep;
      for (const [i, env] of singles.entries()) {
        expect(step.rewards[i]).toBe(env.step((s + i) % ARMS).reward);
        const next = env.reset().observation as Float32Array;
        expect(Array.from(step.observations.subarray(i * D, (i + 1) * D))).toEqual(Array.from(next));
      }
    }
  });

  test("a saved state brings its tasks along", () => {
    const [env, other] = [1, 2].map((seed) => family.makeVec(family.sample("training", seed, 4)));
    env!.reset({ seed: 4 });
    other!.reset({ seed: 5 });
    other!.restore!(env!.state!());
    for (let s = 0; s < 10; s++) {
      const actions = new Int32Array(4).fill(s % ARMS);
      const expected = Array.from((env!.step(actions) as VectorStep).rewards);
      expect(Array.from((other!.step(actions) as VectorStep).rewards)).toEqual(expected);
    }
  });

  const [task] = family.sample("training", 7, 1);
  const checks = vectorEnvConformance(
    (numEnvs) => makeVec("ContextualBandit-v0", { ...task, numEnvs }),
    () => make("ContextualBandit-v0", task),
  );
  for (const check of checks) test(check.name, () => check.run());
  test("checkEnv finds nothing", () => {
    expect(checkEnv(() => make("ContextualBandit-v0", task))).toEqual([]);
  });
});

/**
 * Three contexts on a line, the same arm best by a margin at both ends and another in the middle. A
 * linear policy's regions are convex, so it errs near one of the three, with positive probability.
 */
function nonConvex(model: BanditModel, seed: number): boolean {
  const points = contexts(4000, seed);
  const lead = (x: Float32Array): { arm: number; margin: number } => {
    const means = model.means(x);
    const arm = argmax(means);
    const others = Array.from(means).filter((_, k) => k !== arm);
    return { arm, margin: means[arm]! - Math.max(...others) };
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [a, b] = [lead(points[i]!), lead(points[i + 1]!)];
    if (a.arm !== b.arm || Math.min(a.margin, b.margin) < 0.01) continue;
    const middle = lead(points[i]!.map((value, k) => (value + points[i + 1]![k]!) / 2));
    if (middle.arm !== a.arm && middle.margin >= 0.01) return true;
  }
  return false;
}

test("no linear policy is optimal in the tanh and even families; the linear family has no such witness", () => {
  for (const split of SPLITS) {
    for (let seed = 0; seed < 10; seed++) {
      const found = FAMILIES.map((family) =>
        nonConvex(new BanditModel(family.sample(split, seed, 1)[0]!), seed),
      );
      expect(found, `${split} ${seed}`).toEqual([false, true, true]);
    }
  }
});

/** Mean reward of a softmax policy of linear scores, fitted by exact gradients of its expected reward, and the oracle's. */
function fitLinear(model: BanditModel): { linear: number; oracle: number } {
  const points = contexts(600, 5);
  const means = points.map((x) => model.means(x));
  const width = D + 1;
  const inputs = points.map((x) => [...x, 1]);
  const weights = new Float64Array(ARMS * width);
  const scores = (x: readonly number[]): Float64Array =>
    Float64Array.from({ length: ARMS }, (_, a) =>
      x.reduce((sum, value, k) => sum + value * weights[a * width + k]!, 0),
    );
  for (let iteration = 0; iteration < 150; iteration++) {
    const gradient = new Float64Array(weights.length);
    for (const [i, x] of inputs.entries()) {
      const p = scores(x).map(Math.exp);
      const total = p.reduce((a, b) => a + b, 0);
      const value = p.reduce((sum, weight, a) => sum + (weight / total) * means[i]![a]!, 0);
      for (let a = 0; a < ARMS; a++) {
        const error = (p[a]! / total) * (means[i]![a]! - value);
        for (let k = 0; k < width; k++) gradient[a * width + k]! += error * x[k]!;
      }
    }
    for (let k = 0; k < weights.length; k++) weights[k]! += (8 * gradient[k]!) / points.length;
  }
  const mean = (of: (i: number) => number): number =>
    points.reduce((sum, _, i) => sum + of(i), 0) / points.length;
  return {
    linear: mean((i) => means[i]![argmax(scores(inputs[i]!))]!),
    oracle: mean((i) => Math.max(...means[i]!)),
  };
}

test("a fitted linear policy gets all, nearly all, and about half of the oracle's reward", () => {
  const share = (family: TaskFamily<BanditTask>): number => {
    const fits = family.sample("training", 1, 3).map((task) => fitLinear(new BanditModel(task)));
    return fits.reduce((sum, fit) => sum + fit.linear / fit.oracle, 0) / fits.length;
  };
  expect(share(linearBanditFamily)).toBeGreaterThan(0.99);
  expect(share(tanhBanditFamily)).toBeLessThan(0.96);
  expect(share(tanhBanditFamily)).toBeGreaterThan(0.8);
  expect(share(evenBanditFamily)).toBeLessThan(0.65);
});

test("the even form: opposite contexts have the same means, whose average over contexts is 0", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const model = new BanditModel(evenBanditFamily.sample("training", seed, 1)[0]!);
      const points = contexts(2000, seed);
      const sums = new Float64Array(ARMS);
      const squares = new Float64Array(ARMS);
      for (const x of points) {
        const means = model.means(x);
        const opposite = model.means(x.map((value) => -value));
        means.forEach((value, a) => {
          expect(opposite[a]).toBeCloseTo(value, 12);
          sums[a]! += value;
          squares[a]! += value * value;
        });
      }
      // Six standard errors.
      for (const [a, sum] of sums.entries()) expect(Math.abs(sum)).toBeLessThan(6 * Math.sqrt(squares[a]!));
    }),
    { numRuns: 20 },
  );
});

test("refuses tasks that do not fit together", () => {
  const [a, b] = linearBanditFamily.sample("training", 0, 2);
  expect(() => linearBanditFamily.makeVec([a!, { ...b!, arms: 5 }])).toThrow(
    "tasks[1] arms: 5 is not allowed; use 4, as in the first task.",
  );
  expect(() => make("ContextualBandit-v0", { form: "cubic" })).toThrow('use "linear" or "tanh" or "even"');
  expect(() => make("ContextualBandit-v0", { noise: -1 })).toThrow("use a finite number from 0");
  expect(() => make("ContextualBandit-v0", { arms: 1 })).toThrow("use an integer from 2 to 64");
});
