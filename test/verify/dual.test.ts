import { describe, expect, it } from "vitest";
import * as dual from "../../src/verify/dual.js";

const FUNCTIONS: readonly [string, (x: dual.Dual) => dual.Dual][] = [
  ["exponential", dual.exponential],
  ["sigmoid", dual.sigmoid],
  ["tanh", dual.tanh],
  ["softplus", dual.softplus],
  ["scale", (x) => dual.scale(x, -3)],
  ["multiply", (x) => dual.multiply(x, dual.add(x, dual.constant(2)))],
  ["divide", (x) => dual.divide(dual.add(x, dual.constant(1)), dual.exponential(x))],
  ["a chain of them", (x) => dual.tanh(dual.multiply(dual.sigmoid(x), dual.softplus(dual.scale(x, 2))))],
];

describe.each(FUNCTIONS)("%s", (_, f) => {
  it.each([-3, -0.4, 0, 0.7, 2.5])("has at %f the slope that finite differences find", (x) => {
    const step = 1e-5;
    const difference = (f(dual.constant(x + step)).value - f(dual.constant(x - step)).value) / (2 * step);
    const { slope } = f(dual.variable(x));
    expect(Math.abs(slope - difference)).toBeLessThan(1e-8 * (1 + Math.abs(slope)));
    expect(f(dual.constant(x)).slope === 0).toBe(true);
  });
});
