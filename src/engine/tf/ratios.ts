import { type Engine, type Head, LOG_SCALE_LIMIT, type Tensor } from "../engine.js";
import { own, type TfContext } from "./tf-context.js";
import type { DeviceTensor } from "./tf-module.js";

type Ratios = Pick<Engine, "logRatio" | "posteriorSignal" | "recursiveSignal">;

/** Logits and weights are clamped to this where ratios of probabilities are formed. */
const LOGIT_LIMIT = 40;
/** e^±λ at this limit is still a normal number. */
const LAMBDA_LIMIT = 87;
/** Logarithms of prefix and suffix products are clamped to this … */
const PRODUCT_LIMIT = 345;
/** … and those of the weights ω to this, so that sums of them are finite. */
const WEIGHT_LIMIT = 80;

/** What a head has to do with the inputs below, in four axes [replicas, batch, inputs, columns]. */
interface Influence {
  /** Values of the inputs, [replicas, batch, inputs, 1]. */
  readonly h: DeviceTensor;
  /** [replicas, batch, 1, columns]. */
  readonly z: DeviceTensor;
  readonly a: DeviceTensor;
  /** Over the temperature, [replicas, 1, inputs, columns]. */
  readonly w: DeviceTensor;
}

/** Ratios of probabilities with an input on and off, and the signals made of them. */
export function ratioOperations(context: TfContext): Ratios {
  const { kernels } = context;
  const { add, subtract, multiply, divide, exp, expm1, sigmoid, abs, negative } = kernels;
  const constant = (value: number): DeviceTensor => kernels.constant(value);

  const overUnits = (tensor: Tensor, start: number, count: number): DeviceTensor =>
    kernels.reshape(context.columns(tensor, start, count), [tensor.replicas, tensor.rows, 1, count]);
  const weightsTo = (weights: Tensor, temperature: Tensor, start: number, count: number): DeviceTensor => {
    const inputs = weights.rows - 1;
    const own = context.overTemperature(context.columns(weights, start, count, inputs), temperature);
    return kernels.reshape(own, [weights.replicas, 1, inputs, count]);
  };
  const overInputs = ({ replicas, rows, columns }: Tensor, values: DeviceTensor): DeviceTensor =>
    kernels.reshape(values, [replicas, rows, columns, 1]);
  const clamped = ({ z, w, ...rest }: Influence): Influence => ({
    ...rest,
    z: kernels.clip(z, LOGIT_LIMIT),
    w: kernels.clip(w, LOGIT_LIMIT),
  });

  /**
   * log P(a_j | h_i = 1)/P(a_j | h_i = 0) of Bernoulli units. With y = ±z so that P(a) = σ(y), and δ its change when
   * input i goes on: sign(δ) log(1 + σ(−y₊) (e^|δ| − 1)), y₊ the greater of the two y: no cancellation.
   */
  const bernoulliRatios = ({ h, z, a, w }: Influence): DeviceTensor => {
    const sign = subtract(multiply(a, constant(2)), constant(1));
    const delta = multiply(sign, w);
    const off = multiply(sign, subtract(z, multiply(h, w)));
    const upper = add(off, kernels.relu(delta));
    const growth = expm1(abs(delta));
    return multiply(kernels.sign(delta), kernels.log1p(multiply(sigmoid(negative(upper)), growth)));
  };

  /**
   * Of one softmax. With t = 1 where input i is off and −1 where it is on, and probabilities π of the logits as they
   * are: −t log Σ_c π_c e^{t (w_c − w_a)}.
   */
  const softmaxRatio = (influence: Influence, fixedLast: boolean): DeviceTensor => {
    const { h, z, a, w } = clamped(influence);
    const withLast = (x: DeviceTensor): DeviceTensor => (fixedLast ? kernels.pad(x, 0) : x);
    const chosen = kernels.sum(multiply(a, w), 3);
    const t = subtract(constant(1), multiply(h, constant(2)));
    const x = multiply(t, subtract(withLast(w), kernels.reshape(chosen, [...chosen.shape, 1])));
    const probabilities = kernels.softmax(withLast(z));
    const excess = kernels.sum(multiply(probabilities, expm1(x)), 3);
    const total = kernels.sum(multiply(probabilities, exp(x)), 3);
    // Where the sum is near 1 its excess is exact, where it is near 0 the sum itself.
    const isNear = kernels.greater(excess, constant(-0.5));
    const near = kernels.log1p(kernels.maximum(excess, constant(-0.5)));
    const logTotal = kernels.select(isNear, near, kernels.log(total));
    return multiply(negative(kernels.reshape(t, logTotal.shape)), logTotal);
  };

  /** Of Gaussian units whose σ depends on the inputs or does not: `s` like z, `v` like w or null. */
  const gaussianRatio = (
    { h, z, a, w }: Influence,
    s: DeviceTensor,
    v: DeviceTensor | null,
  ): DeviceTensor => {
    const clip = (x: DeviceTensor): DeviceTensor => kernels.clip(x, LOG_SCALE_LIMIT);
    const deviation = subtract(a, z);
    if (v === null) {
      // w (a − m)/σ², m half-way between the two means.
      const precision = exp(negative(clip(s)));
      const middle = multiply(subtract(constant(0.5), h), w);
      const terms = multiply(multiply(w, precision), multiply(subtract(deviation, middle), precision));
      return kernels.sum(terms, 3);
    }
    const offScale = subtract(s, multiply(h, v));
    const [scale0, scale1] = [clip(offScale), clip(add(offScale, v))];
    const offMean = add(deviation, multiply(h, w));
    const ratio0 = multiply(offMean, exp(negative(scale0)));
    const ratio1 = multiply(subtract(offMean, w), exp(negative(scale1)));
    const squares = multiply(subtract(ratio0, ratio1), add(ratio0, ratio1));
    return kernels.sum(add(subtract(scale0, scale1), multiply(constant(0.5), squares)), 3);
  };

  return {
    logRatio(lambda, h, z, a, weights, temperature, heads, logScale = null) {
      context.write(lambda, () => {
        const inputs = overInputs(h, own(h).device);
        const share = ({ kind, start, count, fixedLast, scaleStart = 0 }: Head): DeviceTensor => {
          const influence = {
            h: inputs,
            z: overUnits(z, start, count),
            a: overUnits(a, start, count),
            w: weightsTo(weights, temperature, start, count),
          };
          if (kind === "gaussian") {
            const v = logScale === z ? weightsTo(weights, temperature, scaleStart, count) : null;
            return gaussianRatio(influence, overUnits(logScale!, scaleStart, count), v);
          }
          // A softmax over one logit and a fixed class is a Bernoulli unit.
          if (kind === "softmax" && !(count === 1 && fixedLast)) return softmaxRatio(influence, fixedLast);
          return kernels.sum(bernoulliRatios(clamped(influence)), 3);
        };
        return heads.map(share).reduce(add);
      });
    },

    posteriorSignal(s, e, lambda, p) {
      context.writeAll([s, e], () => {
        const ratio = kernels.clip(own(lambda).device, LAMBDA_LIMIT);
        const on = own(p).device;
        const off = subtract(constant(1), on);
        const signal = divide(expm1(ratio), add(multiply(on, exp(ratio)), off));
        return [signal, multiply(multiply(on, off), signal)];
      });
    },

    recursiveSignal(s, e, h, p, z, a, nextSignal, weights, temperature, omega) {
      const units = z.columns;
      context.writeAll([s, e], () => {
        const influence = clamped({
          h: overInputs(h, own(h).device),
          z: overUnits(z, 0, units),
          a: overUnits(a, 0, units),
          w: weightsTo(weights, temperature, 0, units),
        });
        // σ(on) − σ(off) without cancellation where both are close to 0 or to 1.
        const off = subtract(influence.z, multiply(influence.h, influence.w));
        const on = add(off, influence.w);
        const both = multiply(sigmoid(on), sigmoid(negative(off)));
        const difference = negative(multiply(both, expm1(negative(influence.w))));
        let terms = multiply(difference, overUnits(nextSignal, 0, units));
        if (omega) terms = multiply(terms, reweighting(influence, overInputs(p, own(p).device)));
        const probability = own(p).device;
        const slope = multiply(probability, subtract(constant(1), probability));
        const signal = kernels.sum(terms, 3);
        return [signal, multiply(slope, signal)];
      });
    },
  };

  /** ω_j = ½ (Π_{k<j} ρ_k + Π_{k>j} ρ_k)/(p Π_{k≠j} ρ_k + 1 − p), in logarithms. */
  function reweighting(influence: Influence, p: DeviceTensor): DeviceTensor {
    const logRho = bernoulliRatios(influence);
    const before = kernels.clip(kernels.sumsBefore(logRho, false), PRODUCT_LIMIT);
    const after = kernels.clip(kernels.sumsBefore(logRho, true), PRODUCT_LIMIT);
    const logOn = add(kernels.log(p), add(before, after));
    const logOff = kernels.log(subtract(constant(1), p));
    const logDivisor = add(
      kernels.maximum(logOn, logOff),
      kernels.log1p(exp(negative(abs(subtract(logOn, logOff))))),
    );
    const part = (product: DeviceTensor): DeviceTensor =>
      exp(kernels.clip(subtract(product, logDivisor), WEIGHT_LIMIT));
    return multiply(constant(0.5), add(part(before), part(after)));
  }
}
