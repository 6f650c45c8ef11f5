import type { Head, Tensor } from "../../../src/engine/engine.js";
import { streamKey } from "../../../src/random/streams.js";
import {
  CHAINED,
  CLOSE,
  inner,
  mixed,
  type Program,
  ROUNDED,
  SUMMED,
  TEMPERATURES,
  whole,
} from "./program-parts.js";
import {
  binary,
  type Draw,
  normal,
  oneOf,
  positive,
  probability,
  scaled,
  type Workspace,
} from "./workspace.js";

export function credit(w: Workspace): void {
  const { engine } = w;
  const temperature = w.scalars(TEMPERATURES);
  const e = w.units();
  engine.score(e, w.units(binary), w.units(probability));
  w.result("score", e, ROUNDED);
  engine.multiply(e, w.units(normal), w.units(normal));
  w.result("multiply", e, ROUNDED);
  engine.multiply(e, e, w.units(normal));
  w.result("multiply in place", e, CLOSE);
  engine.multiplyLogisticSlope(e, e, w.units(probability));
  w.result("multiplyLogisticSlope", e, CLOSE);
  const { batch, units } = w.shape;
  const scales = w.tensor(batch, 3, normal);
  for (const [column, keep] of [
    [0, false],
    [2, true],
    [1, true],
  ] as const) {
    // What is not kept may be anything.
    const sum = w.tensor(batch, units, keep ? normal : () => Number.NaN);
    engine.addScaled(sum, w.units(normal), scales, column, keep);
    w.result("addScaled", sum, CLOSE);
  }
  const d = w.inputs();
  engine.project(d, w.weights(normal), w.units(normal), temperature);
  w.result("project", d, SUMMED);
  engine.weightMaxReward(d, w.inputs(binary), w.weights(normal), w.units(normal), temperature);
  w.result("weightMaxReward", d, SUMMED);
  for (const reward of [w.units(normal), null]) {
    engine.weightMaxTraceReward(d, w.weights(normal), w.trace(normal), reward);
    w.result("weightMaxTraceReward", d, SUMMED);
  }
}

/**
 * Gaussian units: all of them and the inner ones, with log σ in a tensor of their own or among the logits.
 *
 * @param ratio tolerance of likelihood ratios, whose terms at the edge exceed their sum by far
 */
export function gaussian(z: Draw, scale: Draw, ratio = CHAINED): Program {
  return (w) => {
    const { engine, shape } = w;
    const offset = 3;
    const u = w.tensor(shape.batch, shape.units + offset + 1);
    engine.uniforms(u, w.select([streamKey(1, "units"), streamKey(2 ** 40, "units"), [~0 >>> 0, 1]]), 5);
    const edges = w.tensor(
      ...([shape.batch, shape.units + offset + 1] as const),
      oneOf(0, 2 ** -24, 0.074, 0.076, 0.5, 0.924, 0.926, 1 - 2 ** -24),
    );
    const half = Math.floor(shape.units / 2);
    const layouts: [Head, Tensor | null][] = [
      [{ ...whole(shape.units, "gaussian"), scaleStart: 2 }, w.tensor(shape.batch, shape.units + 2, scale)],
      [inner(shape.units, "gaussian", false), w.tensor(shape.batch, shape.units, scale)],
    ];
    if (half > 0) layouts.push([{ ...whole(half, "gaussian"), scaleStart: half }, null]);
    const temperature = w.scalars(TEMPERATURES);
    for (const [head, separate] of layouts) {
      const logits = w.units(separate === null ? scale : z);
      const logScale = separate ?? logits;
      for (const uniforms of [u, edges]) {
        const h = w.units(normal);
        engine.sampleGaussian(h, logits, logScale, uniforms, head, offset);
        w.result("sampleGaussian", h, SUMMED);
      }
      const h = w.units(normal);
      const e = w.units(normal);
      engine.gaussianScore(e, h, logits, logScale, head);
      w.result("gaussianScore", e, SUMMED);
      const scores = w.tensor(shape.batch, logScale.columns);
      engine.gaussianScaleScore(scores, h, logits, logScale, head);
      w.result("gaussianScaleScore", scores, SUMMED);
      const lambda = w.inputs(normal);
      const weights = w.weights(scaled(0.3));
      engine.logRatio(lambda, w.inputs(binary), logits, h, weights, temperature, [head], logScale);
      w.result("logRatio gaussian", lambda, ratio);
    }
  };
}

/** Layers above that were really drawn: one value at most in each softmax head. */
function drawn(w: Workspace, heads: readonly Head[]): ReturnType<Workspace["units"]> {
  const { engine, shape } = w;
  const a = w.units();
  const u = w.units(positive);
  const p = w.units(probability);
  for (const head of heads) {
    if (head.kind === "bernoulli") {
      engine.sampleBernoulli(a, p, u, head, head.start);
    } else {
      const even = w.units(() => Math.fround(1 / (shape.units + 1)));
      engine.sampleSoftmax(a, even, u, head, head.start);
    }
  }
  return a;
}

/** @param chained tolerance of the recursion, whose terms at the edge exceed their sum by far */
export function ratios(z: Draw, weight: Draw, p: Draw, ratio: Draw, chained = CHAINED): Program {
  return (w) => {
    const { engine, shape } = w;
    const temperature = w.scalars(TEMPERATURES);
    const lambda = w.inputs(normal);
    const kinds = [
      [whole(shape.units)],
      [whole(shape.units, "softmax", true)],
      [whole(shape.units, "softmax", false)],
      mixed(shape.units),
    ];
    for (const heads of kinds) {
      const a = drawn(w, heads);
      engine.logRatio(lambda, w.inputs(binary), w.units(z), a, w.weights(weight), temperature, heads);
      w.result(`logRatio ${heads.map((head) => head.kind).join(", ")}`, lambda, SUMMED);
    }
    const s = w.inputs();
    const e = w.inputs();
    engine.posteriorSignal(s, e, w.inputs(ratio), w.inputs(p));
    w.result("posteriorSignal s", s, CLOSE);
    w.result("posteriorSignal e", e, CLOSE);
    for (const omega of [true, false]) {
      const next = w.units(normal);
      engine.recursiveSignal(
        ...([s, e, w.inputs(binary), w.inputs(p), w.units(z), w.units(binary)] as const),
        ...([next, w.weights(weight), temperature, omega] as const),
      );
      w.result(`recursiveSignal s, omega ${omega}`, s, chained);
      w.result(`recursiveSignal e, omega ${omega}`, e, chained);
    }
  };
}
