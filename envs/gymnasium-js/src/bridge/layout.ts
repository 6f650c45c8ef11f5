import type { Box } from "../spaces/box.js";
import type { Dict } from "../spaces/dict.js";
import type { Discrete } from "../spaces/discrete.js";
import { allocate, STORAGE, type StoredDType } from "../spaces/dtype.js";
import type { MultiDiscrete } from "../spaces/multi-discrete.js";
import { sizeOf } from "../spaces/nested.js";
import { type Packing, packingOf } from "../spaces/packing.js";
import type { Space } from "../spaces/space.js";
import type { Tuple } from "../spaces/tuple.js";
import type { NumericArray } from "../vector-env.js";
import { padded } from "./protocol.js";

/** A part of a packed space that is an array or a number. */
export interface Leaf {
  /** Of its numbers in messages. */
  readonly dtype: StoredDType;
  /** Numbers of one value. */
  readonly size: number;
  /** For integers: the least and the largest number that each may be, [size]; of a Box what its dtype holds. */
  readonly integers?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

/** The leaves of a space that can be packed, depth first, those of a Dict in the order of its keys. */
function leavesOf(space: Space): readonly Leaf[] {
  switch (space.kind) {
    case "Box":
      return [leafOfBox(space as Box)];
    case "Discrete": {
      const { start, n } = space as Discrete;
      return [{ dtype: "int32", size: 1, integers: { low: [start], high: [start + n - 1] } }];
    }
    case "MultiDiscrete": {
      const { start, nvec, size } = space as MultiDiscrete;
      const high = nvec.map((n, i) => start[i]! + n - 1);
      return [{ dtype: "int32", size, integers: { low: start, high } }];
    }
    case "MultiBinary": {
      const size = sizeOf(space.shape);
      const bound = (value: number) => new Int8Array(size).fill(value);
      return [{ dtype: "int8", size, integers: { low: bound(0), high: bound(1) } }];
    }
    case "Tuple":
      return (space as Tuple).spaces.flatMap(leavesOf);
    default: {
      const { keys, spaces } = space as Dict;
      return keys.flatMap((key) => leavesOf(spaces[key]!));
    }
  }
}

function leafOfBox({ dtype, size }: Box): Leaf {
  const { kind, min, max } = STORAGE[dtype];
  if (kind === "float") return { dtype, size };
  const each = (bound: number) => new Float64Array(size).fill(bound);
  return { dtype, size, integers: { low: each(min), high: each(max) } };
}

/** How `n` values of a space lie in a message: one block of n × size numbers for each leaf. */
export class Layout {
  readonly packing: Packing;
  readonly leaves: readonly Leaf[];
  /** Of the blocks of the leaves, from the first block's start. */
  readonly offsets: readonly number[];
  /** All blocks, the last one padded too. */
  readonly byteLength: number;

  /** @throws InvalidSpaceError when its values cannot be packed */
  constructor(
    readonly space: Space,
    readonly n: number,
  ) {
    this.packing = packingOf(space);
    this.leaves = leavesOf(space);
    const offsets: number[] = [];
    let end = 0;
    for (const { dtype, size } of this.leaves) {
      offsets.push(end);
      end += padded(n * allocate(dtype, size).byteLength);
    }
    this.offsets = offsets;
    this.byteLength = end;
  }
}

/**
 * The blocks of a layout in a buffer, and the same numbers as the batch that the space's packing has:
 * [n × size], one value after the other. With one leaf (of the packing's dtype) both are the same memory.
 */
export class PackedValues {
  /** [n × size], in the packing's dtype. */
  readonly batch: NumericArray;
  readonly #layout: Layout;
  readonly #blocks: readonly NumericArray[];
  readonly #same: boolean;

  /** @param byteOffset a multiple of 8 */
  constructor(layout: Layout, buffer: ArrayBuffer, byteOffset: number) {
    const { leaves, offsets, packing, n } = layout;
    this.#layout = layout;
    this.#blocks = leaves.map(({ dtype, size }, i) =>
      view(dtype, buffer, byteOffset + offsets[i]!, n * size),
    );
    const batch = allocate(packing.dtype, n * packing.size);
    // An empty Tuple beside the leaf may have widened the packing's dtype.
    this.#same = leaves.length === 1 && this.#blocks[0]!.constructor === batch.constructor;
    this.batch = this.#same ? this.#blocks[0]! : batch;
  }

  /** From the blocks to the batch. */
  gather(): void {
    if (this.#same) return;
    const { leaves, packing, n } = this.#layout;
    const { batch } = this;
    const width = packing.size;
    let column = 0;
    for (let leaf = 0; leaf < leaves.length; leaf++) {
      const { size } = leaves[leaf]!;
      const block = this.#blocks[leaf]!;
      for (let i = 0, from = 0; i < n; i++) {
        for (let to = i * width + column, end = to + size; to < end; to++) batch[to] = block[from++]!;
      }
      column += size;
    }
  }

  /** From a batch of n × size numbers, of any dtype, to the blocks. */
  scatter(numbers: NumericArray): void {
    const { leaves, packing, n } = this.#layout;
    if (this.#same) {
      this.#blocks[0]!.set(numbers);
      return;
    }
    const width = packing.size;
    let column = 0;
    for (let leaf = 0; leaf < leaves.length; leaf++) {
      const { size } = leaves[leaf]!;
      const block = this.#blocks[leaf]!;
      for (let i = 0, to = 0; i < n; i++) {
        for (let from = i * width + column, end = from + size; from < end; from++)
          block[to++] = numbers[from]!;
      }
      column += size;
    }
  }

  /** From the batch to the blocks. */
  spread(): void {
    if (!this.#same) this.scatter(this.batch);
  }
}

function view(dtype: StoredDType, buffer: ArrayBuffer, byteOffset: number, length: number): NumericArray {
  const array = STORAGE[dtype].array as unknown as new (
    buffer: ArrayBuffer,
    byteOffset: number,
    length: number,
  ) => NumericArray;
  return new array(buffer, byteOffset, length);
}

/** Which numbers of a batch are outside a space's integers. Those of a Box of floats are never. */
export class IntegerCheck {
  readonly #size: number;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #any: boolean;

  constructor({ leaves, packing }: Layout) {
    this.#size = packing.size;
    this.#low = new Float64Array(this.#size).fill(Number.NaN);
    this.#high = new Float64Array(this.#size).fill(Number.NaN);
    let column = 0;
    for (const { size, integers } of leaves) {
      if (integers !== undefined) {
        this.#low.set(Array.from(integers.low), column);
        this.#high.set(Array.from(integers.high), column);
      }
      column += size;
    }
    this.#any = leaves.some(({ integers }) => integers !== undefined);
  }

  /** The index of the first value of the batch with a number that is not allowed, or −1. */
  firstWrong(batch: NumericArray): number {
    if (!this.#any) return -1;
    const size = this.#size;
    for (let at = 0, column = 0; at < batch.length; at++) {
      const low = this.#low[column]!;
      const number = batch[at]!;
      const wrong = number < low || number > this.#high[column]! || Math.floor(number) !== number;
      // A Box of floats has no bounds here: comparisons with NaN are never true, but its numbers may be fractions.
      if (wrong && !Number.isNaN(low)) return Math.floor(at / size);
      if (++column === size) column = 0;
    }
    return -1;
  }
}
