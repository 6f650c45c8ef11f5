/** One update of a lifetime from its batch of episodes: credit, gradient, its length, the optimizer's step. */
import { adamLanes, GAIN_1, prepareReplica } from "./adam-lanes";
import { flush, splat, sumLanes } from "./lanes";
import { addOuter, addRows, multiplyRows, transpose } from "./lifetimes-products";
import { CHUNK, Shape, Slot } from "./lifetimes-shape";
import { topDownCredits } from "./lifetimes-top-down";
import { one } from "./math";

const BACKPROP: usize = 1;
const FIXED: usize = 2;
const TOP_DOWN: usize = 3;
const MOMENTUM: usize = 1;
const ADAM: usize = 2;
/** Below it squares in float32 lose digits. */
const LEAST_SQUARES: f32 = 1e-30;

const RATE: usize = memory.data<f32>([0]);
const SCALE: usize = memory.data<f32>([0]);
const BETA: usize = memory.data<f32>([0]);

/**
 * Learns from the first `steps` rows of a slot's history and their advantages. Rates are those of the layers,
 * bottom to top (the second one is unused where there is one hidden layer); the momentum's correction is in them,
 * Adam's comes by `beginAdam`.
 */
export function learn(
  shape: usize,
  slotAt: usize,
  steps: usize,
  lowerRate: f32,
  upperRate: f32,
  outputRate: f32,
): void {
  const s = changetype<Shape>(shape);
  const slot = changetype<Slot>(slotAt);
  memory.fill(s.gradient, 0, s.parameters);
  if (s.rule == BACKPROP && s.layers == 2) {
    const weights = slot.weights + s.upperWeights;
    transpose(s.transposed, s.lowerBytes, weights, s.upperBytes, s.lowerBytes >> 2, s.upperBytes >> 2);
  }
  let history: usize = slot.history;
  let advantages: usize = s.advantages;
  for (let done: usize = 0; done < steps; done += CHUNK) {
    const rows = min<usize>(steps - done, CHUNK);
    addGradient(s, slot, history, advantages, rows);
    history += rows * s.row;
    advantages += rows << 2;
  }
  prepareScale(s, steps);
  stepLayer(s, slot, 0, s.layers == 2 ? s.upperWeights : s.outputWeights, lowerRate);
  if (s.layers == 2) stepLayer(s, slot, s.upperWeights, s.outputWeights, upperRate);
  stepLayer(s, slot, s.outputWeights, s.parameters, outputRate);
}

/** Adds the gradient of `rows` steps. */
function addGradient(s: Shape, slot: Slot, history: usize, advantages: usize, rows: usize): void {
  const gradient: usize = s.gradient;
  const top = history + (s.layers == 2 ? s.upper : s.lower);
  writeScores(s, history, advantages, rows);
  let output: usize = s.scores;
  let outputStride: usize = s.policyBytes;
  if (s.rule == TOP_DOWN) {
    topDownCredits(s, slot, history, advantages, rows);
    output = s.credits + s.outputCredits;
    outputStride = s.creditBytes;
  }
  addOuter(gradient + s.outputWeights, output, outputStride, s.outputs, top, s.row, s.topBytes, rows);
  addRows(gradient + s.outputBias, output, outputStride, s.policyBytes, rows);
  if (s.rule == 0) return;
  if (s.layers == 2) {
    hiddenDeltas(s, slot, true, history, rows);
    const weights = gradient + s.upperWeights;
    const lower = history + s.lower;
    addOuter(weights, lower, s.row, s.lowerBytes >> 2, s.upperDeltas, s.upperBytes, s.upperBytes, rows);
    addRows(gradient + s.upperBias, s.upperDeltas, s.upperBytes, s.upperBytes, rows);
  }
  hiddenDeltas(s, slot, false, history, rows);
  addOuter(gradient, history, s.row, s.inputs, s.lowerDeltas, s.lowerBytes, s.lowerBytes, rows);
  addRows(gradient + s.lowerBias, s.lowerDeltas, s.lowerBytes, s.lowerBytes, rows);
}

/** A ([k = a] − π_k), the score of the draw times its advantage. */
function writeScores(s: Shape, history: usize, advantages: usize, rows: usize): void {
  let out: usize = s.scores;
  for (let r: usize = 0; r < rows; r++, advantages += 4, history += s.row) {
    const minus = f32x4.neg(v128.load32_splat(advantages));
    const p = history + s.policy;
    for (let o: usize = 0; o < s.policyBytes; o += 16) v128.store(out + o, f32x4.mul(minus, v128.load(p + o)));
    const drawn = out + (load<u32>(history + s.action) << 2);
    store<f32>(drawn, load<f32>(advantages) + load<f32>(drawn));
    out += s.policyBytes;
  }
}

