import { createHash } from "node:crypto";
import { make, makeVec, type VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import {
  DIGIT_PIXELS,
  DigitSamples,
  type DigitsTask,
  digitImages,
  digitsFamily,
  SPLITS,
} from "../../../envs/families/index.js";
import { labelledFamilyTests } from "./labelled-family.js";
import { learn } from "./learn-labels.js";

const ID = "DigitClassification-v0";
const CLASSES = 10;
const { pixels, digits } = digitImages();
const IMAGES = digits.length;

const imageOf = (k: number): Uint8Array => pixels.subarray(k * DIGIT_PIXELS, (k + 1) * DIGIT_PIXELS);
const drawn = (seed: number): DigitsTask => digitsFamily.sample("training", seed, 1)[0]!;
const count = (values: Iterable<number>, value: number): number =>
  [...values].filter((one) => one === value).length;

describe("the images", () => {
  test("are those of the file that they come from, byte for byte", () => {
    const lines = Array.from(digits, (digit, k) => `${imageOf(k).join()},${digit}\n`);
    // Of the unpacked digits.csv of scikit-learn 1.9.1.
    expect(createHash("sha256").update(lines.join("")).digest("hex")).toBe(
      "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
    );
  });

  test("are as many of each digit as UCI tells of its test part", () => {
    const counts = Array.from({ length: 10 }, (_, digit) => count(digits, digit));
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(Math.max(...pixels)).toBe(16);
  });
});

labelledFamilyTests({
  ...{ family: digitsFamily, size: DIGIT_PIXELS, classes: CLASSES },
  samplesOf: (task) => new DigitSamples(task),
});

/** Images by their pixels, whatever order those are in. */
const byPixels = new Map(Array.from(digits, (_, k) => [[...imageOf(k)].sort().join(), k] as const));

/** The image that a sample without noise shows. */
function shownBy(sample: Float32Array): number {
  const own = Array.from(sample, (value) => Math.round(value * 6 + 5));
  const image = byPixels.get(own.sort().join());
  if (image === undefined) throw new Error("no image of the data");
  return image;
}

/** All training samples of a task. */
function trainingSet(task: DigitsTask): { readonly rows: Float32Array[]; readonly labels: number[] } {
  const samples = new DigitSamples(task);
  const rows = Array.from({ length: task.trainingSize }, () => new Float32Array(DIGIT_PIXELS));
  return { rows, labels: rows.map((row, k) => samples.training(k, row, 0)) };
}

test("no two images have the same pixels in another order", () => {
  expect(byPixels.size).toBe(IMAGES);
});

test.each(SPLITS)("%s tasks: a label is of three kinds, each a digit in a view", (split) => {
  const [task] = digitsFamily.sample(split, 4, 1);
  const { rows, labels } = trainingSet({ ...task!, pixelNoise: 0, trainingSize: 800 });
  const kinds = new Map<string, number>();
  for (const [k, row] of rows.entries()) {
    const digit = digits[shownBy(row)]!;
    expect(digit >= 5).toBe(split === "held-out");
    const kind = `${digit} in view ${k % 6}`;
    expect(kinds.get(kind) ?? labels[k]).toBe(labels[k]);
    kinds.set(kind, labels[k]!);
  }
  expect(kinds.size).toBe(30);
  for (let label = 0; label < CLASSES; label++) expect(count(kinds.values(), label)).toBe(3);
});

test("a view is one order of the pixels, and the first one theirs", () => {
  const task = { ...drawn(9), pixelNoise: 0, trainingSize: 600 };
  const { rows } = trainingSet(task);
  for (let view = 0; view < 6; view++) {
    const own = rows.filter((_, k) => k % 6 === view);
    const shown = own.map((row) => imageOf(shownBy(row)));
    const column = (of: readonly ArrayLike<number>[], i: number) => of.map((row) => row[i]!).join();
    const expected = Array.from({ length: DIGIT_PIXELS }, (_, i) => column(shown, i));
    const found = Array.from({ length: DIGIT_PIXELS }, (_, i) =>
      column(
        own.map((row) => row.map((value) => Math.round(value * 6 + 5))),
        i,
      ),
    );
    if (view === 0) expect(found).toEqual(expected);
    else expect(found).not.toEqual(expected);
    expect(found.sort()).toEqual(expected.sort());
  }
});

test("images to test with are those that there are not to learn from", () => {
  const task: DigitsTask = { ...drawn(5), pixelNoise: 0, views: 1, classes: 5, trainingSize: 700 };
  const learned = new Set(trainingSet(task).rows.map(shownBy));
  expect(learned.size).toBe(700);
  const env = makeVec(ID, { ...task, set: "test", numEnvs: 500 });
  const tested = new Set<number>();
  for (let seed = 0; seed < 8; seed++) {
    const { observations } = env.reset({ seed: 1000 * seed }) as VectorStep;
    for (let i = 0; i < 500; i++) {
      tested.add(shownBy(observations.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS) as Float32Array));
    }
  }
  const own = new Set(Array.from(digits.keys()).filter((k) => digits[k]! < 5));
  expect(new Set([...learned, ...tested])).toEqual(own);
  expect(tested.size).toBe(own.size - 700);
});

