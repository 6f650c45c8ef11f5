import { type Head, LOG_SCALE_LIMIT, type Tensor } from "../engine.js";
import { Kernels } from "./kernels.js";
import { type MatrixProduct, matrixProduct } from "./matrix-products.js";
import type { DeviceTensor, TfModule } from "./tf-module.js";
import { TfTensor } from "./tf-tensor.js";

/** What all operations of an engine stand on. */
export class TfContext {
  readonly kernels: Kernels;
  readonly product: MatrixProduct;
  readonly #tensors: TfTensor[] = [];

  constructor(tf: TfModule) {
    this.kernels = new Kernels(tf);
    this.product = matrixProduct(this.kernels, tf.getBackend());
  }

  tensor(replicas: number, rows: number, columns: number): Tensor {
    const tensor = new TfTensor(replicas, rows, columns, this.kernels);
    this.#tensors.push(tensor);
    return tensor;
  }

  /** Gives `out` new values. What `compute` makes on the way is disposed of. */
  write(out: Tensor, compute: () => DeviceTensor): void {
    this.writeAll([out], () => [compute()]);
  }

  /** The same for several. `compute` must not return one tensor twice. */
  writeAll(outs: readonly Tensor[], compute: () => DeviceTensor[]): void {
    this.kernels.run(compute).forEach((values, k) => {
      own(outs[k]).replace(values);
    });
  }

  /** x over each replica's temperature; `x` itself where these are 1. */
  overTemperature(x: DeviceTensor, temperature: Tensor): DeviceTensor {
    if (own(temperature).values.every((value) => value === 1)) return x;
    const divisor = own(temperature).device;
    const shape = [temperature.replicas, ...x.shape.slice(1).fill(1)];
    return this.kernels.divide(x, this.kernels.reshape(divisor, shape));
  }

  /** Columns of a tensor, without its last row where `rows` is one less. */
  columns(tensor: Tensor, start: number, count: number, rows = tensor.rows): DeviceTensor {
    const { device } = own(tensor);
    if (count === tensor.columns && rows === tensor.rows) return device;
    return this.kernels.slice(device, [0, 0, start], [tensor.replicas, rows, count]);
  }

  /** Frees the memory of all tensors. */
  dispose(): void {
    for (const tensor of this.#tensors) tensor.dispose();
    this.#tensors.length = 0;
    this.kernels.dispose();
  }
}

/** A tensor of this engine's. */
export function own(tensor: Tensor): TfTensor {
  return tensor as TfTensor;
}

/** Its host's values as the reference engine's operations take them. */
export function onHost(tensor: Tensor): Tensor {
  const { replicas, rows, columns, data } = tensor;
  return { replicas, rows, columns, data };
}

/** Whether the head is all of the layer. */
export function isWhole({ start, count }: Head, { columns }: Tensor): boolean {
  return start === 0 && count === columns;
}

/** Whether log σ of the head's units is all that is there. */
export function hasOwnScale({ count, scaleStart = 0 }: Head, { columns }: Tensor): boolean {
  return scaleStart === 0 && count === columns;
}

/** log σ within its limits. */
export function clippedScale({ kernels }: TfContext, logScale: Tensor): DeviceTensor {
  return kernels.clip(own(logScale).device, LOG_SCALE_LIMIT);
}
