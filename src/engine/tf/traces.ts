import type { Engine, Tensor } from "../engine.js";
import { own, type TfContext } from "./tf-context.js";
import type { DeviceTensor } from "./tf-module.js";

type Traces = Pick<Engine, "outer" | "accumulateOuter" | "accumulateTrace" | "scaleSamples" | "reduceTrace">;

/** Outer products and traces as tensors of the device, for these operations and for those that they are fused in. */
export class TraceProducts {
  constructor(private readonly context: TfContext) {}

  /** Σ_b gain_b h_bi e_bj / T. */
  outer(h: Tensor, e: Tensor, gain: Tensor, temperature: Tensor): DeviceTensor {
    const { context } = this;
    const gained = context.kernels.multiply(own(e).device, own(gain).device);
    return context.product(own(h).padded, context.overTemperature(gained, temperature), true);
  }

  /** decay_b trace_bij + gain_b h_bi e_bj / T, [replicas, batch · (in + 1), out]. */
  accumulated(
    trace: Tensor,
    h: Tensor,
    e: Tensor,
    decay: Tensor,
    gain: Tensor | null,
    temperature: Tensor,
  ): DeviceTensor {
    const { kernels } = this.context;
    const { replicas, rows: samples } = h;
    const [inputs, units] = [h.columns + 1, e.columns];
    let eligibility = own(e).device;
    if (gain !== null) eligibility = kernels.multiply(eligibility, own(gain).device);
    eligibility = this.context.overTemperature(eligibility, temperature);
    const added = kernels.multiply(
      kernels.reshape(own(h).padded, [replicas * samples, inputs, 1]),
      kernels.reshape(eligibility, [replicas * samples, 1, units]),
    );
    const before = kernels.reshape(own(trace).device, [replicas * samples, inputs, units]);
    const factor = kernels.reshape(own(decay).device, [replicas * samples, 1, 1]);
    const sum = kernels.add(kernels.multiply(before, factor), added);
    return kernels.reshape(sum, [replicas, samples * inputs, units]);
  }

  /** Σ_b gain_b ρ_bj trace_bij; `trace` as {@link accumulated} gives it. */
  reduced(trace: DeviceTensor, gain: Tensor, reward: Tensor | null): DeviceTensor {
    const { kernels, product } = this.context;
    const { replicas, rows: samples } = gain;
    const [, rows, units] = trace.shape;
    const inputs = rows / samples;
    if (samples === 1) {
      const gained = kernels.multiply(trace, own(gain).device);
      return reward === null ? gained : kernels.multiply(gained, own(reward).device);
    }
    if (reward === null) {
      const flat = kernels.reshape(trace, [replicas, samples, inputs * units]);
      return kernels.reshape(product(own(gain).device, flat, true), [replicas, inputs, units]);
    }
    const factor = kernels.multiply(own(reward).device, own(gain).device);
    const terms = kernels.multiply(
      kernels.reshape(trace, [replicas, samples, inputs, units]),
      kernels.reshape(factor, [replicas, samples, 1, units]),
    );
    return kernels.sum(terms, 1);
  }
}

export function traceOperations(context: TfContext, products: TraceProducts): Traces {
  const { kernels } = context;

  /** Each sample's values times its factor, [replicas, samples, values of one]. */
  const scaled = (values: Tensor, { replicas, rows, device }: ReturnType<typeof own>): DeviceTensor =>
    kernels.multiply(
      kernels.reshape(own(values).device, [replicas, rows, own(values).length / (replicas * rows)]),
      device,
    );

  return {
    outer(gradient, h, e, gain, temperature) {
      context.write(gradient, () => products.outer(h, e, gain, temperature));
    },

    accumulateOuter(trace, h, e, decay, gain, temperature) {
      context.write(trace, () => products.accumulated(trace, h, e, decay, gain, temperature));
    },

    accumulateTrace(sum, trace, gain) {
      context.write(sum, () => {
        const added = kernels.reshape(scaled(trace, own(gain)), own(sum).shape);
        return kernels.add(own(sum).device, added);
      });
    },

    scaleSamples(sum, factor) {
      context.write(sum, () => kernels.reshape(scaled(sum, own(factor)), own(sum).shape));
    },

    reduceTrace(gradient, trace, gain, reward) {
      context.write(gradient, () => products.reduced(own(trace).device, gain, reward));
    },
  };
}
