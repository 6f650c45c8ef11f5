import type { StreamKey } from "../random/streams.js";

/** Deterministic unit types; `leaky-relu` has slope {@link LEAKY_SLOPE} below zero. */
export type Activation = "tanh" | "relu" | "leaky-relu" | "softplus" | "linear";

export const LEAKY_SLOPE = 0.1;

/**
 * Storage of an engine, shape [replicas, rows, columns] in C order. Activity has a row for each
 * sample of the batch and a column for each unit. Weights have a row for each input and, last, one
 * for the bias, which sees a constant 1.
 */
export interface Tensor {
  readonly replicas: number;
  readonly rows: number;
  readonly columns: number;
  /**
   * A view to read from and write to until the engine's next operation on the tensor, allocation or recording: read
   * it again then, as memory may have moved.
   */
  readonly data: Float32Array | Float64Array;
}

/**
 * Neighbouring logits of a layer that share one decision: independent Bernoulli or Gaussian units, or
 * one softmax. Of a softmax with `fixedLast` the last class has no logit (it is fixed to 0): all
 * values of the one-hot segment are then 0 when that class is drawn. The columns of Gaussian units
 * are their means.
 */
export interface Head {
  readonly kind: "bernoulli" | "softmax" | "gaussian";
  /** First column. */
  readonly start: number;
  /** Number of columns (logits). */
  readonly count: number;
  readonly fixedLast: boolean;
  /** Gaussian units: the first column of their log σ in `logScale`; 0 unless given. */
  readonly scaleStart?: number;
}

/** log σ of Gaussian units is clamped to ± this. */
export const LOG_SCALE_LIMIT = 10;

/** Constants of one Adam step (Kingma and Ba 2015). `correction1` is 1/(1 − β₁ᵗ), or 1 for none. */
export interface AdamStep {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly correction1: number;
  readonly correction2: number;
}

/**
 * The operations that rules are written in: batched, in place, synchronous. Outputs come first.
 * Per-replica scalars (temperatures, rates, `active`) are tensors [replicas, 1, 1], per-sample ones
 * (gains, decays) [replicas, batch, 1]. A replica with `active` 0 keeps its weights and optimizer
 * state. Outputs never alias inputs unless said. Written below for one replica; sums run over all
 * inputs i (bias included with h = 1), units j or samples b.
 */
export interface Engine {
  readonly id: string;
  readonly precision: "float32" | "float64";

  /** A new tensor, all zero. It lives as long as the engine does. */
  tensor(replicas: number, rows: number, columns: number): Tensor;

  /**
   * A function that does what `operations` does, faster if it can. An engine may call `operations` once,
   * now, to take down which operations it asks for on which tensors, without running any; each run then
   * repeats those with what the tensors and `AdamStep`s hold at that time. So `operations` must ask for the
   * same ones every time. Where it reads or writes `data`, calls `uniforms` or runs something recorded, it
   * is called anew for each run instead. `operations` must not call `record`.
   */
  record(operations: () => void): () => void;

  /** Frees what the engine has outside JavaScript's memory; it and its tensors are of no use then. */
  dispose?(): void;

  /**
   * Uniforms in [0, 1), multiples of 2^-24. Column n of sample b at `step` is word n mod 4 of Philox
   * block (⌊n/4⌋, b, step mod 2^32, ⌊step/2^32⌋) under the replica's key.
   */
  uniforms(u: Tensor, keys: readonly StreamKey[], step: number): void;

