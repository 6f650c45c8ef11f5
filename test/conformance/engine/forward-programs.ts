import type { Activation } from "../../../src/engine/engine.js";
import { streamKey } from "../../../src/random/streams.js";
import { CLOSE, inner, type Program, SUMMED, TEMPERATURES, whole } from "./program-parts.js";
import { type Draw, normal, oneOf, probability, sparse, type Workspace } from "./workspace.js";

const ACTIVATIONS: readonly Activation[] = ["tanh", "relu", "leaky-relu", "softplus", "linear"];

export function forward(z: Draw, weight: Draw): Program {
  return (w) => {
    const { engine, shape } = w;
    const logits = w.units();
    for (const draw of [normal, sparse]) {
      engine.affine(logits, w.inputs(draw), w.weights(weight), w.scalars(TEMPERATURES));
      w.result("affine", logits, SUMMED);
    }
    for (const head of [whole(shape.units), inner(shape.units, "bernoulli", false)]) {
      const p = w.units();
      engine.logistic(p, w.units(z), head);
      w.result("logistic", p, CLOSE);
    }
    for (const fixedLast of [true, false]) {
      for (const head of [
        whole(shape.units, "softmax", fixedLast),
        inner(shape.units, "softmax", fixedLast),
      ]) {
        const p = w.units();
        engine.softmax(p, w.units(z), head);
        w.result("softmax", p, CLOSE);
      }
    }
    for (const activation of ACTIVATIONS) {
      const h = w.units();
      const slope = w.units();
      engine.activate(h, slope, w.units(z), activation);
      w.result(`activate ${activation}`, h, CLOSE);
      w.result(`slope of ${activation}`, slope, CLOSE);
    }
  };
}

/** Probabilities whose sums are exact, so that no rounding decides a draw. */
function dyadic(columns: number): Draw {
  const least = 2 ** -Math.ceil(Math.log2(columns + 1));
  return (random) => (Math.floor(random.uniform() * 8) / 8) * least;
}

export function sampling(w: Workspace): void {
  const { engine, shape } = w;
  const offset = 3;
  const columns = shape.units + offset + 1;
  for (const step of [0, 5, 2 ** 32 - 1, 2 ** 32 + 7]) {
    const u = w.tensor(shape.batch, columns);
    engine.uniforms(u, w.select([streamKey(1, "units"), streamKey(2 ** 40, "units"), [~0 >>> 0, 1]]), step);
    w.result("uniforms", u, 0);
    for (const head of [whole(shape.units), inner(shape.units, "bernoulli", false)]) {
      const h = w.units(normal);
      engine.sampleBernoulli(h, w.units(probability), u, head, offset);
      w.result("sampleBernoulli", h, 0);
    }
  }
  for (const fixedLast of [true, false]) {
    const u = w.tensor(shape.batch, columns, oneOf(0, 0.03125, 0.25, 0.5, 0.75, 1 - 2 ** -24));
    for (const head of [whole(shape.units, "softmax", fixedLast), inner(shape.units, "softmax", fixedLast)]) {
      const h = w.units(normal);
      engine.sampleSoftmax(h, w.units(dyadic(shape.units)), u, head, offset);
      w.result("sampleSoftmax", h, 0);
    }
  }
}
