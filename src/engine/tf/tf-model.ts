import type { Engine, Tensor } from "../engine.js";
import type { Model, ModelParameter } from "../model.js";
import { own } from "./tf-context.js";
import { createTfEngine } from "./tf-engine.js";
import type { DeviceTensor, TfModule } from "./tf-module.js";

/** What is needed of a `tf.LayersModel` (or `tf.Sequential`), so that programs without tfjs compile. */
export interface LayersModel {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly trainableWeights: readonly LayersWeight[];
  readonly nonTrainableWeights: readonly LayersWeight[];
  apply(inputs: unknown, options?: object): unknown;
}

export interface LayersWeight {
  readonly originalName: string;
  readonly shape: readonly (number | null)[];
  /** A projection after updates, which tfjs applies itself. */
  readonly constraint: unknown;
  read(): DeviceTensor;
  write(values: unknown): unknown;
}

/** What a weight's `read` returns. */
interface Variable extends DeviceTensor {
  assign(values: DeviceTensor): void;
}

/** A backend has no kernel for the derivative of one of the model's layers, or a layer has none. */
export class NoGradientError extends Error {
  override readonly name = "NoGradientError";
}

/** tfjs's own differentiation: the derivative of `f` by `xs`, `dy` times; undefined for an x that `f` does not use. */
interface Differentiator {
  gradients(
    f: () => DeviceTensor,
    xs: readonly DeviceTensor[],
    dy: DeviceTensor,
  ): { readonly grads: readonly (DeviceTensor | undefined)[] };
}

/**
 * A model of tfjs as an agent's network. It computes, and is trained, on the backend that `tf` has now, as it does in
 * `model.predict`: dropout and moving averages do nothing. Its weights change where they are, so that `model` itself is
 * what was trained. A regulariser in it has no effect.
 *
 * @param tf TensorFlow.js with its backend set and ready, gradients included (`@tensorflow/tfjs` has them)
 * @throws {RangeError} for several inputs or outputs, sizes that are not known, and models without weights to train
 * @throws {NoGradientError} where it cannot be differentiated, unless it is frozen
 */
export function createTfModel(tf: TfModule, model: LayersModel, options: TfModelOptions = {}): Model {
  return new TfModel(tf, model, options);
}

export interface TfModelOptions {
  /** For an agent that only acts, on a backend that may lack derivatives; false unless given. */
  readonly frozen?: boolean;
}

class TfModel implements Model {
  readonly engine: Engine;
  readonly backend: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly ModelParameter[];
  readonly #tf: TfModule;
  readonly #model: LayersModel;
  /** Of one observation. */
  readonly #inputShape: readonly number[];
  readonly #outputShape: readonly number[];
  readonly #trained: readonly LayersWeight[];
  readonly #all: readonly LayersWeight[];

  constructor(tf: TfModule, model: LayersModel, { frozen = false }: TfModelOptions) {
    this.#tf = tf;
    this.#model = model;
    this.#inputShape = shapeOf("input", model.inputs);
    this.#outputShape = shapeOf("output", model.outputs);
    this.inputs = sizeOf(this.#inputShape);
    this.outputs = sizeOf(this.#outputShape);
    this.#trained = model.trainableWeights;
    this.#all = [...model.trainableWeights, ...model.nonTrainableWeights];
    if (this.#trained.length === 0) throw new RangeError("the model has no weights that can be trained");
    this.parameters = this.#all.map((weight, k) => ({
      size: sizeOf(weight.read().shape),
      trainable: k < this.#trained.length,
    }));
    this.backend = tf.getBackend();
    this.engine = createTfEngine(tf);
    if (!frozen) this.#checkGradient();
  }

