import type { AdamStep, Engine, Tensor } from "../engine.js";
import { own, type TfContext } from "./tf-context.js";
import type { DeviceTensor } from "./tf-module.js";
import type { TraceProducts } from "./traces.js";

type Optimizers = Pick<Engine, "sgd" | "momentum" | "adam" | "adamOuter" | "adamTrace">;

/** Steps of the optimizers. Replicas that are not active keep every bit of what they have. */
export function optimizerOperations(context: TfContext, products: TraceProducts): Optimizers {
  const { kernels } = context;

  /** Gives `state` what `step` computes, in those replicas that are active. */
  const advance = (state: readonly Tensor[], active: Tensor, step: () => DeviceTensor[]): void => {
    const { values } = own(active);
    if (values.every((value) => value === 0)) return;
    if (values.every((value) => value !== 0)) {
      context.writeAll(state, step);
      return;
    }
    context.writeAll(state, () => {
      const { rows, columns } = state[0];
      const on = kernels.greater(kernels.abs(own(active).device), kernels.constant(0));
      const mask = kernels.tile(on, [1, rows, columns]);
      // Selected, not multiplied by 0: what a replica that has ended would learn need not be finite.
      return step().map((values, k) => kernels.select(mask, values, own(state[k]).device));
    });
  };

  /** New weights, m and v. */
  const adamStep = (
    [weights, m, v]: readonly Tensor[],
    gradient: DeviceTensor,
    rate: Tensor,
    { beta1, beta2, epsilon, correction1, correction2 }: AdamStep,
  ): DeviceTensor[] => {
    const { add, multiply, divide, square, squareRoot } = kernels;
    const mixed = (old: Tensor, beta: number, value: DeviceTensor): DeviceTensor =>
      add(
        multiply(own(old).device, kernels.constant(beta)),
        multiply(value, kernels.constant(Math.fround(1 - beta))),
      );
    const nextM = mixed(m, beta1, gradient);
    const nextV = mixed(v, beta2, square(gradient));
    // rate · m c₁/(√(v c₂) + ε) = (rate c₁/√c₂) m/(√v + ε/√c₂)
    const root = Math.sqrt(correction2);
    const limit = kernels.tensor(Float32Array.of(epsilon / root), []);
    const factor = own(rate).values.map((value) => (value * correction1) / root);
    const move = divide(nextM, add(squareRoot(nextV), limit));
    const step = multiply(kernels.tensor(factor, own(rate).shape), move);
    return [add(own(weights).device, step), nextM, nextV];
  };

  return {
    sgd(weights, gradient, rate, active) {
      advance([weights], active, () => {
        const step = kernels.multiply(own(rate).device, own(gradient).device);
        return [kernels.add(own(weights).device, step)];
      });
    },

    momentum(weights, m, gradient, rate, active, beta) {
      advance([weights, m], active, () => {
        const old = kernels.multiply(own(m).device, kernels.constant(beta));
        const next = kernels.add(old, own(gradient).device);
        const step = kernels.multiply(own(rate).device, next);
        return [kernels.add(own(weights).device, step), next];
      });
    },

    adam(weights, m, v, gradient, rate, active, step) {
      const state = [weights, m, v];
      advance(state, active, () => adamStep(state, own(gradient).device, rate, step));
    },

    adamOuter(weights, m, v, h, e, gain, temperature, rate, active, step) {
      const state = [weights, m, v];
      advance(state, active, () => adamStep(state, products.outer(h, e, gain, temperature), rate, step));
    },

    adamTrace(weights, m, v, trace, h, e, decay, gain, temperature, rate, active, step) {
      context.write(trace, () => products.accumulated(trace, h, e, decay, null, temperature));
      const state = [weights, m, v];
      advance(state, active, () =>
        adamStep(state, products.reduced(own(trace).device, gain, null), rate, step),
      );
    },
  };
}
