import type { StreamKey } from "../../random/streams.js";
import type { Activation, AdamStep, Engine, Head, Tensor } from "../engine.js";
import { Arena } from "./arena.js";
import { instantiateKernels, type Kernels } from "./kernels.js";
import { NotRecordableError } from "./not-recordable-error.js";
import { Recorder } from "./recorder.js";
import { WasmTensor } from "./wasm-tensor.js";

export { EngineMemoryError } from "./arena.js";

const ACTIVATION_CODES: Readonly<Record<Activation, number>> = {
  tanh: 0,
  relu: 1,
  "leaky-relu": 2,
  softplus: 3,
  linear: 4,
};

/**
 * The engine in WebAssembly with 128-bit vectors: float32, nothing native to install, the same bits on
 * every machine. Each engine has a memory of its own, and its operations take its own tensors only.
 */
export function createWasmEngine(): Engine {
  return new WasmEngine();
}

class WasmEngine implements Engine {
  readonly id = "wasm";
  readonly precision = "float32";
  readonly #arena = new Arena();
  #kernels: Kernels;
  #recorder: Recorder | null = null;
  #scratchPointer = 0;
  #scratchBytes = 0;

  constructor() {
    this.#kernels = instantiateKernels(this.#arena.memory);
    this.#arena.startAt(this.#kernels.heapBase());
  }

  tensor(replicas: number, rows: number, columns: number): Tensor {
    const length = replicas * rows * columns;
    const pointer = this.#arena.allocate(length * 4);
    return new WasmTensor(replicas, rows, columns, length, pointer, this.#arena);
  }

  record(operations: () => void): () => void {
    if (this.#recorder !== null)
      throw new Error("`record` was called by operations that are being recorded.");
    const kernels = this.#kernels;
    const recorder = new Recorder(this.#arena, kernels);
    this.#recorder = recorder;
    this.#kernels = recorder.kernels;
    this.#arena.conceal();
    try {
      operations();
    } catch (error) {
      if (error instanceof NotRecordableError) return operations;
      throw error;
    } finally {
      this.#recorder = null;
      this.#kernels = kernels;
      this.#arena.reveal();
    }
    return recorder.program(kernels);
  }

  uniforms(u: Tensor, keys: readonly StreamKey[], step: number): void {
    const { replicas, rows, columns } = u;
    const low = step | 0;
    const high = Math.floor(step / 2 ** 32) | 0;
    let pointer = at(u);
    for (let r = 0; r < replicas; r++, pointer += rows * columns * 4) {
      this.#kernels.uniforms(pointer, keys[r][0] | 0, keys[r][1] | 0, low, high, rows, columns);
    }
  }

  affine(z: Tensor, h: Tensor, weights: Tensor, temperature: Tensor): void {
    this.#kernels.affine(
      at(z),
      at(h),
      at(weights),
      at(temperature),
      z.replicas,
      z.rows,
      h.columns,
      z.columns,
    );
  }

  logistic(p: Tensor, z: Tensor, head: Head): void {
    if (head.count === p.columns) this.#kernels.logistic(at(p), at(z), 1, sizeOf(p), 0, sizeOf(p));
    else {
      this.#kernels.logistic(at(p), at(z), samplesOf(p), p.columns, head.start, head.count);
    }
  }

  softmax(p: Tensor, z: Tensor, head: Head): void {
    const { start, count, fixedLast } = head;
    this.#kernels.softmax(at(p), at(z), samplesOf(p), p.columns, start, count, flag(fixedLast));
  }

  sampleBernoulli(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void {
    this.#kernels.sampleBernoulli(
      at(h),
      at(p),
      at(u),
      samplesOf(h),
      h.columns,
      head.start,
      head.count,
      u.columns,
      offset,
    );
  }

  sampleSoftmax(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void {
    this.#kernels.sampleSoftmax(
      at(h),
      at(p),
      at(u),
      samplesOf(h),
      h.columns,
      head.start,
      head.count,
      flag(head.fixedLast),
      u.columns,
      offset,
    );
  }

  activate(h: Tensor, slope: Tensor, z: Tensor, activation: Activation): void {
    this.#kernels.activate(at(h), at(slope), at(z), sizeOf(z), ACTIVATION_CODES[activation]);
  }

  score(e: Tensor, h: Tensor, p: Tensor): void {
    this.#kernels.score(at(e), at(h), at(p), sizeOf(e));
  }

  multiply(out: Tensor, a: Tensor, b: Tensor): void {
    this.#kernels.multiply(at(out), at(a), at(b), sizeOf(out));
  }

  multiplyLogisticSlope(out: Tensor, a: Tensor, p: Tensor): void {
    this.#kernels.multiplyLogisticSlope(at(out), at(a), at(p), sizeOf(out));
  }

  project(d: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void {
    this.#kernels.project(
      at(d),
      at(weights),
      at(e),
      at(temperature),
      d.replicas,
      d.rows,
      d.columns,
      e.columns,
    );
  }

  weightMaxReward(r: Tensor, h: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void {
    this.#kernels.weightMaxReward(
      at(r),
      at(h),
      at(weights),
      at(e),
      at(temperature),
      r.replicas,
      r.rows,
      r.columns,
      e.columns,
    );
  }

  weightMaxTraceReward(r: Tensor, weights: Tensor, trace: Tensor, reward: Tensor | null): void {
    this.#kernels.weightMaxTraceReward(
      at(r),
      at(weights),
      at(trace),
      reward === null ? 0 : at(reward),
      r.replicas,
      r.rows,
      r.columns,
      weights.columns,
    );
  }

  logRatio(
    lambda: Tensor,
    h: Tensor,
    z: Tensor,
    a: Tensor,
    weights: Tensor,
    temperature: Tensor,
    heads: readonly Head[],
  ): void {
    for (let k = 0; k < heads.length; k++) {
      const head = heads[k];
      this.#kernels.logRatio(
        at(lambda),
        at(h),
        at(z),
        at(a),
        at(weights),
        at(temperature),
        h.replicas,
        h.rows,
        h.columns,
        z.columns,
        head.start,
        head.count,
        flag(head.kind === "softmax"),
        flag(head.fixedLast),
        flag(k === 0),
        head.kind === "softmax" ? this.#scratch(20 * (head.count + 4)) : 0,
      );
    }
  }

