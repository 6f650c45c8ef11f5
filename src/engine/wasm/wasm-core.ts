import type { AdamStep, Tensor } from "../engine.js";
import { Arena } from "./arena.js";
import { instantiateKernels, type Kernels } from "./kernels.js";
import { NotRecordableError } from "./not-recordable-error.js";
import { Recorder } from "./recorder.js";
import { WasmTensor } from "./wasm-tensor.js";

/** What all operations of the wasm engine stand on: memory, kernels, and the recording of calls to them. */
export abstract class WasmCore {
  readonly id = "wasm";
  readonly precision = "float32";
  /** The compiled kernels, or while recording what takes down the calls to them. */
  protected kernels: Kernels;
  readonly #arena = new Arena();
  #recorder: Recorder | null = null;
  #scratchPointer = 0;
  #scratchBytes = 0;

  constructor() {
    this.kernels = instantiateKernels(this.#arena.memory);
    this.#arena.startAt(this.kernels.heapBase());
  }

  tensor(replicas: number, rows: number, columns: number): Tensor {
    const length = replicas * rows * columns;
    const pointer = this.#arena.allocate(length * 4);
    return new WasmTensor(replicas, rows, columns, length, pointer, this.#arena);
  }

  record(operations: () => void): () => void {
    if (this.#recorder !== null)
      throw new Error("`record` was called by operations that are being recorded.");
    const kernels = this.kernels;
    const recorder = new Recorder(this.#arena, kernels);
    this.#recorder = recorder;
    this.kernels = recorder.kernels;
    this.#arena.conceal();
    try {
      operations();
    } catch (error) {
      if (error instanceof NotRecordableError) return operations;
      throw error;
    } finally {
      this.#recorder = null;
      this.kernels = kernels;
      this.#arena.reveal();
    }
    return recorder.program(kernels);
  }

  /** Hands the step's constants to the Adam kernels that follow. */
  protected beginAdam(step: AdamStep): void {
    if (this.#recorder !== null) {
      this.#recorder.beginAdam(step);
      return;
    }
    const { beta1, beta2, epsilon, correction1, correction2 } = step;
    this.kernels.beginAdam(beta1, beta2, epsilon, correction1, correction2);
  }

  /** Address of a work space of at least this size; it grows by at least doubling. */
  protected scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      this.#scratchBytes = Math.max(bytes, 2 * this.#scratchBytes);
      this.#scratchPointer = this.#arena.allocate(this.#scratchBytes);
    }
    return this.#scratchPointer;
  }
}
