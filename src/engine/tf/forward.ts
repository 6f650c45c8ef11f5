import { type Engine, type Head, LEAKY_SLOPE, type Tensor } from "../engine.js";
import * as reference from "../reference/forward.js";
import { sampleGaussian } from "../reference/gaussian.js";
import { HostDraws } from "./host-draws.js";
import { clippedScale, hasOwnScale, isWhole, onHost, own, type TfContext } from "./tf-context.js";

type Forward = Pick<
  Engine,
  | ("uniforms" | "affine" | "logistic" | "softmax" | "activate")
  | ("sampleBernoulli" | "sampleSoftmax" | "sampleGaussian")
>;

/**
 * Forward passes. Random numbers come from the host. Heads that have a layer to themselves are computed on the
 * device; several in one layer, which are few units, on the host.
 */
export function forwardOperations(context: TfContext): Forward {
  const { kernels, product } = context;
  const draws = new HostDraws();

  /** The head's uniforms, one a unit. */
  const blockOf = (u: Tensor, { count }: Head, offset: number): Float32Array => {
    const { values } = own(u);
    const samples = u.replicas * u.rows;
    const block = new Float32Array(samples * count);
    for (let sample = 0, to = 0; sample < samples; sample++) {
      const from = sample * u.columns + offset;
      for (let j = 0; j < count; j++) block[to++] = values[from + j];
    }
    return block;
  };

  return {
    uniforms(u, keys, step) {
      draws.uniforms(own(u).refill(), u, keys, step);
    },

    affine(z, h, weights, temperature) {
      context.write(z, () =>
        context.overTemperature(product(own(h).padded, own(weights).device), temperature),
      );
    },

    logistic(p, z, head) {
      if (isWhole(head, p)) context.write(p, () => kernels.sigmoid(own(z).device));
      else reference.logistic(onHost(p), onHost(z), head);
    },

    softmax(p, z, head) {
      if (!isWhole(head, p)) reference.softmax(onHost(p), onHost(z), head);
      else if (!head.fixedLast) context.write(p, () => kernels.softmax(own(z).device));
      else {
        context.write(p, () => {
          const all = kernels.softmax(kernels.pad(own(z).device, 0));
          return kernels.slice(all, [0, 0, 0], own(p).shape);
        });
      }
    },

    sampleBernoulli(h, p, u, head, offset) {
      if (!isWhole(head, h)) {
        reference.sampleBernoulli(onHost(h), onHost(p), onHost(u), head, offset);
        return;
      }
      context.write(h, () => {
        const uniforms = kernels.tensor(blockOf(u, head, offset), own(h).shape);
        return kernels.step(kernels.subtract(own(p).device, uniforms));
      });
    },

    // An action, which is read on the host anyway.
    sampleSoftmax(h, p, u, head, offset) {
      reference.sampleSoftmax(onHost(h), onHost(p), onHost(u), head, offset);
    },

    sampleGaussian(h, p, logScale, u, head, offset) {
      if (!isWhole(head, h) || !hasOwnScale(head, logScale)) {
        sampleGaussian(onHost(h), onHost(p), onHost(logScale), onHost(u), head, offset);
        return;
      }
      context.write(h, () => {
        const normals = kernels.tensor(draws.normals(blockOf(u, head, offset), head.count), own(h).shape);
        return kernels.add(
          own(p).device,
          kernels.multiply(kernels.exp(clippedScale(context, logScale)), normals),
        );
      });
    },

    activate(h, slope, z, activation) {
      const x = own(z).device;
      if (activation === "linear") {
        own(slope).fill(1);
        context.write(h, () => kernels.identity(x));
        return;
      }
      context.writeAll([h, slope], () => {
        switch (activation) {
          case "tanh": {
            // 1 − tanh² = 4 σ(2z) σ(−2z), which loses nothing where tanh is close to ±1.
            const twice = kernels.add(x, x);
            const half = kernels.multiply(kernels.sigmoid(twice), kernels.constant(4));
            return [kernels.tanh(x), kernels.multiply(half, kernels.sigmoid(kernels.negative(twice)))];
          }
          case "relu":
            return [kernels.relu(x), kernels.step(x)];
          case "leaky-relu":
            return [kernels.leakyRelu(x, LEAKY_SLOPE), kernels.step(x, LEAKY_SLOPE)];
          case "softplus":
            return [kernels.softplus(x), kernels.sigmoid(x)];
        }
      });
    },
  };
}
