import type { Engine, Head, Tensor } from "../engine.js";
import * as reference from "../reference/gaussian.js";
import { clippedScale, hasOwnScale, isWhole, onHost, own, type TfContext } from "./tf-context.js";
import type { DeviceTensor } from "./tf-module.js";

type Credit = Pick<
  Engine,
  | ("score" | "gaussianScore" | "gaussianScaleScore" | "multiply" | "multiplyLogisticSlope" | "addScaled")
  | ("project" | "weightMaxReward" | "weightMaxTraceReward")
>;

/** Scores, rewards and what else makes credit of activity. */
export function creditOperations(context: TfContext): Credit {
  const { kernels, product } = context;

  /** Σ_j w_ij e_j, without the bias. */
  const projected = (d: Tensor, weights: Tensor, e: Tensor): DeviceTensor => {
    const sums = product(own(e).device, own(weights).device, false, true);
    return kernels.slice(sums, [0, 0, 0], own(d).shape);
  };
  const areWhole = (head: Head, h: Tensor, logScale: Tensor): boolean =>
    isWhole(head, h) && hasOwnScale(head, logScale);
  /** (h − p)/σ and 1/σ. */
  const standardised = (h: Tensor, p: Tensor, logScale: Tensor): [DeviceTensor, DeviceTensor] => {
    const inverse = kernels.exp(kernels.negative(clippedScale(context, logScale)));
    return [kernels.multiply(kernels.subtract(own(h).device, own(p).device), inverse), inverse];
  };

  return {
    score(e, h, p) {
      context.write(e, () => kernels.subtract(own(h).device, own(p).device));
    },

    gaussianScore(e, h, p, logScale, head) {
      if (!areWhole(head, h, logScale)) {
        reference.gaussianScore(onHost(e), onHost(h), onHost(p), onHost(logScale), head);
        return;
      }
      context.write(e, () => kernels.multiply(...standardised(h, p, logScale)));
    },

    gaussianScaleScore(e, h, p, logScale, head) {
      if (!areWhole(head, h, logScale)) {
        reference.gaussianScaleScore(onHost(e), onHost(h), onHost(p), onHost(logScale), head);
        return;
      }
      context.write(e, () => {
        const [deviation] = standardised(h, p, logScale);
        return kernels.subtract(kernels.square(deviation), kernels.constant(1));
      });
    },

    multiply(out, a, b) {
      context.write(out, () => kernels.multiply(own(a).device, own(b).device));
    },

    multiplyLogisticSlope(out, a, p) {
      context.write(out, () => {
        const on = own(p).device;
        const slope = kernels.multiply(on, kernels.subtract(kernels.constant(1), on));
        return kernels.multiply(own(a).device, slope);
      });
    },

    addScaled(out, a, s, column, keep) {
      context.write(out, () => {
        const scaled = kernels.multiply(own(a).device, context.columns(s, column, 1));
        return keep ? kernels.add(own(out).device, scaled) : scaled;
      });
    },

    project(d, weights, e, temperature) {
      context.write(d, () => context.overTemperature(projected(d, weights, e), temperature));
    },

    weightMaxReward(r, h, weights, e, temperature) {
      context.write(r, () => {
        const rewards = context.overTemperature(projected(r, weights, e), temperature);
        return kernels.multiply(kernels.multiply(rewards, own(h).device), kernels.constant(2));
      });
    },

    weightMaxTraceReward(r, weights, trace, reward) {
      const { replicas, rows: samples, columns: inputs } = r;
      const units = weights.columns;
      context.write(r, () => {
        const w = kernels.reshape(own(weights).device, [replicas, 1, inputs + 1, units]);
        const each = kernels.reshape(own(trace).device, [replicas, samples, inputs + 1, units]);
        let terms = kernels.multiply(each, w);
        if (reward !== null) {
          const shape = [replicas, samples, 1, units];
          terms = kernels.multiply(terms, kernels.reshape(own(reward).device, shape));
        }
        const sums = kernels.slice(kernels.sum(terms, 3), [0, 0, 0], own(r).shape);
        return kernels.multiply(sums, kernels.constant(2));
      });
    },
  };
}
