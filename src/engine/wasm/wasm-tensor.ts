import type { Tensor } from "../engine.js";
import type { Arena } from "./arena.js";

const NO_VALUES = new Float32Array(0);

/** Float32 values in the engine's linear memory, without padding. */
export class WasmTensor implements Tensor {
  #view: Float32Array = NO_VALUES;

  constructor(
    readonly replicas: number,
    readonly rows: number,
    readonly columns: number,
    /** Number of values. */
    readonly length: number,
    /** Address of the first one. */
    readonly pointer: number,
    private readonly arena: Arena,
  ) {}

  get data(): Float32Array {
    // Growing the memory detaches its buffer, which empties every view on it.
    if (this.#view.length !== this.length) {
      this.#view = this.arena.view(this.pointer, this.length);
    }
    return this.#view;
  }
}
