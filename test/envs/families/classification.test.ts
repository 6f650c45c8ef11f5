import { make, makeVec, type VectorStep } from "gymnasium-js";
import { expect, test } from "vitest";
import { ClassMixture, classMixturesFamily, type MixtureTask, SPLITS } from "../../../envs/families/index.js";
import { labelledFamilyTests } from "./labelled-family.js";
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

labelledFamilyTests({
  ...{ family: classMixturesFamily, size: D, classes: CLASSES },
  samplesOf: (task) => new ClassMixture(task),
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

test("refuses what no mixture has", () => {
  expect(() => make(ID, { trainingSize: 65_537 })).toThrow("use an integer from 1 to 65536");
  expect(() => make(ID, { spread: -1 })).toThrow("use a finite number from 0");
});
