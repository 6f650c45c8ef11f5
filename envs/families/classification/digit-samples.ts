import { type PCG64, permutation } from "gymnasium-js";
import { checkDigits, isOwnDigit } from "./check-digits.js";
import { DIGIT_PIXELS, digitImages } from "./digit-images.js";
import type { DigitsTask } from "./digits-task.js";
import type { Samples } from "./samples.js";
import { LABELS, SAMPLES, taskGenerator } from "./task-generator.js";

/** About the mean of all pixels, and about their standard deviation. */
const MEAN = 5;
const DEVIATION = 6;

/**
 * A kind of sample is a digit in a view, and a class is several kinds, put together at random. The first view shows pixels
 * where they are, each other one in a random order of its own; a sample is (pixel − 5)/6 + pixelNoise · ε, with ε standard
 * normal. The task's images are shuffled: the first ones, through one view each, are to learn from, the others, through
 * any view, to test with. As in a `ClassMixture`, no linear classifier knows a class of several kinds.
 */
export class DigitSamples implements Samples {
  readonly size = DIGIT_PIXELS;
  readonly classes: number;
  readonly trainingSize: number;
  readonly #task: DigitsTask;
  /** The task's images: those to learn from, then the others. */
  readonly #images: Int32Array;
  /** Of each view, the pixel that number i is. */
  readonly #views: readonly Int32Array[];
  /** [trainingSize × 64] */
  readonly #training: Float32Array;
  /** Label of each kind, [views × digits]. */
  readonly #labels: Int32Array;

  /** @throws InvalidArgumentError where there are fewer kinds than classes, or no image is left to test with */
  constructor(task: DigitsTask) {
    checkDigits(task);
    const { digits, views, classes, trainingSize } = task;
    this.#task = task;
    this.classes = classes;
    this.trainingSize = trainingSize;
    const kinds = permutation(taskGenerator(LABELS, task.labelSeed), digits * views);
    this.#labels = kinds.map((place) => place % classes);
    const own: number[] = [];
    digitImages().digits.forEach((digit, image) => {
      if (isOwnDigit(task, digit)) own.push(image);
    });
    const generator = taskGenerator(SAMPLES, task.sampleSeed);
    this.#images = permutation(generator, own.length).map((k) => own[k]!);
    this.#views = Array.from({ length: views }, (_, view) =>
      view === 0
        ? Int32Array.from({ length: DIGIT_PIXELS }, (_, i) => i)
        : permutation(generator, DIGIT_PIXELS),
    );
    this.#training = new Float32Array(trainingSize * DIGIT_PIXELS);
    for (let k = 0; k < trainingSize; k++) {
      this.#show(this.#images[k]!, k % views, generator, this.#training, k * DIGIT_PIXELS);
    }
  }

  training(k: number, target: Float32Array, at: number): number {
    for (let i = 0; i < DIGIT_PIXELS; i++) target[at + i] = this.#training[k * DIGIT_PIXELS + i]!;
    return this.#labelOf(this.#images[k]!, k % this.#views.length);
  }

  /** One of the images left, by equal chances, in any view, with fresh noise. */
  test(generator: PCG64, target: Float32Array, at: number): number {
    const image = this.#images[generator.integers(this.trainingSize, this.#images.length)]!;
    const view = generator.integers(0, this.#views.length);
    this.#show(image, view, generator, target, at);
    return this.#labelOf(image, view);
  }

  #labelOf(image: number, view: number): number {
    const { firstDigit, digits } = this.#task;
    return this.#labels[view * digits + ((digitImages().digits[image]! - firstDigit + 10) % 10)]!;
  }

  #show(image: number, view: number, generator: PCG64, target: Float32Array, at: number): void {
    const { pixels } = digitImages();
    const { pixelNoise } = this.#task;
    const order = this.#views[view]!;
    for (let i = 0; i < DIGIT_PIXELS; i++) {
      const number = (pixels[image * DIGIT_PIXELS + order[i]!]! - MEAN) / DEVIATION;
      target[at + i] = pixelNoise === 0 ? number : number + pixelNoise * generator.standardNormal();
    }
  }
}
