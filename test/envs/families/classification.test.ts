import fc from "fast-check";
import { checkEnv, infoOf, make, makeVec, type VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { ClassMixture, classMixturesFamily, type MixtureTask, SPLITS } from "../../../envs/families/index.js";
import { vectorEnvConformance } from "../../conformance/vector-env.js";
import { learn } from "./learn-labels.js";

const ID = "Classification-v0";
const D = 16;
const CLASSES = 10;

const drawn = (seed: number): MixtureTask => classMixturesFamily.sample("training", seed, 1)[0]!;

/** Samples as text, so that they can be looked up. */
function shown(batch: Float32Array, count: number): string[] {
  return Array.from({ length: count }, (_, i) => batch.subarray(i * D, (i + 1) * D).join());
}

function trainingSet(task: MixtureTask): { samples: string[]; labels: number[] } {
  const mixture = new ClassMixture(task);
  const all = new Float32Array(task.trainingSize * D);
  const labels = Array.from({ length: task.trainingSize }, (_, k) => mixture.training(k, all, k * D));
  return { samples: shown(all, task.trainingSize), labels };
}

describe.each(["training", "test"] as const)("the %s set", (set) => {
  const task = { ...drawn(7), set };
  const checks = vectorEnvConformance(
    (numEnvs) => makeVec(ID, { ...task, numEnvs }),
    () => make(ID, task),
  );
  for (const check of checks) test(check.name, () => check.run());

  test("checkEnv finds nothing", () => {
    expect(checkEnv(() => make(ID, task))).toEqual([]);
  });

  test("a vector of different tasks equals the single environment of each, labels included", () => {
    const tasks = SPLITS.flatMap((split) => classMixturesFamily.sample(split, 3, 3)).map((one, i) => ({
      ...one,
      set,
      // Passes end within the steps, not all at once.
      trainingSize: 20 + i,
    }));
    const n = tasks.length;
    const vector = classMixturesFamily.makeVec(tasks);
    const first = vector.reset({ seed: 20 }) as VectorStep;
    const singles = tasks.map((own, i) => {
      const env = make(ID, own);
      const { info } = env.reset({ seed: 20 + i });
      expect(infoOf(first.infos, i, n)).toEqual(info);
      return env;
    });
    for (let s = 0; s < 50; s++) {
      const step = vector.step(Int32Array.from(tasks, (_, i) => (s + i) % CLASSES)) as VectorStep;
      for (const [i, env] of singles.entries()) {
        const { reward, info } = env.step((s + i) % CLASSES);
        const next = env.reset();
        expect(step.rewards[i]).toBe(reward);
        expect(infoOf(step.infos, i, n)).toEqual({ ...next.info, final_info: info });
        expect(step.observations.subarray(i * D, (i + 1) * D)).toEqual(next.observation);
      }
    }
  });

  test("a saved state brings its tasks along, and where its passes are", () => {
    const [env, other] = [1, 2].map((seed) =>
      classMixturesFamily.makeVec(
        classMixturesFamily.sample("training", seed, 4).map((own) => ({ ...own, set })),
      ),
    );
    env!.reset({ seed: 4 });
    for (let s = 0; s < 30; s++) env!.step(new Int32Array(4));
    other!.reset({ seed: 5 });
    other!.restore!(env!.state!());
    for (let s = 0; s < 400; s++) {
      const actions = new Int32Array(4).fill(s % CLASSES);
      const [expected, actual] = [env!.step(actions), other!.step(actions)] as [VectorStep, VectorStep];
      expect(actual.observations).toEqual(expected.observations);
      expect(actual.infos).toEqual(expected.infos);
    }
  });

  test("the right answer is the label that the infos tell, and no other is", () => {
    const env = make(ID, task);
    let { info } = env.reset({ seed: 3 });
    for (let s = 0; s < 50; s++) {
      const saved = env.state!();
      const { label } = info as { label: number };
      for (let action = 0; action < CLASSES; action++) {
        env.restore!(saved);
        const step = env.step(action);
        expect(step).toMatchObject({ reward: action === label ? 1 : 0, terminated: true, truncated: false });
        expect(step.info).toEqual({ label });
      }
      ({ info } = env.reset());
    }
  });
});

test("each pass shows the whole training set once, in another order than the one before", () => {
  const task = drawn(2);
  const { samples, labels } = trainingSet(task);
  expect(new Set(samples).size).toBe(task.trainingSize);
  const env = make(ID, task);
  const orders = [1, 2, 3].map((pass) =>
    Array.from({ length: task.trainingSize }, (_, k) => {
      const { observation, info } = env.reset(pass === 1 && k === 0 ? { seed: 1 } : {});
      const sample = samples.indexOf((observation as Float32Array).join());
      expect((info as { label: number }).label).toBe(labels[sample]);
      env.step(0);
      return sample;
    }),
  );
  for (const order of orders) {
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from(samples, (_, k) => k));
  }
  expect(new Set(orders.map((order) => order.join())).size).toBe(3);
});

