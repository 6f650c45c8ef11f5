/** Credit by a top-down network F of one or two tanh layers: see `agents/top-down/top-down-spec.ts`. */
import { multiplyRows } from "./lifetimes-products";
import { Shape, Slot, VECTOR } from "./lifetimes-shape";
import { tanhBase, tanhGiven } from "./math";

const INPUT: usize = 0;
const GATED: usize = 1;

/**
 * Writes F's credits for `rows` steps. Every mode's credit is a sum of F's outputs for one action after the
 * other, Σ_k c_k F([π, k]), and F's last layer is linear: so its values one layer below are summed first, and
 * the last layer is done once. Centred: c_k = A ([k = a] − π_k), whose sum is 0, which leaves no biases.
 */
export function topDownCredits(s: Shape, slot: Slot, history: usize, advantages: usize, rows: usize): void {
  const f: usize = slot.topDown;
  const stride: usize = s.lastBytes + VECTOR;
  let row = history;
  let score: usize = s.scores;
  if (s.secondBytes == 0) {
    let mixture: usize = s.mixture;
    for (let r: usize = 0; r < rows; r++) {
      firstLayer(s, f, row, load<f32>(advantages + (r << 2)), score, mixture);
      row += s.row;
      score += s.policyBytes;
      mixture += stride;
    }
  } else {
    let out: usize = s.first;
    for (let r: usize = 0; r < rows; r++) {
      firstLayer(s, f, row, load<f32>(advantages + (r << 2)), 0, out);
      row += s.row;
      out += s.passes * s.firstBytes;
    }
    const second = f + s.secondWeights;
    const bias = second + s.firstUnits * s.secondBytes;
    const all = (rows * s.passes + 3) & ~3;
    multiplyRows(
      s.second, s.secondBytes, s.first, s.firstBytes, second, s.secondBytes, bias, all, s.firstUnits, s.secondBytes,
    );
    mixSecond(s, advantages, rows);
  }
  const centred = s.mode > GATED;
  if (!centred) addWeights(s, advantages, rows);
  const inner = centred ? s.lastUnits : s.lastUnits + 1;
  multiplyRows(
    s.credits, s.creditBytes, s.mixture, stride, f + s.creditWeights, s.creditBytes, 0, (rows + 3) & ~3, inner,
    s.creditBytes,
  );
  if (s.probabilities != 0) throughSoftmax(s, history, rows);
}

/**
 * F's first layer for one step. Its values for all actions are summed with the weights in `score` where that is
 * given (centred), and written one after the other where it is 0; of the other modes, those of the action drawn.
 */
function firstLayer(s: Shape, f: usize, row: usize, advantage: f32, score: usize, out: usize): void {
  const bytes: usize = s.firstBytes;
  const n = s.actions;
  const p = row + s.policy;
  const drawn = f + n * bytes;
  const bias = drawn + n * bytes;
  for (let j: usize = 0; j < bytes; j += 16) {
    let shared = v128.load(bias + j);
    let w = f + j;
    for (let o: usize = 0; o < n << 2; o += 4, w += bytes) {
      shared = f32x4.add(shared, f32x4.mul(v128.load32_splat(p + o), v128.load(w)));
    }
    w = drawn + j;
    if (s.mode > GATED) {
      let sum = f32x4.splat(0);
      for (let k: usize = 0; k < n; k++, w += bytes) {
        const value = tanh(f32x4.add(shared, v128.load(w)));
        if (score == 0) v128.store(out + k * bytes + j, value);
        else sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(score + (k << 2)), value));
      }
      if (score != 0) v128.store(out + j, sum);
    } else {
      let own = v128.load(w + load<usize>(row + s.action) * bytes);
      if (s.mode == INPUT) own = f32x4.mul(f32x4.splat(advantage), own);
      let value = tanh(f32x4.add(shared, own));
      if (s.mode == GATED && score != 0) value = f32x4.mul(f32x4.splat(advantage), value);
      v128.store(out + j, value);
    }
  }
}

/** tanh of F's second layer, summed over the actions. */
function mixSecond(s: Shape, advantages: usize, rows: usize): void {
  const bytes: usize = s.secondBytes;
  let z: usize = s.second;
  let out: usize = s.mixture;
  let score: usize = s.scores;
  for (let r: usize = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      if (s.mode > GATED) {
        let sum = f32x4.splat(0);
        for (let k: usize = 0; k < s.actions; k++) {
          const value = tanh(v128.load(z + k * bytes + j));
          sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(score + (k << 2)), value));
        }
        v128.store(out + j, sum);
      } else {
        const value = tanh(v128.load(z + j));
        const weighs = s.mode == GATED;
        v128.store(out + j, weighs ? f32x4.mul(v128.load32_splat(advantages + (r << 2)), value) : value);
      }
    }
    z += s.passes * bytes;
    out += bytes + VECTOR;
    score += s.policyBytes;
  }
}

/** What the biases of F's last layer are multiplied with, behind its last units' values. */
function addWeights(s: Shape, advantages: usize, rows: usize): void {
  let at: usize = s.mixture + (s.lastUnits << 2);
  for (let r: usize = 0; r < rows; r++, at += s.lastBytes + VECTOR) {
    store<f32>(at, s.mode == GATED ? load<f32>(advantages + (r << 2)) : 1);
  }
}

/** Credits of probabilities become those of logits: e_k = π_k (c_k − Σ_j π_j c_j). */
function throughSoftmax(s: Shape, history: usize, rows: usize): void {
  let p = history + s.policy;
  let e: usize = s.credits + s.outputCredits;
  for (let r: usize = 0; r < rows; r++, p += s.row, e += s.creditBytes) {
    let mean: f32 = 0;
    for (let o: usize = 0; o < s.actions << 2; o += 4) mean += load<f32>(p + o) * load<f32>(e + o);
    for (let o: usize = 0; o < s.policyBytes; o += 16) {
      v128.store(e + o, f32x4.mul(v128.load(p + o), f32x4.sub(v128.load(e + o), f32x4.splat(mean))));
    }
  }
}

// @ts-ignore: decorator
@inline
function tanh(z: v128): v128 {
  return tanhGiven(z, tanhBase(z));
}
