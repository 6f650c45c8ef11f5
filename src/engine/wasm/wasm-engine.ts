import type { AdamStep, Engine, Tensor } from "../engine.js";
import { at, samplesOf, sizeOf } from "./tensor-arguments.js";
import { WasmActivity } from "./wasm-activity.js";

export { EngineMemoryError } from "./arena.js";

/**
 * The engine in WebAssembly with 128-bit vectors: float32, nothing native to install, the same bits on
 * every machine. Each engine has a memory of its own, and its operations take its own tensors only.
 */
export function createWasmEngine(): Engine {
  return new WasmEngine();
}

/** The operations on weights: gradients, traces, optimizer steps. */
class WasmEngine extends WasmActivity implements Engine {
  outer(gradient: Tensor, h: Tensor, e: Tensor, gain: Tensor, temperature: Tensor): void {
    this.kernels.outer(
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
    this.kernels.accumulateOuter(
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
    this.kernels.accumulateTrace(at(sum), at(trace), at(gain), samples, sizeOf(sum) / samples);
  }

  scaleSamples(sum: Tensor, factor: Tensor): void {
    const samples = samplesOf(factor);
    this.kernels.scaleSamples(at(sum), at(factor), samples, sizeOf(sum) / samples);
  }

  reduceTrace(gradient: Tensor, trace: Tensor, gain: Tensor, reward: Tensor | null): void {
    this.kernels.reduceTrace(
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
    this.kernels.sgd(
      at(weights),
      at(gradient),
      at(rate),
      at(active),
      weights.replicas,
      weights.rows * weights.columns,
    );
  }

  momentum(weights: Tensor, m: Tensor, gradient: Tensor, rate: Tensor, active: Tensor, beta: number): void {
    this.kernels.momentum(
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
    this.beginAdam(step);
    this.kernels.adam(
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
    this.beginAdam(step);
    this.kernels.adamOuter(
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
    this.beginAdam(step);
    this.kernels.adamTrace(
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
}