  // ── forward ────────────────────────────────────────────────────────────────────────────────────
  /** z = (h W + b)/T. `h` [batch, in], `weights` [in + 1, out], `z` [batch, out]. */
  affine(z: Tensor, h: Tensor, weights: Tensor, temperature: Tensor): void;
  /** p = σ(z) on the head's columns. */
  logistic(p: Tensor, z: Tensor, head: Head): void;
  /** p = softmax(z) on the head's columns. */
  softmax(p: Tensor, z: Tensor, head: Head): void;
  /** h = [u < p] for each of the head's columns, u read from column `offset` on. */
  sampleBernoulli(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void;
  /** h = one-hot of the class that the uniform in column `offset` falls on, by cumulative probability. */
  sampleSoftmax(h: Tensor, p: Tensor, u: Tensor, head: Head, offset: number): void;
  /**
   * h = p + σ Φ⁻¹(u + 2⁻²⁵) for each of the head's columns, u read from column `offset` on. `logScale`
   * [batch, any] holds log σ from column `head.scaleStart` on, one for each of the head's.
   */
  sampleGaussian(h: Tensor, p: Tensor, logScale: Tensor, u: Tensor, head: Head, offset: number): void;
  /** h = f(z), slope = f′(z). */
  activate(h: Tensor, slope: Tensor, z: Tensor, activation: Activation): void;

  // ── credit ─────────────────────────────────────────────────────────────────────────────────────
  /** e = h − p. */
  score(e: Tensor, h: Tensor, p: Tensor): void;
  /** e = (h − p)/σ² on the head's columns: the score of Gaussian units' means. */
  gaussianScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void;
  /** e = ((h − p)/σ)² − 1, the score of log σ, into the head's columns of `logScale`, whose shape `e` has. */
  gaussianScaleScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void;
  /** out = a ∘ b. `out` may be `a`. */
  multiply(out: Tensor, a: Tensor, b: Tensor): void;
  /** out = a ∘ p ∘ (1 − p). `out` may be `a`. */
  multiplyLogisticSlope(out: Tensor, a: Tensor, p: Tensor): void;
  /** out_j += s a_j, or out_j = s a_j unless `keep`, where s is the sample's number in a column of `s`. */
  addScaled(out: Tensor, a: Tensor, s: Tensor, column: number, keep: boolean): void;
  /** d_i = Σ_j w_ij e_j / T (no bias row). */
  project(d: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void;
  /** Weight Maximization's reward r_i = (2/T) h_i Σ_j w_ij e_j, e being the eligibility of the layer above. */
  weightMaxReward(r: Tensor, h: Tensor, weights: Tensor, e: Tensor, temperature: Tensor): void;
  /** The same with traces: r_i = Σ_j 2 w_ij ρ_j trace_ij; ρ = `reward` of the layer above, 1 when null. */
  weightMaxTraceReward(r: Tensor, weights: Tensor, trace: Tensor, reward: Tensor | null): void;
  /**
   * λ_i = Σ over heads of log P(a | h_i = 1, rest) − log P(a | h_i = 0, rest), where `h` [batch, in]
   * are the binary inputs, `z`, `a` [batch, out] logits and values of the layer that they feed.
   * z and the weights are clamped to ±40, but for Gaussian heads. These need `logScale`; where it is
   * `z` itself, σ depends on the inputs as well.
   */
  logRatio(
    lambda: Tensor,
    h: Tensor,
    z: Tensor,
    a: Tensor,
    weights: Tensor,
    temperature: Tensor,
    heads: readonly Head[],
    logScale?: Tensor | null,
  ): void;
  /** Signal s = (σ(z + λ) − p)/(p(1 − p)) and eligibility e = p(1 − p) s of binary units. */
  posteriorSignal(s: Tensor, e: Tensor, lambda: Tensor, p: Tensor): void;
  /**
   * Unbiased Weight Maximization below the top hidden layer: s_i = Σ_j Δp_ij s′_j ω_ij, e = p(1 − p) s,
   * where `z`, `a`, `nextSignal` s′ belong to the Bernoulli layer above (weights lead to it) and `h`,
   * `p` to this one. With `omega` false ω_ij = 1.
   */
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
  ): void;

  // ── updates ────────────────────────────────────────────────────────────────────────────────────
  /** gradient_ij = Σ_b gain_b h_bi e_bj / T. */
  outer(gradient: Tensor, h: Tensor, e: Tensor, gain: Tensor, temperature: Tensor): void;
  /** trace_bij = decay_b trace_bij + gain_b h_bi e_bj / T; `trace` is [batch · (in + 1), out], `gain` 1 when null. */
  accumulateOuter(
    trace: Tensor,
    h: Tensor,
    e: Tensor,
    decay: Tensor,
    gain: Tensor | null,
    temperature: Tensor,
  ): void;
  /** sum_bij += gain_b trace_bij. */
  accumulateTrace(sum: Tensor, trace: Tensor, gain: Tensor): void;
  /** sum_bij = factor_b sum_bij. */
  scaleSamples(sum: Tensor, factor: Tensor): void;
  /** gradient_ij = Σ_b gain_b ρ_bj trace_bij; ρ = `reward` [batch, out], 1 when null. */
  reduceTrace(gradient: Tensor, trace: Tensor, gain: Tensor, reward: Tensor | null): void;

  /** w += rate · g. */
  sgd(weights: Tensor, gradient: Tensor, rate: Tensor, active: Tensor): void;
  /** m = β m + g, w += rate · m. */
  momentum(weights: Tensor, m: Tensor, gradient: Tensor, rate: Tensor, active: Tensor, beta: number): void;
  /** m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², w += rate · (m·c₁)/(√(v·c₂) + ε). */
  adam(
    weights: Tensor,
    m: Tensor,
    v: Tensor,
    gradient: Tensor,
    rate: Tensor,
    active: Tensor,
    step: AdamStep,
  ): void;
  /** `outer` then `adam` without storing the gradient. One sample per replica. */
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
  ): void;
  /** `accumulateOuter` (gain null), `reduceTrace` (reward null), then `adam`. One sample per replica. */
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
  ): void;
}
