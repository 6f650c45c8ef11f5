import { sigmoid as logistic, softplus as softPlus } from "../engine/reference/math.js";

/**
 * A dual number value + slope·ε with ε² = 0 (Clifford 1873). Arithmetic on it carries an exact
 * derivative along: forward-mode automatic differentiation (Wengert 1964).
 */
export interface Dual {
  readonly value: number;
  readonly slope: number;
}

export const constant = (value: number): Dual => ({ value, slope: 0 });

/** The quantity that derivatives are taken with respect to. */
export const variable = (value: number): Dual => ({ value, slope: 1 });

export const add = (a: Dual, b: Dual): Dual => ({ value: a.value + b.value, slope: a.slope + b.slope });

export const multiply = (a: Dual, b: Dual): Dual => ({
  value: a.value * b.value,
  slope: a.slope * b.value + a.value * b.slope,
});

export const scale = (a: Dual, factor: number): Dual => ({
  value: a.value * factor,
  slope: a.slope * factor,
});

export const divide = (a: Dual, b: Dual): Dual => ({
  value: a.value / b.value,
  slope: (a.slope * b.value - a.value * b.slope) / (b.value * b.value),
});

export const exponential = (a: Dual): Dual => ({
  value: Math.exp(a.value),
  slope: a.slope * Math.exp(a.value),
});

export const sigmoid = (a: Dual): Dual => ({
  value: logistic(a.value),
  slope: a.slope * logistic(a.value) * logistic(-a.value),
});

export const tanh = (a: Dual): Dual => ({
  value: Math.tanh(a.value),
  slope: a.slope / Math.cosh(a.value) ** 2,
});

export const softplus = (a: Dual): Dual => ({
  value: softPlus(a.value),
  slope: a.slope * logistic(a.value),
});
