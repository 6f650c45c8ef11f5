import type { SampleSet } from "./samples.js";

/** Classes that are mixtures of Gaussian clusters; see `ClassMixture`. */
export type MixtureTask = {
  /** Numbers of a sample, 1 to 256. */
  readonly dimensions: number;
  /** 2 to 64. */
  readonly classes: number;
  /** Of each class, 1 to 64. */
  readonly clusters: number;
  /** Standard deviation along each cluster's own direction, from 0; centres have 1 in every dimension. */
  readonly spread: number;
  /** Standard deviation in every dimension, from 0. */
  readonly width: number;
  /** Samples to learn from, 1 to 65536; sample k is of class k mod classes. */
  readonly trainingSize: number;
  /** Seed of centres, directions and training samples, 0 to 2^32 − 1. */
  readonly sampleSeed: number;
  /** Seed of the permutation that gives classes their labels, 0 to 2^32 − 1. */
  readonly labelSeed: number;
  readonly set: SampleSet;
};