test("a seed begins a pass; a seed that is refused changes nothing", () => {
  const task = { ...drawn(2), trainingSize: 30 };
  const [env, other] = [make(ID, task), make(ID, task)];
  const pass = (one: typeof env) =>
    Array.from({ length: 30 }, (_, k) => String(one.reset(k === 0 ? { seed: 9 } : {}).observation));
  for (let k = 0; k < 7; k++) env.reset(k === 0 ? { seed: 1 } : {});
  expect(pass(env)).toEqual(pass(other));
  for (const one of [env, other]) for (let k = 0; k < 3; k++) one.reset();
  expect(() => env.reset({ seed: -1 })).toThrow();
  const vectors = [env, other].map(() => makeVec(ID, { ...task, numEnvs: 2 }));
  for (const vector of vectors) {
    vector.reset({ seed: 1 });
    vector.step(new Int32Array(2));
  }
  expect(() => vectors[0]!.reset({ seed: [1] })).toThrow();
  for (let k = 0; k < 40; k++) {
    expect(env.reset().observation).toEqual(other.reset().observation);
    const [a, b] = vectors.map((vector) => vector.step(new Int32Array(2)) as VectorStep);
    expect(a!.observations).toEqual(b!.observations);
  }
});

test("test samples are never training samples, whatever the seeds", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (taskSeed, seed) => {
      const task = drawn(taskSeed);
      const { samples } = trainingSet(task);
      // The very seed of the training samples as well.
      for (const own of [seed, task.sampleSeed]) {
        const vector = makeVec(ID, { ...task, set: "test", numEnvs: 64 });
        const batch = vector.reset({ seed: own }) as VectorStep;
        const tested = shown(batch.observations as Float32Array, 64);
        expect(tested.filter((sample) => samples.includes(sample))).toEqual([]);
        expect(new Set(tested).size).toBe(64);
      }
    }),
    { numRuns: 20 },
  );
});

test("without spread and width there are the clusters' centres only, each of one class", () => {
  const task = { ...drawn(1), spread: 0, width: 0, trainingSize: 2000 };
  const { samples, labels } = trainingSet(task);
  const classes = new Map(samples.map((sample, k) => [sample, labels[k]!]));
  expect(classes.size).toBe(task.clusters * CLASSES);
  for (const [k, sample] of samples.entries()) expect(classes.get(sample)).toBe(labels[k]);
  const counts = Array.from({ length: CLASSES }, (_, c) => labels.filter((label) => label === c).length);
  expect(counts).toEqual(new Array(CLASSES).fill(200));
});