  evaluate(z: Tensor, observations: Tensor): void {
    const values = this.#scoped(() => {
      const output = this.#apply(this.#upload(observations, this.#inputShape));
      return Float32Array.from(output.dataSync());
    });
    z.data.set(values);
  }

  derive(outs: readonly Tensor[], observations: Tensor, cotangents: Tensor): void {
    this.#scoped(() => {
      const input = this.#upload(observations, this.#inputShape);
      const weights = this.#upload(cotangents, this.#outputShape);
      const { rows } = outs[0];
      const rowsOf = (tensor: DeviceTensor, row: number): DeviceTensor =>
        rows === 1 ? tensor : this.#slice(tensor, row);
      const each = Array.from({ length: rows }, (_, row) =>
        this.#gradients(rowsOf(input, row), rowsOf(weights, row)),
      );
      outs.forEach((out, k) => {
        const values = each.map((gradients) => gradients[k]);
        own(out).replace(this.#kept(this.#stacked(values, own(out).shape)));
      });
    });
  }

  read(parameters: readonly Tensor[]): void {
    parameters.forEach((parameter, k) => {
      parameter.data.set(this.#all[k].read().dataSync());
    });
  }

  write(parameters: readonly Tensor[], trained: boolean): void {
    const weights = trained ? this.#trained : this.#all;
    this.#scoped(() => {
      weights.forEach((weight, k) => {
        const parameter = own(parameters[k]);
        const reshaped = this.#run("Reshape", { x: parameter.device }, { shape: weight.read().shape });
        // tfjs-wasm looks at the shape that data was made with, so it needs a copy.
        const values = this.backend === "wasm" ? this.#run("Identity", { x: reshaped }, {}) : reshaped;
        if (!trained) {
          // As it was saved: a projection of what is projected already may change the last bits.
          (weight.read() as Variable).assign(values);
          return;
        }
        weight.write(values);
        if (weight.constraint == null) return;
        const { shape } = parameter;
        parameter.replace(this.#kept(this.#run("Reshape", { x: weight.read() }, { shape })));
      });
    });
  }

  dispose(): void {
    this.engine.dispose?.();
  }

  /** @throws {NoGradientError} */
  #checkGradient(): void {
    const engine = createTfEngine(this.#tf);
    const zeros = (columns: number): Tensor => engine.tensor(1, 1, columns);
    try {
      this.derive(
        this.parameters.filter(({ trainable }) => trainable).map(({ size }) => zeros(size)),
        zeros(this.inputs),
        zeros(this.outputs),
      );
    } catch (error) {
      throw new NoGradientError(
        `the model cannot be differentiated on the backend "${this.backend}" of TensorFlow.js ` +
          `(${(error as Error).message.split("\n", 1)[0]})`,
        { cause: error },
      );
    } finally {
      engine.dispose?.();
    }
  }

  /** By each trainable weight; zeros where the output does not depend on it. */
  #gradients(input: DeviceTensor, cotangents: DeviceTensor): readonly DeviceTensor[] {
    const variables = this.#trained.map((weight) => weight.read());
    const { gradients } = this.#tf.engine() as unknown as Differentiator;
    const { grads } = gradients.call(
      this.#tf.engine(),
      () => this.#apply(input),
      variables,
      cotangents,
    ) as ReturnType<Differentiator["gradients"]>;
    return grads.map((gradient, k) => gradient ?? this.#zeros(variables[k].shape));
  }

  #apply(input: DeviceTensor): DeviceTensor {
    const output = this.#model.apply(input, { training: false });
    return (Array.isArray(output) ? output[0] : output) as DeviceTensor;
  }

  #upload({ data, rows }: Tensor, shape: readonly number[]): DeviceTensor {
    return this.#tf.tensor(Float32Array.from(data), [rows, ...shape], "float32");
  }

  #zeros(shape: number[]): DeviceTensor {
    return this.#tf.tensor(new Float32Array(sizeOf(shape)), shape, "float32");
  }

  #slice(x: DeviceTensor, row: number): DeviceTensor {
    const rest = x.shape.slice(1);
    return this.#run("Slice", { x }, { begin: [row, ...rest.map(() => 0)], size: [1, ...rest] });
  }

  /** One after the other, in this shape. */
  #stacked(values: readonly DeviceTensor[], shape: readonly number[]): DeviceTensor {
    const flat = values.map((x) => this.#run("Reshape", { x }, { shape: [1, 1, sizeOf(x.shape)] }));
    return flat.length === 1 ? flat[0] : this.#run("Concat", flat, { axis: 1, shape });
  }

  #kept(tensor: DeviceTensor): DeviceTensor {
    this.#tf.keep(tensor);
    return tensor;
  }

  /** Disposes of the tensors made in `compute`, but for those kept. */
  #scoped<T>(compute: () => T): T {
    const runner = this.#tf.engine();
    runner.startScope();
    try {
      return compute();
    } finally {
      runner.endScope();
    }
  }

  #run(name: string, inputs: object, attributes: object): DeviceTensor {
    return this.#tf.engine().runKernel(name, inputs, attributes) as DeviceTensor;
  }
}

/** Of one sample. */
function shapeOf(
  what: "input" | "output",
  ends: readonly { readonly shape: readonly (number | null)[] }[],
): number[] {
  if (ends.length !== 1) {
    const reason = what === "output" ? ", as actor and critic, each a model of its own, share no layers" : "";
    throw new RangeError(`the model has ${ends.length} ${what}s: allowed is one${reason}`);
  }
  const shape = ends[0].shape.slice(1);
  if (shape.some((size) => size === null)) {
    throw new RangeError(`the model's ${what} has the shape [${shape}]: allowed are sizes that are known`);
  }
  return shape as number[];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
