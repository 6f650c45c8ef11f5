import { Box, Discrete, type PCG64 } from "gymnasium-js";

/** The samples of a classification task: a finite training set, and others of the same kind. */
export interface Samples {
  /** Numbers of a sample. */
  readonly size: number;
  /** Labels are 0 … classes − 1. */
  readonly classes: number;
  readonly trainingSize: number;
  /** Writes training sample k, 0 … trainingSize − 1, to target[at … at + size − 1]. @returns its label */
  training(k: number, target: Float32Array, at: number): number;
  /** Writes a sample that the training set has not. @returns its label */
  test(generator: PCG64, target: Float32Array, at: number): number;
}

/** Which samples episodes show. */
export type SampleSet = "training" | "test";

export function sampleSpace({ size }: Samples): Box {
  return new Box(-Infinity, Infinity, { shape: [size] });
}

export function labelSpace({ classes }: Samples): Discrete {
  return new Discrete(classes);
}
