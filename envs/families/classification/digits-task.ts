import type { SampleSet } from "./samples.js";

/** Handwritten digits, each through several views; see `DigitSamples`. */
export type DigitsTask = {
  /** 0 to 9. */
  readonly firstDigit: number;
  /** How many, 1 to 10: `firstDigit` and those that follow it, 0 after 9. */
  readonly digits: number;
  /** Orders of the pixels in which images are shown, 1 to 64. A digit in a view is a kind of sample. */
  readonly views: number;
  /** 2 to 64, and at most digits × views: kinds are dealt out to them, as evenly as can be. */
  readonly classes: number;
  /** Standard deviation of what is added to each number of a sample, from 0; without it they have about 1. */
  readonly pixelNoise: number;
  /** Images to learn from, at least 1; there are 174 to 183 of each digit, and one at least is left to test with. */
  readonly trainingSize: number;
  /** Seed of views, of which images are to learn from, and of their noise, 0 to 2^32 − 1. */
  readonly sampleSeed: number;
  /** Seed of which kinds have which label, 0 to 2^32 − 1. */
  readonly labelSeed: number;
  readonly set: SampleSet;
};
