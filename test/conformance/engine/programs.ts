import type { Activation, AdamStep, Head, Tensor } from "../../../src/engine/engine.js";
import { streamKey } from "../../../src/random/streams.js";
import {
  binary,
  type Draw,
  normal,
  oneOf,
  positive,
  probability,
  scaled,
  sparse,
  type Workspace,
} from "./workspace.js";

/** A short use of the engine's operations that names its results. */
export type Program = (w: Workspace) => void;

const TEMPERATURES = [1, 2, 0.5];
const RATES = [0.01, 0.002, 0.1];
const ACTIVATIONS: readonly Activation[] = ["tanh", "relu", "leaky-relu", "softplus", "linear"];
export const ADAM_STEPS: readonly AdamStep[] = [
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 10, correction2: 1000 },
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 1, correction2: 1 },
  { beta1: 0.5, beta2: 0.9, epsilon: 1e-3, correction1: 1.2, correction2: 1.1 },
];
/** Rounding of one operation, of a few, of sums, and of chains of quotients. */
const ROUNDED = 1e-7;
const CLOSE = 1e-6;
const SUMMED = 1e-5;
const CHAINED = 1e-4;

const edgeLogit: Draw = oneOf(-1e4, -100, -88, -40, -10, -1e-3, -0, 0, 1e-8, 0.5, 15, 40, 88, 100, 1e4);
const edgeProbability: Draw = oneOf(0, 1e-30, 1e-8, 0.25, 0.5, 1 - 2 ** -24, 1);
const edgeRatio: Draw = oneOf(-1e6, -1000, -90, -20, -1e-6, 0, 1e-6, 0.1, 20, 90, 1000, 1e6);

function whole(columns: number, kind: Head["kind"] = "bernoulli", fixedLast = false): Head {
  return { kind, start: 0, count: columns, fixedLast };
}

/** All but the outer columns, where there are enough. */
function inner(columns: number, kind: Head["kind"], fixedLast: boolean): Head {
  return columns < 3 ? whole(columns, kind, fixedLast) : { kind, start: 1, count: columns - 2, fixedLast };
}

/** Heads of all kinds that share the columns. */
function mixed(columns: number): Head[] {
  const third = Math.ceil(columns / 3);
  const bounds = [0, third, Math.min(2 * third, columns), columns];
  const heads = bounds.slice(1).map((end, k): Head => {
    const kind = k === 0 ? "bernoulli" : "softmax";
    return { kind, start: bounds[k], count: end - bounds[k], fixedLast: k === 1 };
  });
  return heads.filter((head) => head.count > 0);
}

function forward(z: Draw, weight: Draw): Program {
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

function sampling(w: Workspace): void {
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

function credit(w: Workspace): void {
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
function gaussian(z: Draw, scale: Draw, ratio = CHAINED): Program {
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
function ratios(z: Draw, weight: Draw, p: Draw, ratio: Draw, chained = CHAINED): Program {
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

function traces(w: Workspace): void {
  const { engine } = w;
  const temperature = w.scalars(TEMPERATURES);
  for (const h of [w.inputs(sparse), w.inputs(normal)]) {
    const gradient = w.weights(normal);
    engine.outer(gradient, h, w.units(normal), w.samples(normal), temperature);
    w.result("outer", gradient, SUMMED);
    for (const gain of [w.samples(normal), null]) {
      const trace = w.trace(normal);
      engine.accumulateOuter(trace, h, w.units(normal), w.samples(positive), gain, temperature);
      w.result("accumulateOuter", trace, CLOSE);
    }
  }
  const sum = w.trace(normal);
  engine.accumulateTrace(sum, w.trace(normal), w.samples(normal));
  w.result("accumulateTrace", sum, CLOSE);
  engine.scaleSamples(sum, w.samples(oneOf(0, 0.5, 1)));
  w.result("scaleSamples", sum, CLOSE);
  for (const reward of [w.units(normal), null]) {
    const gradient = w.weights(normal);
    engine.reduceTrace(gradient, w.trace(normal), w.samples(normal), reward);
    w.result("reduceTrace", gradient, SUMMED);
  }
}

function optimizers(w: Workspace): void {
  const { engine } = w;
  const rate = w.scalars(RATES);
  const active = w.scalars([1, 0, 1]);
  const weights = w.weights(normal);
  const m = w.weights(normal);
  const v = w.weights(positive);
  engine.sgd(weights, w.weights(normal), rate, active);
  w.result("sgd", weights, CLOSE);
  for (let n = 0; n < 3; n++) engine.momentum(weights, m, w.weights(normal), rate, active, 0.9);
  w.result("momentum w", weights, CLOSE);
  w.result("momentum m", m, CLOSE);
  for (const step of ADAM_STEPS) {
    engine.adam(weights, m, v, w.weights(oneOf(0, 1e-6, -0.01, 1)), rate, active, step);
    w.result("adam w", weights, SUMMED);
    w.result("adam m", m, CLOSE);
    w.result("adam v", v, CLOSE);
  }
}

/** Fused steps, for one sample a replica. */
function fused(w: Workspace): void {
  const { engine } = w;
  const [temperature, rate, active] = [w.scalars(TEMPERATURES), w.scalars(RATES), w.scalars([1, 0, 1])];
  const weights = w.weights(normal);
  const m = w.weights(scaled(0.1));
  const v = w.weights(positive);
  const trace = w.trace(normal);
  for (const step of ADAM_STEPS) {
    const [e, gain] = [w.units(normal), w.samples(normal)];
    for (const h of [w.inputs(sparse), w.inputs(normal)]) {
      engine.adamOuter(weights, m, v, h, e, gain, temperature, rate, active, step);
      w.result("adamOuter w", weights, SUMMED);
      w.result("adamOuter m", m, SUMMED);
      w.result("adamOuter v", v, CLOSE);
    }
    engine.adamTrace(
      ...([weights, m, v, trace, w.inputs(normal), e, w.samples(positive)] as const),
      ...([gain, temperature, rate, active, step] as const),
    );
    w.result("adamTrace w", weights, SUMMED);
    w.result("adamTrace m", m, SUMMED);
    w.result("adamTrace v", v, CLOSE);
    w.result("adamTrace trace", trace, CLOSE);
  }
}

/** Programs for every shape. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  "affine maps and activations": forward(scaled(3), normal),
  "uniforms and sampling": sampling,
  credit: credit,
  "Gaussian units": gaussian(scaled(2), scaled(0.5)),
  "likelihood ratios": ratios(scaled(2), scaled(0.5), probability, scaled(2)),
  "likelihood ratios of large weights": ratios(scaled(5), scaled(6), probability, scaled(10)),
  "outer products and traces": traces,
  optimizers: optimizers,
};

/** Programs for one sample a replica. */
export const SINGLE_SAMPLE_PROGRAMS: Readonly<Record<string, Program>> = { "fused optimizers": fused };

/** Programs on values at the edge of what can occur. */
export const EDGE_PROGRAMS: Readonly<Record<string, Program>> = {
  "Gaussian units": gaussian(scaled(10), oneOf(-10, -9, -1, 0, 3, 9, 10), Number.POSITIVE_INFINITY),
  "affine maps and activations": forward(edgeLogit, normal),
  "likelihood ratios": ratios(edgeLogit, edgeLogit, edgeProbability, edgeRatio, Number.POSITIVE_INFINITY),
};
