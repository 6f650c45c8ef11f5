import type { AdamStep } from "../../../src/engine/engine.js";
import { CLOSE, RATES, SUMMED, TEMPERATURES } from "./program-parts.js";
import { normal, oneOf, positive, scaled, sparse, type Workspace } from "./workspace.js";

export const ADAM_STEPS: readonly AdamStep[] = [
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 10, correction2: 1000 },
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 1, correction2: 1 },
  { beta1: 0.5, beta2: 0.9, epsilon: 1e-3, correction1: 1.2, correction2: 1.1 },
];
export function traces(w: Workspace): void {
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

export function optimizers(w: Workspace): void {
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
export function fused(w: Workspace): void {
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