/** Credits of a hidden layer's units times the slope of tanh. */
function hiddenDeltas(s: Shape, slot: Slot, isUpper: bool, history: usize, rows: usize): void {
  const bytes: usize = isUpper ? s.upperBytes : s.lowerBytes;
  const out: usize = isUpper ? s.upperDeltas : s.lowerDeltas;
  const isTop = isUpper || s.layers == 1;
  const fours = (rows + 3) & ~3;
  let credit = out;
  let stride = bytes;
  if (s.rule == TOP_DOWN) {
    credit = s.credits + (isUpper ? s.upperCredits : 0);
    stride = s.creditBytes;
    if (s.spread != 0) {
      const kernel = isUpper ? s.upperKernel : s.lowerKernel;
      multiplyRows(out, bytes, credit, stride, kernel, bytes, 0, fours, s.spread, bytes);
      credit = out;
      stride = bytes;
    }
  } else if (s.rule == FIXED) {
    const feedback = slot.feedback + (isUpper ? s.actions * s.lowerBytes : 0);
    multiplyRows(out, bytes, s.scores, s.policyBytes, feedback, bytes, 0, fours, s.actions, bytes);
  } else if (isTop) {
    const weights = slot.weights + s.outputWeights;
    multiplyRows(out, bytes, s.scores, s.policyBytes, weights, bytes, 0, fours, s.actions, bytes);
  } else {
    const units = s.upperBytes >> 2;
    multiplyRows(out, bytes, s.upperDeltas, s.upperBytes, s.transposed, bytes, 0, fours, units, bytes);
  }
  multiplySlopes(out, credit, stride, history + (isUpper ? s.upper : s.lower), s.row, bytes, rows);
}

/** out = credit (1 − h²). */
function multiplySlopes(
  out: usize,
  credit: usize,
  creditStride: usize,
  h: usize,
  hStride: usize,
  bytes: usize,
  rows: usize,
): void {
  for (let r: usize = 0; r < rows; r++, out += bytes, credit += creditStride, h += hStride) {
    for (let o: usize = 0; o < bytes; o += 16) {
      const value = v128.load(h + o);
      v128.store(out + o, f32x4.mul(v128.load(credit + o), f32x4.sub(one(), f32x4.mul(value, value))));
    }
  }
}

/** What the summed gradient is multiplied with: 1/steps, and less where it would be too long. */
function prepareScale(s: Shape, steps: usize): void {
  let scale: f32 = 1 / <f32>steps;
  if (s.longest > 0) {
    let squares = f32x4.splat(0);
    for (let at = <usize>s.gradient; at < s.gradient + s.parameters; at += 16) {
      const g = f32x4.mul(f32x4.splat(scale), v128.load(at));
      squares = f32x4.add(squares, f32x4.mul(g, g));
    }
    const sum = sumLanes(squares);
    if (sum > LEAST_SQUARES && sum < f32.MAX_VALUE) {
      const length = Mathf.sqrt(sum);
      if (length > s.longest) scale *= s.longest / length;
    } else scale = shorten(s, scale);
  }
  store<f32>(SCALE, scale);
  store<f32>(BETA, s.beta);
}

/**
 * The same where float32 has no such squares: shortens the gradient itself, as the scale may be none of float32's either.
 *
 * @returns what is left for the scale
 */
function shorten(s: Shape, scale: f32): f32 {
  let squares: f64 = 0;
  for (let at = <usize>s.gradient; at < s.gradient + s.parameters; at += 4) {
    const g = <f64>load<f32>(at);
    squares += g * g;
  }
  const length = Math.sqrt(squares) * <f64>scale;
  if (!(length > <f64>s.longest)) return scale;
  const factor = (<f64>s.longest / length) * <f64>scale;
  for (let at = <usize>s.gradient; at < s.gradient + s.parameters; at += 4) {
    store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
  }
  return 1;
}

/** The optimizer's step on the parameters between two offsets. */
function stepLayer(s: Shape, slot: Slot, start: usize, end: usize, rate: f32): void {
  store<f32>(RATE, rate);
  const kind = s.optimizer;
  if (kind == ADAM) prepareReplica(RATE);
  let g = s.gradient + start;
  let w = slot.weights + start;
  let m = slot.m + start;
  let v = slot.v + start;
  const stop = w + (end - start);
  for (; w < stop; w += 16, g += 16, m += 16, v += 16) {
    if (kind == ADAM) {
      adamLanes(w, m, v, f32x4.mul(f32x4.mul(splat(GAIN_1), splat(SCALE)), v128.load(g)), 4);
    } else if (kind == MOMENTUM) {
      const next = flush(f32x4.add(f32x4.mul(splat(BETA), v128.load(m)), f32x4.mul(splat(SCALE), v128.load(g))));
      v128.store(m, next);
      v128.store(w, f32x4.add(v128.load(w), f32x4.mul(splat(RATE), next)));
    } else {
      v128.store(w, f32x4.add(v128.load(w), f32x4.mul(splat(RATE), f32x4.mul(splat(SCALE), v128.load(g)))));
    }
  }
}