test("noise is a standard deviation", () => {
  const task = { ...drawn(6), pixelNoise: 0.7, views: 1, classes: 5, trainingSize: 400 };
  const [{ rows: plain }, { rows: noisy }] = [trainingSet({ ...task, pixelNoise: 0 }), trainingSet(task)];
  const offsets = noisy.flatMap((row, k) => Array.from(row, (value, i) => value - plain[k]![i]!));
  const variance = offsets.reduce((sum, offset) => sum + offset * offset, 0) / offsets.length;
  // Five standard deviations of what so many normal draws give.
  expect(Math.abs(variance / 0.49 - 1)).toBeLessThan(5 * Math.sqrt(2 / offsets.length));
});

test("ten digits in one view are ten classes, firstDigit going round", () => {
  const all: DigitsTask = {
    ...drawn(1),
    digits: 10,
    views: 1,
    firstDigit: 7,
    pixelNoise: 0,
    trainingSize: 1700,
  };
  const { rows, labels } = trainingSet(all);
  const known = new Map<number, number>();
  for (const [k, row] of rows.entries()) {
    const digit = digits[shownBy(row)]!;
    expect(known.get(digit) ?? labels[k]).toBe(labels[k]);
    known.set(digit, labels[k]!);
  }
  expect(new Set(known.values()).size).toBe(10);
});

test("what is to be learned lies in the hidden layer", { timeout: 120_000 }, () => {
  for (const split of SPLITS) {
    const mistakes = (hidden: readonly number[], rates: readonly number[]): number => {
      const runs = digitsFamily.sample(split, 11, 6).map((task, k) => learn(ID, task, hidden, rates, k));
      return runs.reduce((sum, { test: { accuracy } }) => sum + 1 - accuracy, 0) / runs.length;
    };
    const learned = mistakes([64], [0.01, 0.01]);
    // Whatever the rate, a random hidden layer with a learned output.
    for (const rate of [0.01, 0.03, 0.1, 0.3]) {
      expect(mistakes([64], [0, rate]), `${split} ${rate}`).toBeGreaterThan(1.25 * learned);
    }
  }
});

test("refuses what there are no images or kinds for", () => {
  expect(() => make(ID, { digits: 1, views: 10, trainingSize: 178 })).toThrow(
    "digits: 1 is not allowed; use 2 to 10: there are 178 images of digit 0, too few to learn from 178 (trainingSize) and test with others.",
  );
  expect(() => make(ID, { digits: 1, views: 10, trainingSize: 177 })).not.toThrow();
  // Of digits 8, 9, 0 … 6 there are 1618.
  expect(() => make(ID, { firstDigit: 8, digits: 2, trainingSize: 1618 })).toThrow(
    "digits: 2 is not allowed; use 10: there are 354 images of digits 8 to 9, too few",
  );
  expect(() => make(ID, { firstDigit: 8, digits: 9, trainingSize: 1617 })).not.toThrow();
  expect(() => make(ID, { digits: 1, views: 1, trainingSize: 20 })).toThrow(
    "classes: 10 is not allowed; use at most 1, for 1 digit in 1 view.",
  );
  expect(() => make(ID, { digits: 3, views: 3 })).toThrow(
    "classes: 10 is not allowed; use at most 9, for 3 digits in 3 views.",
  );
  expect(() => make(ID, { pixelNoise: -1 })).toThrow("use a finite number from 0");
});
