/** Decisions of all slots at once: affine → tanh → affine → softmax → draw, written into their histories. */
import { laneMask, splat, sumLanes } from "./lanes";
import { Shape, Slot, VECTOR } from "./lifetimes-shape";
import { refill, UNIFORMS } from "./lifetimes-draws";
import { exp, tanhBase, tanhGiven } from "./math";

/**
 * One decision of each live slot. `observations` [slots, observation] without padding; `actions` int32, left
 * alone where a slot is not live.
 */
export function act(shape: usize, slots: usize, count: usize, observations: usize, actions: usize): void {
  const s = changetype<Shape>(shape);
  const end = slots + count * offsetof<Slot>();
  // Two passes, so that the exponentials of neighbouring slots are under way together.
  for (let at = slots; at < end; at += offsetof<Slot>(), observations += s.observation << 2) {
    const slot = changetype<Slot>(at);
    if (slot.live != 0) evaluate(s, slot, observations);
  }
  for (let at = slots; at < end; at += offsetof<Slot>(), actions += 4) {
    const slot = changetype<Slot>(at);
    if (slot.live != 0) store<u32>(actions, decide(s, slot));
  }
}

/** Writes observation, hidden values and logits of one decision. */
export function evaluate(s: Shape, slot: Slot, observation: usize): void {
  const row: usize = slot.next;
  const w: usize = slot.weights;
  see(row, observation, s.scale, <i32>s.observation);
  tanhLayer(row + s.lower, row, w, w + s.lowerBias, s.inputs, s.lowerBytes);
  let top = row + s.lower;
  if (s.layers == 2) {
    top = row + s.upper;
    tanhLayer(top, row + s.lower, w + s.upperWeights, w + s.upperBias, s.lowerBytes >> 2, s.upperBytes);
  }
  logits(row + s.policy, top, w + s.outputWeights, w + s.outputBias, s.outputs, s.topBytes);
}

/** Observation times scale, padded with zeros. */
// @ts-ignore: decorator
@inline
function see(row: usize, observation: usize, scale: usize, count: i32): void {
  for (; count >= 4; count -= 4, row += VECTOR, observation += VECTOR, scale += VECTOR) {
    v128.store(row, f32x4.mul(v128.load(observation), v128.load(scale)));
  }
  if (count > 0) {
    v128.store(row, v128.and(laneMask(count), f32x4.mul(v128.load(observation), v128.load(scale))));
  }
}

/** h = tanh(x W + b) with an even number of inputs; `bytes` of a row of weights. */
function tanhLayer(h: usize, x: usize, w: usize, bias: usize, inputs: usize, bytes: usize): void {
  const end = x + (inputs << 2);
  const hEnd = h + bytes;
  const wholeEnd = h + (bytes & ~63);
  for (; h < wholeEnd; h += 64, w += 64, bias += 64) {
    let a = v128.load(bias, 0);
    let b = v128.load(bias, 16);
    let c = v128.load(bias, 32);
    let d = v128.load(bias, 48);
    let w0 = w;
    for (let i = x; i < end; i += 8) {
      const x0 = v128.load32_splat(i, 0);
      const x1 = v128.load32_splat(i, 4);
      const w1 = w0 + bytes;
      a = f32x4.add(a, f32x4.add(f32x4.mul(x0, v128.load(w0, 0)), f32x4.mul(x1, v128.load(w1, 0))));
      b = f32x4.add(b, f32x4.add(f32x4.mul(x0, v128.load(w0, 16)), f32x4.mul(x1, v128.load(w1, 16))));
      c = f32x4.add(c, f32x4.add(f32x4.mul(x0, v128.load(w0, 32)), f32x4.mul(x1, v128.load(w1, 32))));
      d = f32x4.add(d, f32x4.add(f32x4.mul(x0, v128.load(w0, 48)), f32x4.mul(x1, v128.load(w1, 48))));
      w0 = w1 + bytes;
    }
    v128.store(h, tanhGiven(a, tanhBase(a)), 0);
    v128.store(h, tanhGiven(b, tanhBase(b)), 16);
    v128.store(h, tanhGiven(c, tanhBase(c)), 32);
    v128.store(h, tanhGiven(d, tanhBase(d)), 48);
  }
  for (; h < hEnd; h += 16, w += 16, bias += 16) {
    let a = v128.load(bias);
    let w0 = w;
    for (let i = x; i < end; i += 8) {
      const w1 = w0 + bytes;
      a = f32x4.add(
        a,
        f32x4.add(
          f32x4.mul(v128.load32_splat(i, 0), v128.load(w0)),
          f32x4.mul(v128.load32_splat(i, 4), v128.load(w1)),
        ),
      );
      w0 = w1 + bytes;
    }
    v128.store(h, tanhGiven(a, tanhBase(a)));
  }
}

/** Logits from weights that lie with a row for each action, two of them at a time. */
function logits(z: usize, h: usize, w: usize, bias: usize, outputs: usize, bytes: usize): void {
  const end = h + bytes;
  for (let k: usize = 0; k < outputs; k += 2, z += 8, bias += 8) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let w1 = w + bytes;
    for (let i = h; i < end; i += 16, w += 16, w1 += 16) {
      const value = v128.load(i);
      a = f32x4.add(a, f32x4.mul(value, v128.load(w)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(w1)));
    }
    store<f32>(z, sumLanes(a) + load<f32>(bias), 0);
    store<f32>(z, sumLanes(b) + load<f32>(bias, 4), 4);
    w = w1;
  }
}

/** Turns the logits into probabilities, draws an action from them and moves on to the next row. */
function decide(s: Shape, slot: Slot): usize {
  const row: usize = slot.next;
  const p = row + s.policy;
  const count = s.actions;
  normalise(s, p, largest(s, p));
  const n = slot.decisions % UNIFORMS;
  if (n == 0) refill(slot.uniforms, <u32>slot.key0, <u32>slot.key1, <u32>slot.decisions);
  const draw = load<f32>(slot.uniforms + (n << 2));
  let chosen: usize = 0;
  let cumulative: f32 = 0;
  // The last action has whatever rounding leaves over. Counting spares a branch that nothing could foresee.
  for (let o: usize = 0; o < (count - 1) << 2; o += 4) {
    cumulative += load<f32>(p + o);
    chosen += <usize>(draw >= cumulative);
  }
  store<u32>(row + s.action, chosen);
  slot.decisions++;
  slot.next += s.row;
  return chosen;
}

/** The largest of the logits at `p`. */
// @ts-ignore: decorator
@inline
export function largest(s: Shape, p: usize): f32 {
  let maximum = load<f32>(p);
  for (let o: usize = 4; o < s.actions << 2; o += 4) maximum = max<f32>(maximum, load<f32>(p + o));
  return maximum;
}

/** Turns the logits at `p` into probabilities; returns Σ exp(z − maximum). */
// @ts-ignore: decorator
@inline
export function normalise(s: Shape, p: usize, maximum: f32): f32 {
  const end = p + s.policyBytes;
  let total = f32x4.splat(0);
  let left = <i32>s.actions;
  for (let at = p; at < end; at += VECTOR, left -= 4) {
    const power = exp(f32x4.sub(v128.load(at), f32x4.splat(maximum)));
    const value = v128.and(laneMask(min<i32>(left, 4)), power);
    v128.store(at, value);
    total = f32x4.add(total, value);
  }
  const sum = sumLanes(total);
  const inverse = f32x4.splat(1 / sum);
  for (let at = p; at < end; at += VECTOR) v128.store(at, f32x4.mul(v128.load(at), inverse));
  return sum;
}
