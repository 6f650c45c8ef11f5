import { NativeEnv, type ResetOptions, type ResetResult } from "gymnasium-js";
import { classificationDrawing } from "./classification-drawing.js";
import { labelSpace, type SampleSet, type Samples, sampleSpace } from "./samples.js";
import { type PassState, passIn, TrainingOrder } from "./training-order.js";

/** A task: what decides its samples, and which of them are shown. */
type ShownTask = { readonly set: SampleSet };

/**
 * A sample, an answer, and the episode has terminated: reward 1 if the action is the sample's label, else 0. The info
 * of reset and step tells the label of the sample that was shown. Of the training set each pass comes in another
 * order; a reset with a seed begins a pass.
 */
export class ClassificationEnv extends NativeEnv {
  readonly #samples: Samples;
  readonly #order: TrainingOrder | undefined;
  readonly #pass: PassState;
  readonly #sample: Float32Array;

  /** @throws InvalidArgumentError for an unknown render mode */
  constructor(task: ShownTask, samples: Samples, renderMode?: unknown) {
    super({
      name: `Classification ${JSON.stringify(task)}`,
      observationSpace: sampleSpace(samples),
      actionSpace: labelSpace(samples),
      // The sample, its label, the pass.
      stateSize: samples.size + 3,
      drawing: classificationDrawing(samples.size),
      renderMode,
    });
    this.#samples = samples;
    this.#order = task.set === "training" ? new TrainingOrder(samples.trainingSize) : undefined;
    this.#pass = passIn(this.variables, samples.size + 1, samples.size + 2);
    this.#sample = new Float32Array(samples.size);
  }

  get #label(): number {
    return this.variables[this.#samples.size]!;
  }

  override reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    const pass = this.#pass;
    const { left } = pass;
    try {
      if (options.seed !== undefined) pass.left = 0;
      return super.reset(options);
    } catch (error) {
      pass.left = left;
      throw error;
    }
  }

  protected begin(): void {
    const samples = this.#samples;
    const sample = this.#sample;
    const label =
      this.#order === undefined
        ? samples.test(this.generator, sample, 0)
        : samples.training(this.#order.next(this.generator, this.#pass), sample, 0);
    this.variables.set(sample);
    this.variables[samples.size] = label;
  }

  protected observe(): Float32Array {
    return Float32Array.from(this.variables.subarray(0, this.#samples.size));
  }

  protected override resetInfo(): { label: number } {
    return { label: this.#label };
  }

  protected advance(action: number): { reward: number; terminated: boolean; info: { label: number } } {
    const label = this.#label;
    return { reward: action === label ? 1 : 0, terminated: true, info: { label } };
  }
}
