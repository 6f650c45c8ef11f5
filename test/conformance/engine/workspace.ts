import type { Engine, Tensor } from "../../../src/engine/engine.js";
import { CounterStream } from "../../../src/random/streams.js";

/** Sizes of one run of a program. */
export interface Shape {
  readonly inputs: number;
  readonly units: number;
  readonly batch: number;
  readonly replicas: number;
}

/** One value of an input tensor, drawn by tensor, replica and position. */
export type Draw = (random: CounterStream) => number;

/** What a program computed. */
export interface Result {
  readonly name: string;
  readonly values: Float64Array;
  /** Largest allowed error, relative to the size of a value and of its neighbours; 0: equal bits. */
  readonly tolerance: number;
}

/**
 * What a program is given: an engine and tensors that start from the same float32 numbers whatever the
 * engine. With `only`, tensors hold that replica alone, with the numbers that it has in the full run.
 */
export class Workspace {
  readonly results: Result[] = [];
  readonly #random: CounterStream;

  constructor(
    readonly engine: Engine,
    readonly shape: Shape,
    seed: number,
    readonly only: number | null = null,
  ) {
    this.#random = new CounterStream(seed, "units");
  }

  /** Number of replicas in this run. */
  get replicas(): number {
    return this.only === null ? this.shape.replicas : 1;
  }

  /** Those of `all`'s entries, one a replica of the full run, that this run has. */
  select<T>(all: readonly T[]): T[] {
    const entries = Array.from({ length: this.shape.replicas }, (_, r) => all[r % all.length]);
    return this.only === null ? entries : [entries[this.only]];
  }

  tensor(rows: number, columns: number, draw: Draw = () => 0): Tensor {
    const size = rows * columns;
    const values = Float32Array.from({ length: this.shape.replicas * size }, () => draw(this.#random));
    const tensor = this.engine.tensor(this.replicas, rows, columns);
    tensor.data.set(this.only === null ? values : values.subarray(this.only * size, (this.only + 1) * size));
    return tensor;
  }

  /** [batch, inputs] */
  inputs(draw?: Draw): Tensor {
    return this.tensor(this.shape.batch, this.shape.inputs, draw);
  }

  /** [batch, units] */
  units(draw?: Draw): Tensor {
    return this.tensor(this.shape.batch, this.shape.units, draw);
  }

  /** [inputs + 1, units] */
  weights(draw?: Draw): Tensor {
    return this.tensor(this.shape.inputs + 1, this.shape.units, draw);
  }

  /** [batch · (inputs + 1), units] */
  trace(draw?: Draw): Tensor {
    return this.tensor(this.shape.batch * (this.shape.inputs + 1), this.shape.units, draw);
  }

  /** [batch, 1] */
  samples(draw: Draw): Tensor {
    return this.tensor(this.shape.batch, 1, draw);
  }

  /** One scalar a replica, from a list that is repeated. */
  scalars(all: readonly number[]): Tensor {
    const tensor = this.engine.tensor(this.replicas, 1, 1);
    tensor.data.set(this.select(all).map(Math.fround));
    return tensor;
  }

  /** A copy of a tensor. */
  copy(tensor: Tensor): Tensor {
    const copy = this.engine.tensor(tensor.replicas, tensor.rows, tensor.columns);
    copy.data.set(tensor.data);
    return copy;
  }

  result(name: string, tensor: Tensor, tolerance: number): void {
    this.results.push({ name, values: Float64Array.from(tensor.data), tolerance });
  }
}

export const normal: Draw = (random) =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());

/** Normally distributed with the given standard deviation. */
export function scaled(deviation: number): Draw {
  return (random) => deviation * normal(random);
}

export const binary: Draw = (random) => (random.uniform() < 0.5 ? 1 : 0);

/** Binary, mostly zero. */
export const sparse: Draw = (random) => (random.uniform() < 0.1 ? 1 : 0);

export const probability: Draw = (random) => 0.001 + 0.998 * random.uniform();

export const positive: Draw = (random) => random.uniform();

/** One of the given values. */
export function oneOf(...values: readonly number[]): Draw {
  return (random) => values[Math.floor(random.uniform() * values.length)];
}
