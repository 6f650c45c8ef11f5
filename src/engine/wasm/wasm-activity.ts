import type { StreamKey } from "../../random/streams.js";
import type { Activation, Head, Tensor } from "../engine.js";
import { at, flag, samplesOf, sizeOf } from "./tensor-arguments.js";
import { WasmCore } from "./wasm-core.js";

const ACTIVATION_CODES: Readonly<Record<Activation, number>> = {
  tanh: 0,
  relu: 1,
  "leaky-relu": 2,
  softplus: 3,
  linear: 4,
};

/** The operations on activity: random numbers, forward passes, credit. */
export abstract class WasmActivity extends WasmCore {
  uniforms(u: Tensor, keys: readonly StreamKey[], step: number): void {
    const { replicas, rows, columns } = u;
    const low = step | 0;
    const high = Math.floor(step / 2 ** 32) | 0;
    let pointer = at(u);
    for (let r = 0; r < replicas; r++, pointer += rows * columns * 4) {
      this.kernels.uniforms(pointer, keys[r][0] | 0, keys[r][1] | 0, low, high, rows, columns);
    }
  }

  affine(z: Tensor, h: Tensor, weights: Tensor, temperature: Tensor): void {
    this.kernels.affine(at(z), at(h), at(weights), at(temperature), z.replicas, z.rows, h.columns, z.columns);
  }

  logistic(p: Tensor, z: Tensor, head: Head): void {
    if (head.count === p.columns) this.kernels.logistic(at(p), at(z), 1, sizeOf(p), 0, sizeOf(p));
    else {
      this.kernels.logistic(at(p), at(z), samplesOf(p), p.columns, head.start, head.count);
    }
  }

  softmax(p: Tensor, z: Tensor, head: Head): void {
    const { start, count, fixedLast } = head;
    this.kernels.softmax(at(p), at(z), samplesOf(p), p.columns, start, count, flag(fixedLast));
  }

  sampleBernoulli(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void {
    this.kernels.sampleBernoulli(
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
    this.kernels.sampleSoftmax(
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

  sampleGaussian(h: Tensor, p: Tensor, logScale: Tensor, u: Tensor, head: Head, offset: number): void {
    this.kernels.sampleGaussian(
      at(h),
      at(p),
      at(logScale),
      at(u),
      samplesOf(h),
      h.columns,
      head.start,
      head.count,
      logScale.columns,
      head.scaleStart ?? 0,
      u.columns,
      offset,
    );
  }

  activate(h: Tensor, slope: Tensor, z: Tensor, activation: Activation): void {
    this.kernels.activate(at(h), at(slope), at(z), sizeOf(z), ACTIVATION_CODES[activation]);
  }

  score(e: Tensor, h: Tensor, p: Tensor): void {
    this.kernels.score(at(e), at(h), at(p), sizeOf(e));
  }

  gaussianScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void {
    this.kernels.gaussianScore(...gaussianArguments(e, h, p, logScale, head));
  }

  gaussianScaleScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void {
    this.kernels.gaussianScaleScore(...gaussianArguments(e, h, p, logScale, head));
  }

  multiply(out: Tensor, a: Tensor, b: Tensor): void {
    this.kernels.multiply(at(out), at(a), at(b), sizeOf(out));
  }

  multiplyLogisticSlope(out: Tensor, a: Tensor, p: Tensor): void {
    this.kernels.multiplyLogisticSlope(at(out), at(a), at(p), sizeOf(out));
  }

  addScaled(out: Tensor, a: Tensor, s: Tensor, column: number, keep: boolean): void {
    const { columns } = out;
    this.kernels.addScaled(at(out), at(a), at(s), samplesOf(out), columns, s.columns, column, flag(keep));
  }

  project(d: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void {
    this.kernels.project(
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
    this.kernels.weightMaxReward(
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
    this.kernels.weightMaxTraceReward(
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
    logScale: Tensor | null = null,
  ): void {
    for (let k = 0; k < heads.length; k++) {
      const head = heads[k];
      if (head.kind === "gaussian") {
        const { start, count, scaleStart = 0 } = head;
        this.kernels.gaussianRatio(
          at(lambda),
          at(h),
          at(z) + 4 * start,
          at(a) + 4 * start,
          at(weights) + 4 * start,
          at(temperature),
          at(logScale!) + 4 * scaleStart,
          logScale === z ? at(weights) + 4 * scaleStart : 0,
          h.replicas,
          h.rows,
          h.columns,
          z.columns,
          count,
          logScale!.columns,
          flag(k === 0),
        );
        continue;
      }
      this.kernels.logRatio(
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
        head.kind === "softmax" ? this.scratch(20 * (head.count + 4)) : 0,
      );
    }
  }

  posteriorSignal(s: Tensor, e: Tensor, lambda: Tensor, p: Tensor): void {
    this.kernels.posteriorSignal(at(s), at(e), at(lambda), at(p), sizeOf(s));
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
    this.kernels.recursiveSignal(
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
      this.scratch(72 * (z.columns + 4)),
    );
  }
}

function gaussianArguments(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): number[] {
  const { start, count, scaleStart = 0 } = head;
  return [
    ...[at(e), at(h), at(p), at(logScale), samplesOf(h), h.columns],
    ...[start, count, logScale.columns, scaleStart],
  ];
}
