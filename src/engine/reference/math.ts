/** log(1 + eᶻ) without overflow. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** 1/(1 + e⁻ᶻ) without overflow. */
export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** log(eᵃ + eᵇ). */
export function logAddExp(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

export function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

// Algorithm AS 241, PPND16 (Wichura 1988): coefficients of numerators and denominators, highest first.
const CENTRE = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987],
  [13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
].flat();
const CENTRE_BELOW = [
  [5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597],
  [5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
].flat();
const TAIL = [
  [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684],
  [3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
].flat();
const TAIL_BELOW = [
  [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008],
  [0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
].flat();

/** Φ⁻¹(p), the quantile of the standard normal distribution, for 1e-11 < p < 1 − 1e-11; error below 1e-15. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE, r)) / polynomial(CENTRE_BELOW, r);
  }
  const r = Math.sqrt(-Math.log(0.5 - Math.abs(q))) - 1.6;
  return (Math.sign(q) * polynomial(TAIL, r)) / polynomial(TAIL_BELOW, r);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
