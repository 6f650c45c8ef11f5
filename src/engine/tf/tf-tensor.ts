import type { Tensor } from "../engine.js";
import type { Kernels } from "./kernels.js";
import type { DeviceTensor } from "./tf-module.js";

/**
 * Values on the host, on the device or on both. Operations replace the device's; these reach the host when somebody
 * asks for {@link data}. What was given out there may have been written to, so it is compared with what the device
 * holds before an operation uses it, and uploaded only where it differs.
 */
export class TfTensor implements Tensor {
  readonly length: number;
  /** Null while all values are zero and nobody has looked. */
  #host: Float32Array | null = null;
  #isHostCurrent = true;
  /** [replicas, rows, columns]; null until an operation needs it. */
  #device: DeviceTensor | null = null;
  /** The same with a column of ones, for products with weights whose last row are biases. */
  #padded: DeviceTensor | null = null;
  /** What the device's forms hold, in rows of `#knownColumns`; null where only the device knows. */
  #known: Float32Array | null = null;
  #knownColumns = 0;
  /** What all values are, where {@link fill} made them so. */
  #filled: number | null = null;
  /** Whether somebody may have written to the host's copy since it was compared. */
  #isLent = false;

  constructor(
    readonly replicas: number,
    readonly rows: number,
    readonly columns: number,
    private readonly kernels: Kernels,
  ) {
    this.length = replicas * rows * columns;
  }

  /** The values to be read or written until the next operation on this tensor. */
  get data(): Float32Array {
    const { values } = this;
    this.#isLent = true;
    return values;
  }

  /** The values, only to be read. */
  get values(): Float32Array {
    this.#host ??= new Float32Array(this.length);
    if (!this.#isHostCurrent) {
      this.#known = this.#device!.dataSync() as Float32Array;
      this.#knownColumns = this.columns;
      this.#host.set(this.#known);
      this.#isHostCurrent = true;
    }
    return this.#host;
  }

  /** The host's copy to be filled anew. */
  refill(): Float32Array {
    this.#forget();
    this.#isHostCurrent = true;
    this.#host ??= new Float32Array(this.length);
    return this.#host;
  }

  /** Makes all values one number; costs nothing where they are. */
  fill(value: number): void {
    if (this.#filled === value && !this.#isLent) return;
    this.refill().fill(value);
    this.#filled = value;
  }

  get shape(): number[] {
    return [this.replicas, this.rows, this.columns];
  }

  /** [replicas, rows, columns]. It is disposed of when the tensor gets other values. */
  get device(): DeviceTensor {
    this.#settle();
    this.#device ??= this.#upload(this.columns);
    return this.#device;
  }

  /** [replicas, rows, columns + 1], the last column 1. It is disposed of when the tensor gets other values. */
  get padded(): DeviceTensor {
    this.#settle();
    this.#padded ??=
      this.#device === null || this.columns === 0
        ? this.#upload(this.columns + 1)
        : this.kernels.keep(this.kernels.pad(this.#device, 1));
    return this.#padded;
  }

  /** Takes over a tensor of this shape that is the caller's own and kept. */
  replace(device: DeviceTensor): void {
    this.#forget();
    this.#device = device;
    this.#isHostCurrent = false;
  }

  dispose(): void {
    this.#forget();
    this.#host = null;
    this.#isHostCurrent = true;
  }

  /** Drops what the device holds if the host's copy has been written to. */
  #settle(): void {
    if (!this.#isLent) return;
    this.#isLent = false;
    if (this.#device === null && this.#padded === null) return;
    if (this.#known === null || !this.#isKnown(this.#known)) this.#forget();
  }

  /** Bit for bit, so that −0 and NaN count. */
  #isKnown(known: Float32Array): boolean {
    const { columns } = this;
    const stride = this.#knownColumns;
    const ours = bitsOf(this.#host!);
    const theirs = bitsOf(known);
    for (let row = 0, own = 0, other = 0; row < this.length / columns; row++, other += stride - columns) {
      for (let j = 0; j < columns; j++) if (ours[own++] !== theirs[other++]) return false;
    }
    return true;
  }

  /** A copy of the host's values in rows of so many columns, filled up with ones. */
  #upload(stride: number): DeviceTensor {
    const { values, columns, replicas, rows } = this;
    let copy: Float32Array;
    if (stride === columns) copy = values.slice();
    else {
      copy = new Float32Array(replicas * rows * stride).fill(1);
      for (let row = 0; row < replicas * rows; row++) {
        for (let j = 0; j < columns; j++) copy[row * stride + j] = values[row * columns + j];
      }
    }
    this.#known = copy;
    this.#knownColumns = stride;
    return this.kernels.keep(this.kernels.tensor(copy, [replicas, rows, stride]));
  }

  #forget(): void {
    this.#device?.dispose();
    this.#padded?.dispose();
    this.#device = null;
    this.#padded = null;
    this.#known = null;
    this.#filled = null;
    this.#isLent = false;
  }
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}
