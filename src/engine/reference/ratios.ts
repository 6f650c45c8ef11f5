import { type Head, LOG_SCALE_LIMIT, type Tensor } from "../engine.js";
import { clamp, logAddExp, sigmoid, softplus } from "./math.js";

/** Logits and weights are clamped to this where ratios of probabilities are formed. */
const LOGIT_LIMIT = 40;
/** Logarithms of prefix and suffix products are clamped to this, so that their product fits a double. */
const PRODUCT_LIMIT = 345;
/** e^−λ at this limit is still a normal double, so that a unit with p = 1 keeps a finite signal. */
const LAMBDA_LIMIT = 700;

export function logRatio(
  lambda: Tensor,
  h: Tensor,
  z: Tensor,
  a: Tensor,
  weights: Tensor,
  temperature: Tensor,
  heads: readonly Head[],
  logScale: Tensor | null = null,
): void {
  const inputs = h.columns;
  const units = z.columns;
  for (let r = 0; r < h.replicas; r++) {
    for (let b = 0; b < h.rows; b++) {
      const sample = r * h.rows + b;
      for (let i = 0; i < inputs; i++) {
        const w = (r * (inputs + 1) + i) * units;
        const on = h.data[sample * inputs + i];
        let sum = 0;
        for (const head of heads) {
          if (head.kind === "gaussian") {
            const logLikelihood = (value: 0 | 1): number => {
              const moved = (j: number): number =>
                z.data[sample * units + j] + ((value - on) * weights.data[w + j]) / temperature.data[r];
              return gaussianLogLikelihood(
                head,
                moved,
                (j) => a.data[sample * units + j],
                (j) => (logScale === z ? moved(j) : logScale!.data[sample * logScale!.columns + j]),
              );
            };
            sum += logLikelihood(1) - logLikelihood(0);
            continue;
          }
          const logits = (value: 0 | 1): number[] =>
            Array.from({ length: head.count }, (_, k) => {
              const j = head.start + k;
              const weight = clamp(weights.data[w + j] / temperature.data[r], LOGIT_LIMIT);
              return clamp(z.data[sample * units + j], LOGIT_LIMIT) + (value - on) * weight;
            });
          const chosen = a.data.subarray(
            sample * units + head.start,
            sample * units + head.start + head.count,
          );
          const logLikelihood = head.kind === "bernoulli" ? bernoulliLogLikelihood : softmaxLogLikelihood;
          sum +=
            logLikelihood(logits(1), chosen, head.fixedLast) -
            logLikelihood(logits(0), chosen, head.fixedLast);
        }
        lambda.data[sample * inputs + i] = sum;
      }
    }
  }
}

export function posteriorSignal(s: Tensor, e: Tensor, lambda: Tensor, p: Tensor): void {
  for (let k = 0; k < s.data.length; k++) {
    const ratio = clamp(lambda.data[k], LAMBDA_LIMIT);
    const on = p.data[k];
    const off = 1 - on;
    // Written so that the exponential never overflows: e^−|λ| in both branches.
    s.data[k] =
      ratio <= 0
        ? Math.expm1(ratio) / (on * Math.exp(ratio) + off)
        : -Math.expm1(-ratio) / (on + off * Math.exp(-ratio));
    e.data[k] = on * off * s.data[k];
  }
}

export function recursiveSignal(
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
  const inputs = h.columns;
  const units = z.columns;
  const difference = new Float64Array(units);
  const logRho = new Float64Array(units);
  for (let r = 0; r < h.replicas; r++) {
    for (let b = 0; b < h.rows; b++) {
      const sample = r * h.rows + b;
      for (let i = 0; i < inputs; i++) {
        const own = sample * inputs + i;
        let total = 0;
        for (let j = 0; j < units; j++) {
          const weight = clamp(
            weights.data[(r * (inputs + 1) + i) * units + j] / temperature.data[r],
            LOGIT_LIMIT,
          );
          const logit = clamp(z.data[sample * units + j], LOGIT_LIMIT);
          const on = logit + (1 - h.data[own]) * weight;
          const off = logit - h.data[own] * weight;
          // σ(on) − σ(off) without cancellation where both are close to 0 or to 1.
          difference[j] = -sigmoid(on) * sigmoid(-off) * Math.expm1(off - on);
          logRho[j] = a.data[sample * units + j] * (on - off) - (softplus(on) - softplus(off));
          total += logRho[j];
        }
        s.data[own] = sumOverUnits(difference, logRho, total, p.data[own], omega, (j) => {
          return nextSignal.data[sample * units + j];
        });
        e.data[own] = p.data[own] * (1 - p.data[own]) * s.data[own];
      }
    }
  }
}

/** Σ_j Δp_j s′_j ω_j with ω_j = ½ (Π_{k<j} ρ_k + Π_{k>j} ρ_k)/(p Π_{k≠j} ρ_k + 1 − p). */
function sumOverUnits(
  difference: Float64Array,
  logRho: Float64Array,
  total: number,
  p: number,
  omega: boolean,
  signal: (unit: number) => number,
): number {
  let sum = 0;
  let before = 0;
  for (let j = 0; j < difference.length; j++) {
    const after = total - before - logRho[j];
    let weight = 1;
    if (omega) {
      const prefix = clamp(before, PRODUCT_LIMIT);
      const suffix = clamp(after, PRODUCT_LIMIT);
      const logDenominator = logAddExp(Math.log(p) + prefix + suffix, Math.log1p(-p));
      weight = 0.5 * (Math.exp(prefix - logDenominator) + Math.exp(suffix - logDenominator));
    }
    sum += difference[j] * signal(j) * weight;
    before += logRho[j];
  }
  return sum;
}

function bernoulliLogLikelihood(logits: readonly number[], chosen: ArrayLike<number>): number {
  return logits.reduce((sum, z, k) => sum + chosen[k] * z - softplus(z), 0);
}

function softmaxLogLikelihood(
  logits: readonly number[],
  chosen: ArrayLike<number>,
  fixedLast: boolean,
): number {
  const all = fixedLast ? [...logits, 0] : logits;
  const logTotal = all.reduce(logAddExp);
  return logits.reduce((sum, z, k) => sum + chosen[k] * z, 0) - logTotal;
}

/** But for a constant. */
function gaussianLogLikelihood(
  { start, count, scaleStart = 0 }: Head,
  mean: (column: number) => number,
  value: (column: number) => number,
  logScale: (column: number) => number,
): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const s = clamp(logScale(scaleStart + k), LOG_SCALE_LIMIT);
    sum -= s + 0.5 * ((value(start + k) - mean(start + k)) / Math.exp(s)) ** 2;
  }
  return sum;
}
