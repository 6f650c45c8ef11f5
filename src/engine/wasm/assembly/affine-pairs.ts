/** Affine maps of two samples at a time: each vector of weights that is loaded serves both. */
import { splat, storeLanes } from "./lanes";
import { gather, PANEL, PANEL_LENGTH } from "./panels";

/** More weights than these do not stay in the processor's nearest memory; from so many samples on gathering pays. */
const NEAR_WEIGHTS: u32 = 6144;
const PANEL_BATCH: u32 = 16;

/** z = (h W + b) inverse of an even number of samples, each summed in the order of one alone. */
export function affinePairs(
  z: usize,
  h: usize,
  weights: usize,
  inverse: usize,
  batch: u32,
  inputs: u32,
  units: u32,
): void {
  const stride: usize = units << 2;
  const bias = weights + <usize>inputs * stride;
  let done: u32 = 0;
  if (batch >= PANEL_BATCH && inputs <= PANEL_LENGTH && inputs * units > NEAR_WEIGHTS) {
    for (; done + 8 <= units; done += 8) {
      const o: usize = done << 2;
      gather(weights + o, stride, inputs);
      for (let b: u32 = 0; b < batch; b += 2) {
        affineTwo(z + <usize>b * stride + o, stride, h + b * (inputs << 2), PANEL, 32, bias + o, inverse, inputs, 8);
      }
    }
    if (done == units) return;
  }
  const o: usize = done << 2;
  for (let b: u32 = 0; b < batch; b += 2) {
    const from = h + b * (inputs << 2);
    affineTwo(z + <usize>b * stride + o, stride, from, weights + o, stride, bias + o, inverse, inputs, units - done);
  }
}

/** Two samples; `zStride` and `stride` are the bytes from one to the next, and from one input's weights to the next's. */
function affineTwo(
  z: usize,
  zStride: usize,
  h: usize,
  w: usize,
  stride: usize,
  bias: usize,
  inverse: usize,
  inputs: u32,
  units: u32,
): void {
  const hStride: usize = inputs << 2;
  const evenEnd = h + ((inputs & ~1) << 2);
  let left: i32 = units;
  for (; left >= 8; left -= 8, z += 32, w += 32, bias += 32) {
    let a0 = v128.load(bias);
    let a1 = v128.load(bias, 16);
    let b0 = a0;
    let b1 = a1;
    let w0 = w;
    let ha = h;
    let hb = h + hStride;
    for (; ha < evenEnd; ha += 8, hb += 8) {
      const w1 = w0 + stride;
      const v00 = v128.load(w0);
      const v01 = v128.load(w0, 16);
      const v10 = v128.load(w1);
      const v11 = v128.load(w1, 16);
      const x0 = v128.load32_splat(ha);
      const x1 = v128.load32_splat(ha, 4);
      const y0 = v128.load32_splat(hb);
      const y1 = v128.load32_splat(hb, 4);
      a0 = f32x4.add(a0, f32x4.add(f32x4.mul(x0, v00), f32x4.mul(x1, v10)));
      a1 = f32x4.add(a1, f32x4.add(f32x4.mul(x0, v01), f32x4.mul(x1, v11)));
      b0 = f32x4.add(b0, f32x4.add(f32x4.mul(y0, v00), f32x4.mul(y1, v10)));
      b1 = f32x4.add(b1, f32x4.add(f32x4.mul(y0, v01), f32x4.mul(y1, v11)));
      w0 = w1 + stride;
    }
    if (inputs & 1) {
      const v0 = v128.load(w0);
      const v1 = v128.load(w0, 16);
      const x = splat(ha);
      const y = splat(hb);
      a0 = f32x4.add(a0, f32x4.mul(x, v0));
      a1 = f32x4.add(a1, f32x4.mul(x, v1));
      b0 = f32x4.add(b0, f32x4.mul(y, v0));
      b1 = f32x4.add(b1, f32x4.mul(y, v1));
    }
    const factor = splat(inverse);
    v128.store(z, f32x4.mul(factor, a0));
    v128.store(z, f32x4.mul(factor, a1), 16);
    v128.store(z + zStride, f32x4.mul(factor, b0));
    v128.store(z + zStride, f32x4.mul(factor, b1), 16);
  }
  for (; left > 0; left -= 4, z += 16, w += 16, bias += 16) {
    let a = v128.load(bias);
    let b = a;
    let w0 = w;
    let ha = h;
    let hb = h + hStride;
    for (; ha < evenEnd; ha += 8, hb += 8) {
      const v0 = v128.load(w0);
      const v1 = v128.load(w0 + stride);
      a = f32x4.add(a, f32x4.add(f32x4.mul(splat(ha), v0), f32x4.mul(splat(ha + 4), v1)));
      b = f32x4.add(b, f32x4.add(f32x4.mul(splat(hb), v0), f32x4.mul(splat(hb + 4), v1)));
      w0 += 2 * stride;
    }
    if (inputs & 1) {
      const v = v128.load(w0);
      a = f32x4.add(a, f32x4.mul(splat(ha), v));
      b = f32x4.add(b, f32x4.mul(splat(hb), v));
    }
    const factor = splat(inverse);
    storeLanes(z, f32x4.mul(factor, a), left);
    storeLanes(z + zStride, f32x4.mul(factor, b), left);
  }
}