test("spread is a standard deviation along each cluster's direction, width one in every dimension", () => {
  const base = { ...drawn(4), classes: 2, clusters: 1, trainingSize: 20_000 };
  const centre = new ClassMixture({ ...base, spread: 0, width: 0 });
  const offsets = (spread: number, width: number): Float64Array[] => {
    const mixture = new ClassMixture({ ...base, spread, width });
    const factor = Math.sqrt(1 + spread ** 2 / D + width ** 2);
    const [middle, sample] = [new Float32Array(D), new Float32Array(D)];
    return Array.from({ length: base.trainingSize }, (_, k) => {
      expect(mixture.training(k, sample, 0)).toBe(centre.training(k, middle, 0));
      return Float64Array.from(sample, (value, i) => value * factor - middle[i]!);
    });
  };
  const variance = (values: readonly number[]) => values.reduce((sum, x) => sum + x * x, 0) / values.length;
  // Five standard deviations of what so many normal draws give.
  const near = (found: number, expected: number, count: number) =>
    expect(Math.abs(found / expected - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  for (const c of [0, 1]) {
    const own = offsets(base.spread, 0).filter((_, k) => k % 2 === c);
    const lengths = own.map((offset) => Math.sqrt(offset.reduce((sum, x) => sum + x * x, 0)));
    near(variance(lengths), base.spread ** 2, own.length);
    const along = own[lengths.indexOf(Math.max(...lengths))]!;
    for (const offset of own) {
      // On one line through the centre, but for float32.
      const product = offset.reduce((sum, x, i) => sum + x * along[i]!, 0);
      const length = Math.sqrt(offset.reduce((sum, x) => sum + x * x, 0));
      expect(Math.abs(Math.abs(product) - length * Math.max(...lengths))).toBeLessThan(1e-5);
    }
  }
  const noisy = offsets(0, base.width);
  for (let i = 0; i < D; i++) {
    near(variance(noisy.map((offset) => offset[i]!)), base.width ** 2, noisy.length);
  }
});

test("numbers of samples have variance 1 on average, over tasks of all splits", () => {
  const tasks = SPLITS.flatMap((split) => classMixturesFamily.sample(split, 5, 20));
  const squares = tasks.map((task) => {
    const vector = makeVec(ID, { ...task, set: "test", numEnvs: 256 });
    const { observations } = vector.reset({ seed: 1 }) as VectorStep;
    return (observations as Float32Array).reduce((sum, x) => sum + x * x, 0) / observations.length;
  });
  const mean = squares.reduce((sum, x) => sum + x, 0) / squares.length;
  const deviation = Math.sqrt(squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / squares.length);
  expect(Math.abs(mean - 1)).toBeLessThan((5 * deviation) / Math.sqrt(squares.length));
});

test("the label seed permutes labels and nothing else", () => {
  const task = drawn(3);
  const [a, b] = [trainingSet(task), trainingSet({ ...task, labelSeed: task.labelSeed ^ 1 })];
  expect(b.samples).toEqual(a.samples);
  expect(b.labels).not.toEqual(a.labels);
  const renamed = new Map(a.labels.map((label, k) => [label, b.labels[k]!]));
  expect(renamed.size).toBe(CLASSES);
  expect(new Set(renamed.values()).size).toBe(CLASSES);
  expect(a.labels.map((label) => renamed.get(label))).toEqual(b.labels);
});

test("what is to be learned lies in the hidden layer", { timeout: 60_000 }, () => {
  for (const split of SPLITS) {
    const means = (hidden: readonly number[], rates: readonly number[]) => {
      const runs = classMixturesFamily
        .sample(split, 11, 4)
        .map((task, k) => learn(ID, task, hidden, rates, k));
      const mean = (of: (run: (typeof runs)[number]) => number) =>
        runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
      return { loss: mean((run) => run.training.logLoss), accuracy: mean((run) => run.test.accuracy) };
    };
    const learned = means([64], [0.03, 0.03]);
    // Whatever the rate, a random hidden layer with a learned output, and no hidden layer at all.
    const without = [0.01, 0.03, 0.1, 0.3].flatMap((rate) => [means([64], [0, rate]), means([], [rate])]);
    for (const { loss, accuracy } of without) {
      expect(loss, split).toBeGreaterThan(5 * learned.loss);
      expect(accuracy, split).toBeLessThan(learned.accuracy - 0.1);
    }
  }
});

test("refuses tasks that do not fit together", () => {
  const [a, b] = classMixturesFamily.sample("training", 0, 2);
  expect(() => classMixturesFamily.makeVec([a!, { ...b!, set: "test" }])).toThrow(
    "tasks[1] set: test is not allowed; use training, as in the first task.",
  );
  expect(() => make(ID, { set: "validation" })).toThrow('use "training" or "test"');
  expect(() => make(ID, { trainingSize: 2.5 })).toThrow("use an integer from 1 to 65536");
  expect(() => make(ID, { spread: -1 })).toThrow("use a finite number from 0");
});
