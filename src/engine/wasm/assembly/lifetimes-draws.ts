/** The uniforms of many steps at once, each being column 0 of that step (see `uniforms` of engines). */

/** Draws that a slot has in store. */
export const UNIFORMS: usize = 64;

const MULTIPLIER_0: usize = memory.data<u32>([0xd2511f53, 0xd2511f53, 0xd2511f53, 0xd2511f53]);
const MULTIPLIER_1: usize = memory.data<u32>([0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57]);
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const LANES: usize = memory.data<u32>([0, 1, 2, 3]);
const SCALE: usize = memory.data<f32>([5.9604644775390625e-8]);

/** The uniforms of the `UNIFORMS` steps from `step` < 2^32 on: Philox4x32-10, a step a lane. */
export function refill(out: usize, key0: u32, key1: u32, step: u32): void {
  const end = out + (UNIFORMS << 2);
  for (; out < end; out += 16, step += 4) {
    let c0 = i32x4.splat(0);
    let c1 = i32x4.splat(0);
    let c2 = i32x4.add(i32x4.splat(step), v128.load(LANES));
    let c3 = i32x4.splat(0);
    let k0 = key0;
    let k1 = key1;
    for (let round: u32 = 0; round < 10; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(v128.load(MULTIPLIER_0), c0);
      const high0 = i64x2.extmul_high_i32x4_u(v128.load(MULTIPLIER_0), c0);
      const low1 = i64x2.extmul_low_i32x4_u(v128.load(MULTIPLIER_1), c2);
      const high1 = i64x2.extmul_high_i32x4_u(v128.load(MULTIPLIER_1), c2);
      c0 = v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), v128.xor(c1, i32x4.splat(k0)));
      c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
      c2 = v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), v128.xor(c3, i32x4.splat(k1)));
      c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(c0, 8)), v128.load32_splat(SCALE)));
  }
}
