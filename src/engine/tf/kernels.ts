import type { DeviceTensor, KernelRunner, TfModule } from "./tf-module.js";

/** Larger than any x − 1 could be off, and smaller than every float32 number of the kind but 0. */
const TINY = 1e-30;

/**
 * TensorFlow.js's kernels by name, called without what its operations do for gradients and conversions, which costs
 * several times as much as a small kernel. Binary ones broadcast.
 */
export class Kernels {
  readonly #runner: KernelRunner;
  readonly #tf: TfModule;
  readonly #constants = new Map<number, DeviceTensor>();
  readonly #hasLog1p: boolean;

  constructor(tf: TfModule) {
    this.#tf = tf;
    this.#runner = tf.engine();
    this.#hasLog1p = this.#isLog1pExact();
  }

  /** A scalar that is kept: for numbers of which there are few. */
  constant(value: number): DeviceTensor {
    let tensor = this.#constants.get(value);
    if (tensor === undefined) {
      tensor = this.keep(this.tensor(Float32Array.of(value), []));
      this.#constants.set(value, tensor);
    }
    return tensor;
  }

  /** A new tensor that holds `values`, which must not change from then on. */
  tensor(values: Float32Array, shape: number[]): DeviceTensor {
    return this.#tf.tensor(values, shape, "float32");
  }

  /** Runs kernels and disposes of the tensors that they make, but for those that are returned; these are kept. */
  run(compute: () => DeviceTensor[]): DeviceTensor[] {
    let result: DeviceTensor[] = [];
    this.#runner.startScope();
    try {
      result = compute();
    } finally {
      this.#runner.endScope(result);
    }
    for (const tensor of result) this.#tf.keep(tensor);
    return result;
  }

  /** Lets no scope around dispose of a tensor. */
  keep(tensor: DeviceTensor): DeviceTensor {
    this.#tf.keep(tensor);
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#constants.values()) tensor.dispose();
    this.#constants.clear();
  }

  add = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("Add", { a, b });
  subtract = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("Sub", { a, b });
  multiply = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("Multiply", { a, b });
  divide = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("RealDiv", { a, b });
  maximum = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("Maximum", { a, b });
  greater = (a: DeviceTensor, b: DeviceTensor): DeviceTensor => this.#run("Greater", { a, b });
  abs = (x: DeviceTensor): DeviceTensor => this.#run("Abs", { x });
  negative = (x: DeviceTensor): DeviceTensor => this.#run("Neg", { x });
  sign = (x: DeviceTensor): DeviceTensor => this.#run("Sign", { x });
  square = (x: DeviceTensor): DeviceTensor => this.#run("Square", { x });
  squareRoot = (x: DeviceTensor): DeviceTensor => this.#run("Sqrt", { x });
  exp = (x: DeviceTensor): DeviceTensor => this.#run("Exp", { x });
  expm1 = (x: DeviceTensor): DeviceTensor => this.#run("Expm1", { x });
  log = (x: DeviceTensor): DeviceTensor => this.#run("Log", { x });
  sigmoid = (x: DeviceTensor): DeviceTensor => this.#run("Sigmoid", { x });
  tanh = (x: DeviceTensor): DeviceTensor => this.#run("Tanh", { x });
  relu = (x: DeviceTensor): DeviceTensor => this.#run("Relu", { x });
  softplus = (x: DeviceTensor): DeviceTensor => this.#run("Softplus", { x });
  /** A second tensor of the same values. */
  identity = (x: DeviceTensor): DeviceTensor => this.#run("Identity", { x });

  leakyRelu(x: DeviceTensor, alpha: number): DeviceTensor {
    return this.#run("LeakyRelu", { x }, { alpha });
  }

  /** 1 where x > 0, else `otherwise`. */
  step(x: DeviceTensor, otherwise = 0): DeviceTensor {
    return this.#run("Step", { x }, { alpha: otherwise });
  }

  /** log(1 + x), accurate for small x too. */
  log1p(x: DeviceTensor): DeviceTensor {
    if (this.#hasLog1p) return this.#run("Log1p", { x });
    // log(u) x/(u − 1) with u = 1 + x as it was rounded (Kahan); where u is 1, x itself.
    const [one, tiny] = [this.constant(1), this.constant(TINY)];
    const u = this.add(x, one);
    const quotient = this.divide(this.add(this.log(u), tiny), this.add(this.subtract(u, one), tiny));
    return this.multiply(x, quotient);
  }

  clip(x: DeviceTensor, limit: number): DeviceTensor {
    return this.#run("ClipByValue", { x }, { clipValueMin: -limit, clipValueMax: limit });
  }

  /** Over the last axis. */
  softmax(logits: DeviceTensor): DeviceTensor {
    return this.#run("Softmax", { logits }, { dim: logits.shape.length - 1 });
  }

  /** Over one axis, which is dropped. */
  sum(x: DeviceTensor, axis: number): DeviceTensor {
    return this.#run("Sum", { x }, { axis: [axis], keepDims: false });
  }

  /** Sums of what comes before each place of the last axis; with `reverse` of what comes after. */
  sumsBefore(x: DeviceTensor, reverse: boolean): DeviceTensor {
    return this.#run("Cumsum", { x }, { axis: x.shape.length - 1, exclusive: true, reverse });
  }

  /** [replicas, rows, columns] with a column of `value` appended. */
  pad(x: DeviceTensor, value: number): DeviceTensor {
    const paddings = x.shape.map((_, axis) => [0, axis === x.shape.length - 1 ? 1 : 0]);
    return this.#run("PadV2", { x }, { paddings, constantValue: value });
  }

  slice(x: DeviceTensor, begin: number[], size: number[]): DeviceTensor {
    return this.#run("Slice", { x }, { begin, size });
  }

  /** In row-major order; `x` itself where it has that shape. */
  reshape(x: DeviceTensor, shape: number[]): DeviceTensor {
    return equalShapes(x.shape, shape) ? x : this.#run("Reshape", { x }, { shape });
  }

  tile(x: DeviceTensor, reps: number[]): DeviceTensor {
    return this.#run("Tile", { x }, { reps });
  }

  concat(tensors: readonly DeviceTensor[], axis: number): DeviceTensor {
    return this.#run("Concat", tensors, { axis });
  }

  /** Exchanges the last two of three axes. */
  transpose(x: DeviceTensor): DeviceTensor {
    return this.#run("Transpose", { x }, { perm: [0, 2, 1] });
  }

  /** `a` where `condition` holds, else `b`; all of one shape. */
  select(condition: DeviceTensor, a: DeviceTensor, b: DeviceTensor): DeviceTensor {
    return this.#run("Select", { condition, t: a, e: b });
  }

  /** Products of the matrices in the last two of three axes. */
  batchMatMul(a: DeviceTensor, b: DeviceTensor, transposeA: boolean, transposeB: boolean): DeviceTensor {
    return this.#run("BatchMatMul", { a, b }, { transposeA, transposeB });
  }

  #run(name: string, inputs: object, attributes?: object): DeviceTensor {
    return this.#runner.runKernel(name, inputs, attributes) as DeviceTensor;
  }

  /** tfjs-wasm computes log(1 + x) as it is written. */
  #isLog1pExact(): boolean {
    const x = this.tensor(Float32Array.of(1e-6), [1]);
    const y = this.#run("Log1p", { x });
    const error = Math.abs(y.dataSync()[0] - 1e-6);
    x.dispose();
    y.dispose();
    return error < 1e-11;
  }
}

function equalShapes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
