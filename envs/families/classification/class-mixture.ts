import { type PCG64, permutation } from "gymnasium-js";
import type { MixtureTask } from "./mixture-task.js";
import type { Samples } from "./samples.js";
import { LABELS, SAMPLES, taskGenerator } from "./task-generator.js";

/**
 * Each class has several clusters with centres m standard normal and directions u uniform on the unit sphere. A
 * sample of class c takes one of its clusters at random: x = (m + spread · t · u + width · ε)/√(1 + spread²/d +
 * width²), with t and ε standard normal; the divisor gives the d numbers variance 1 on average. The regions in
 * which a class of several clusters is the likeliest need be neither convex nor connected, as those of every linear
 * classifier are.
 */
export class ClassMixture implements Samples {
  readonly size: number;
  readonly classes: number;
  readonly trainingSize: number;
  readonly #task: MixtureTask;
  /** [classes × clusters × d] */
  readonly #centres: Float64Array;
  readonly #directions: Float64Array;
  readonly #scale: number;
  /** [trainingSize × d] */
  readonly #training: Float32Array;
  /** Label of each class. */
  readonly #labels: Int32Array;

  constructor(task: MixtureTask) {
    const { dimensions: d, classes, clusters, spread, width, trainingSize } = task;
    this.#task = task;
    this.size = d;
    this.classes = classes;
    this.trainingSize = trainingSize;
    this.#labels = permutation(taskGenerator(LABELS, task.labelSeed), classes);
    this.#scale = 1 / Math.sqrt(1 + (spread * spread) / d + width * width);
    const generator = taskGenerator(SAMPLES, task.sampleSeed);
    const normal = (): Float64Array =>
      Float64Array.from({ length: classes * clusters * d }, () => generator.standardNormal());
    this.#centres = normal();
    this.#directions = normal();
    for (let from = 0; from < this.#directions.length; from += d) {
      const own = this.#directions.subarray(from, from + d);
      const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
      for (let k = 0; k < d; k++) own[k]! /= length;
    }
    this.#training = new Float32Array(trainingSize * d);
    for (let k = 0; k < trainingSize; k++) this.#draw(k % classes, generator, this.#training, k * d);
  }

  training(k: number, target: Float32Array, at: number): number {
    const d = this.size;
    for (let i = 0; i < d; i++) target[at + i] = this.#training[k * d + i]!;
    return this.#labels[k % this.classes]!;
  }

  /** Fresh ones, of every class by equal chances. */
  test(generator: PCG64, target: Float32Array, at: number): number {
    const c = generator.integers(0, this.classes);
    this.#draw(c, generator, target, at);
    return this.#labels[c]!;
  }

  #draw(c: number, generator: PCG64, target: Float32Array, at: number): void {
    const { clusters, spread, width } = this.#task;
    const d = this.size;
    const from = (c * clusters + generator.integers(0, clusters)) * d;
    const along = spread * generator.standardNormal();
    for (let i = 0; i < d; i++) {
      const offset = along * this.#directions[from + i]! + width * generator.standardNormal();
      target[at + i] = this.#scale * (this.#centres[from + i]! + offset);
    }
  }
}