  posteriorSignal(s: Tensor, e: Tensor, lambda: Tensor, p: Tensor): void {
    this.#kernels.posteriorSignal(at(s), at(e), at(lambda), at(p), sizeOf(s));
  }

  recursiveSignal(
    s: Tensor,
    e: Tensor,
    h: Tensor,
    p: Tensor,
    z: Tensor,
    a: Tensor,
    nextSignal: Tensor,
    weights: Tensor,
    temperature: Tensor,
    omega: boolean,
  ): void {
    this.#kernels.recursiveSignal(
      at(s),
      at(e),
      at(h),
      at(p),
      at(z),
      at(a),
      at(nextSignal),
      at(weights),
      at(temperature),
      h.replicas,
      h.rows,
      h.columns,
      z.columns,
      flag(omega),
      this.#scratch(72 * (z.columns + 4)),
    );
  }

  outer(gradient: Tensor, h: Tensor, e: Tensor, gain: Tensor, temperature: Tensor): void {
    this.#kernels.outer(
      at(gradient),
      at(h),
      at(e),
      at(gain),
      at(temperature),
      h.replicas,
      h.rows,
      h.columns,
      e.columns,
    );
  }

  accumulateOuter(
    trace: Tensor,
    h: Tensor,
    e: Tensor,
    decay: Tensor,
    gain: Tensor | null,
    temperature: Tensor,
  ): void {
    this.#kernels.accumulateOuter(
      at(trace),
      at(h),
      at(e),
      at(decay),
      gain === null ? 0 : at(gain),
      at(temperature),
      h.replicas,
      h.rows,
      h.columns,
      e.columns,
    );
  }

  accumulateTrace(sum: Tensor, trace: Tensor, gain: Tensor): void {
    const samples = samplesOf(gain);
    this.#kernels.accumulateTrace(at(sum), at(trace), at(gain), samples, sizeOf(sum) / samples);
  }

  scaleSamples(sum: Tensor, factor: Tensor): void {
    const samples = samplesOf(factor);
    this.#kernels.scaleSamples(at(sum), at(factor), samples, sizeOf(sum) / samples);
  }

  reduceTrace(gradient: Tensor, trace: Tensor, gain: Tensor, reward: Tensor | null): void {
    this.#kernels.reduceTrace(
      at(gradient),
      at(trace),
      at(gain),
      reward === null ? 0 : at(reward),
      gradient.replicas,
      gain.rows,
      gradient.rows,
      gradient.columns,
    );
  }

  sgd(weights: Tensor, gradient: Tensor, rate: Tensor, active: Tensor): void {
    this.#kernels.sgd(
      at(weights),
      at(gradient),
      at(rate),
      at(active),
      weights.replicas,
      weights.rows * weights.columns,
    );
  }

  momentum(weights: Tensor, m: Tensor, gradient: Tensor, rate: Tensor, active: Tensor, beta: number): void {
    this.#kernels.momentum(
      at(weights),
      at(m),
      at(gradient),
      at(rate),
      at(active),
      weights.replicas,
      weights.rows * weights.columns,
      beta,
    );
  }

  adam(
    weights: Tensor,
    m: Tensor,
    v: Tensor,
    gradient: Tensor,
    rate: Tensor,
    active: Tensor,
    step: AdamStep,
  ): void {
    this.#beginAdam(step);
    this.#kernels.adam(
      at(weights),
      at(m),
      at(v),
      at(gradient),
      at(rate),
      at(active),
      weights.replicas,
      weights.rows * weights.columns,
    );
  }

  adamOuter(
    weights: Tensor,
    m: Tensor,
    v: Tensor,
    h: Tensor,
    e: Tensor,
    gain: Tensor,
    temperature: Tensor,
    rate: Tensor,
    active: Tensor,
    step: AdamStep,
  ): void {
    this.#beginAdam(step);
    this.#kernels.adamOuter(
      at(weights),
      at(m),
      at(v),
      at(h),
      at(e),
      at(gain),
      at(temperature),
      at(rate),
      at(active),
      weights.replicas,
      h.columns,
      e.columns,
    );
  }

  adamTrace(
    weights: Tensor,
    m: Tensor,
    v: Tensor,
    trace: Tensor,
    h: Tensor,
    e: Tensor,
    decay: Tensor,
    gain: Tensor,
    temperature: Tensor,
    rate: Tensor,
    active: Tensor,
    step: AdamStep,
  ): void {
    this.#beginAdam(step);
    this.#kernels.adamTrace(
      at(weights),
      at(m),
      at(v),
      at(trace),
      at(h),
      at(e),
      at(decay),
      at(gain),
      at(temperature),
      at(rate),
      at(active),
      weights.replicas,
      h.columns,
      e.columns,
    );
  }

  #beginAdam(step: AdamStep): void {
    if (this.#recorder !== null) {
      this.#recorder.beginAdam(step);
      return;
    }
    const { beta1, beta2, epsilon, correction1, correction2 } = step;
    this.#kernels.beginAdam(beta1, beta2, epsilon, correction1, correction2);
  }

  /** Address of a work space of at least this size; it grows by at least doubling. */
  #scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      this.#scratchBytes = Math.max(bytes, 2 * this.#scratchBytes);
      this.#scratchPointer = this.#arena.allocate(this.#scratchBytes);
    }
    return this.#scratchPointer;
  }
}

function at(tensor: Tensor): number {
  return (tensor as WasmTensor).pointer;
}

function sizeOf(tensor: Tensor): number {
  return (tensor as WasmTensor).length;
}

function samplesOf(tensor: Tensor): number {
  return tensor.replicas * tensor.rows;
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}
