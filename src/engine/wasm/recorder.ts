import type { AdamStep } from "../engine.js";
import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";
import { NotRecordableError } from "./not-recordable-error.js";

/** Kernels that programs may call. The code of a call is its place here, as in assembly/program.ts. */
const PROGRAM_KERNELS = [
  ...(["affine", "logistic", "softmax", "sampleBernoulli", "sampleSoftmax", "activate"] as const),
  ...(["score", "multiply", "multiplyLogisticSlope", "project"] as const),
  ...(["weightMaxReward", "weightMaxTraceReward"] as const),
  ...(["logRatio", "posteriorSignal", "recursiveSignal"] as const),
  ...(["outer", "accumulateOuter", "accumulateTrace", "scaleSamples", "reduceTrace"] as const),
  ...(["sgd", "momentum", "adam", "adamOuter", "adamTrace"] as const),
  ...(["sampleGaussian", "gaussianScore", "gaussianScaleScore", "gaussianRatio"] as const),
  "addScaled" as const,
];
const BEGIN_ADAM = PROGRAM_KERNELS.length;
/** Code and length. */
const HEADER_WORDS = 2;

/** Writes calls of kernels down, and then into the engine's memory as a program. */
export class Recorder {
  /** In place of the kernels while recording. */
  readonly kernels: Kernels;
  readonly #arena: Arena;
  readonly #words: number[] = [];
  readonly #steps = new Map<AdamStep, StepBlock>();
  #currentStep: AdamStep | null = null;

  constructor(arena: Arena, kernels: Kernels) {
    this.#arena = arena;
    const recording: Record<string, unknown> = {
      ...kernels,
      uniforms: () => {
        throw new NotRecordableError("`uniforms` has a new step each time.");
      },
    };
    PROGRAM_KERNELS.forEach((name, code) => {
      recording[name] = (...values: number[]) => {
        // The only argument that is no integer: momentum's β comes last.
        if (name === "momentum") values.push(bitsOf(values.pop()!));
        this.#write(code, values);
      };
    });
    this.kernels = recording as unknown as Kernels;
  }

  /** The constants of the Adam operations that follow, read anew at each run. */
  beginAdam(step: AdamStep): void {
    if (step === this.#currentStep) return;
    this.#currentStep = step;
    let block = this.#steps.get(step);
    if (block === undefined) {
      block = new StepBlock(step, this.#arena);
      this.#steps.set(step, block);
    }
    this.#write(BEGIN_ADAM, [block.pointer]);
  }

  /** What was recorded, as a function that runs it. */
  program({ run }: Kernels): () => void {
    const words = Int32Array.from(this.#words);
    const start = this.#arena.allocate(words.byteLength);
    const end = start + words.byteLength;
    new Int32Array(this.#arena.memory.buffer, start, words.length).set(words);
    const steps = [...this.#steps.values()];
    const arena = this.#arena;
    return () => {
      if (arena.isConcealed) throw new NotRecordableError("A recorded program cannot be recorded.");
      for (let k = 0; k < steps.length; k++) steps[k].refresh();
      run(start, end);
    };
  }

  #write(code: number, values: readonly number[]): void {
    this.#words.push(code, 4 * (HEADER_WORDS + values.length), ...values);
  }
}

/** A copy in the engine's memory of the numbers in one `AdamStep`. */
class StepBlock {
  static readonly #LENGTH = 5;
  readonly pointer: number;
  #view: Float64Array;

  constructor(
    readonly step: AdamStep,
    private readonly arena: Arena,
  ) {
    this.pointer = arena.allocate(8 * StepBlock.#LENGTH);
    this.#view = new Float64Array(arena.memory.buffer, this.pointer, StepBlock.#LENGTH);
  }

  refresh(): void {
    // Growing the memory empties every view on it.
    if (this.#view.length === 0) {
      this.#view = new Float64Array(this.arena.memory.buffer, this.pointer, StepBlock.#LENGTH);
    }
    const view = this.#view;
    const { step } = this;
    view[0] = step.beta1;
    view[1] = step.beta2;
    view[2] = step.epsilon;
    view[3] = step.correction1;
    view[4] = step.correction2;
  }
}

function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}
