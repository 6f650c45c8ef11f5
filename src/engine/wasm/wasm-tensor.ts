import type { Tensor } from "../engine.js";

/** Float32 values in the engine's linear memory, without padding. */
export class WasmTensor implements Tensor {
  #view: Float32Array;

  constructor(
    readonly replicas: number,
    readonly rows: number,
    readonly columns: number,
    /** Number of values. */
    readonly length: number,
    /** Address of the first one. */
    readonly pointer: number,
    private readonly memory: WebAssembly.Memory,
  ) {
    this.#view = new Float32Array(memory.buffer, pointer, length);
  }

  get data(): Float32Array {
    // Growing the memory detaches its buffer, which empties every view on it.
    if (this.#view.length !== this.length) {
      this.#view = new Float32Array(this.memory.buffer, this.pointer, this.length);
    }
    return this.#view;
  }
}
