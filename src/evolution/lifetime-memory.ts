import { Arena } from "../engine/wasm/arena.js";
import { instantiateKernels, type Kernels } from "../engine/wasm/kernels.js";
import type { LifetimeLayout } from "./lifetime-layout.js";

/** Fields of the kernels' `Shape` (src/engine/wasm/assembly/lifetimes-shape.ts), in its order. */
const SHAPE_FIELDS = [
  ...["observation", "inputs", "actions", "outputs", "layers"],
  ...["lower", "upper", "policy", "action", "row"],
  ...["lowerBytes", "upperBytes", "topBytes", "policyBytes"],
  ...["lowerBias", "upperWeights", "upperBias", "outputWeights", "outputBias", "parameters"],
  ...["rule", "mode", "probabilities", "passes"],
  ...["firstBytes", "secondBytes", "lastBytes", "creditBytes", "firstUnits", "lastUnits"],
  ...["secondWeights", "creditWeights", "upperCredits", "outputCredits", "spread", "optimizer"],
  ...["scale", "lowerKernel", "upperKernel", "gradient", "scores", "first", "second", "mixture"],
  ...["credits", "lowerDeltas", "upperDeltas", "transposed", "advantages", "beta", "longest"],
];
/** Of `Slot`. */
const SLOT_FIELDS = [
  ...["live", "next", "decisions", "key0", "key1"],
  ...["uniforms", "history", "weights", "m", "v", "topDown", "feedback"],
];
const NUMBER = 4;
const SLOT_BYTES = SLOT_FIELDS.length * NUMBER;
/** As in the kernels: draws that a slot has in store. */
const UNIFORMS = 64;
/** Steps that a slot's history has room for at first. */
const FIRST_STEPS = 256;

/** The memory of the inner loop's kernels: their shape, and slots with histories, weights and numbers of their own. */
export class LifetimeMemory {
  readonly kernels: Kernels;
  /** Addresses of the shape, of the first slot, of the observations [rows, observation] and of the actions [rows]. */
  readonly shape: number;
  readonly slots: number;
  readonly observations: number;
  readonly actionsAt: number;
  readonly #arena = new Arena();
  readonly #layout: LifetimeLayout;
  /** Steps that there is room for, in each slot's history. */
  readonly #steps: number[];
  #mostAdvantages = 0;
  #members = { address: 0, bytes: 0 };
  #floats = new Float32Array(0);
  #words = new Uint32Array(0);

  /**
   * @param rows of observations and actions, at least `count`
   * @throws EngineMemoryError
   */
  constructor(
    layout: LifetimeLayout,
    readonly count: number,
    rows = count,
  ) {
    const arena = this.#arena;
    this.#layout = layout;
    this.kernels = instantiateKernels(arena.memory);
    arena.startAt(this.kernels.heapBase());
    this.shape = arena.allocate(SHAPE_FIELDS.length * NUMBER);
    this.slots = arena.allocate(count * SLOT_BYTES);
    this.observations = arena.allocate(rows * layout.fields.observation * NUMBER);
    this.actionsAt = arena.allocate(rows * NUMBER);
    for (const [field, value] of Object.entries(layout.fields)) this.#setShape(field, value);
    for (const [field, bytes] of Object.entries(layout.workSpaces)) {
      this.#setShape(field, arena.allocate(bytes));
    }
    const { row, parameters, feedback } = layout;
    const blocks = { uniforms: UNIFORMS * NUMBER, history: FIRST_STEPS * row, feedback };
    for (let i = 0; i < count; i++) {
      for (const [field, bytes] of Object.entries({
        ...blocks,
        weights: parameters,
        m: parameters,
        v: parameters,
      })) {
        this.setSlot(i, field, arena.allocate(bytes));
      }
    }
    this.#steps = new Array<number>(count).fill(FIRST_STEPS);
  }

  /** All of the memory; a view is good until something grows. */
  get floats(): Float32Array {
    if (this.#floats.length === 0) this.#floats = new Float32Array(this.#arena.memory.buffer);
    return this.#floats;
  }

  /** The first `count` actions, a slot's or a sample's each; good as long as {@link floats}. */
  actions(count: number): Int32Array {
    return new Int32Array(this.#arena.memory.buffer, this.actionsAt, count);
  }

  /** Address of a slot. */
  slot(i: number): number {
    return this.slots + i * SLOT_BYTES;
  }

  getSlot(i: number, field: string): number {
    return this.#allWords()[this.slot(i) / NUMBER + SLOT_FIELDS.indexOf(field)];
  }

  setSlot(i: number, field: string, value: number): void {
    this.#allWords()[this.slot(i) / NUMBER + SLOT_FIELDS.indexOf(field)] = value;
  }

  /** Steps that a slot's history has room for. */
  room(i: number): number {
    return this.#steps[i];
  }

  /** Twice the room in a slot's history, with all that is in it. @throws EngineMemoryError */
  grow(i: number): void {
    const bytes = this.#steps[i] * this.#layout.row;
    const from = this.getSlot(i, "history");
    const used = this.getSlot(i, "next") - from;
    const to = this.#arena.allocate(2 * bytes);
    this.floats.copyWithin(to / NUMBER, from / NUMBER, (from + bytes) / NUMBER);
    this.setSlot(i, "history", to);
    this.setSlot(i, "next", to + used);
    this.#steps[i] *= 2;
  }

  /** Sets the numbers at the address that a field of the shape holds. */
  setNumbers(field: string, values: ArrayLike<number>): void {
    this.floats.set(values, this.#allWords()[this.#shapeIndex(field)] / NUMBER);
  }

  /** Constants of learning: β of momentum, and the longest gradient or 0. */
  setConstants(beta: number, longest: number): void {
    this.floats[this.#shapeIndex("beta")] = beta;
    this.floats[this.#shapeIndex("longest")] = longest;
  }

  /** Those of the batch that `learn` comes next for. @throws EngineMemoryError */
  setAdvantages(values: Float64Array): void {
    if (values.length > this.#mostAdvantages) {
      this.#mostAdvantages = Math.max(2 * values.length, FIRST_STEPS);
      this.#setShape("advantages", this.#arena.allocate(this.#mostAdvantages * NUMBER));
    }
    this.setNumbers("advantages", values);
  }

  /** Room for so many bytes of top-down networks, in place of those from before. @throws EngineMemoryError */
  makeMembers(bytes: number): number {
    if (bytes > this.#members.bytes) this.#members = { address: this.#arena.allocate(bytes), bytes };
    return this.#members.address;
  }

  #setShape(field: string, value: number): void {
    this.#allWords()[this.#shapeIndex(field)] = value;
  }

  #shapeIndex(field: string): number {
    return this.shape / NUMBER + SHAPE_FIELDS.indexOf(field);
  }

  #allWords(): Uint32Array {
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#arena.memory.buffer);
    return this.#words;
  }
}
