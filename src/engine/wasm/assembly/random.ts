/** Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), four or eight blocks at a time. */
import { storeLanes } from "./lanes";

const MULTIPLIER_0: usize = memory.data<u32>([0xd2511f53, 0xd2511f53, 0xd2511f53, 0xd2511f53]);
const MULTIPLIER_1: usize = memory.data<u32>([0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57]);
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS: u32 = 10;
/** Numbers of the first four blocks or samples. */
const FIRST: usize = memory.data<u32>([0, 1, 2, 3]);
const SCALE: usize = memory.data<f32>([5.9604644775390625e-8]);
/** Key words of the ten rounds. */
const KEYS: usize = memory.data(80, 16);
/** Words that are stored in part. */
const SCRATCH: usize = memory.data(128, 16);
/** Words 2 and 3 of the counter. */
const STEP: usize = memory.data(8, 8);

/** Fills [batch, columns] with uniforms of one stream, as the interface of engines says. */
export function uniforms(
  out: usize,
  key0: u32,
  key1: u32,
  low: u32,
  high: u32,
  batch: u32,
  columns: u32,
): void {
  prepare(key0, key1, low, high);
  const stride: usize = columns << 2;
  let b: u32 = 0;
  for (; b + 8 <= batch; b += 8, out += stride << 3) {
    const samples = i32x4.add(i32x4.splat(b), v128.load(FIRST));
    for (let o: usize = 0; o < stride; o += 16) {
      const block = i32x4.splat(<u32>o >> 4);
      const left = min(4, columns - (<u32>o >> 2));
      const from = out + o;
      eightBlocks(from, from + (stride << 2), stride, left, block, block, samples, i32x4.add(samples, i32x4.splat(4)));
    }
  }
  for (; b < batch; b++) {
    const sample = i32x4.splat(b);
    let blocks = v128.load(FIRST);
    let left: i32 = columns;
    while (left >= 32) {
      eightBlocks(out, out + 64, 16, 4, blocks, i32x4.add(blocks, i32x4.splat(4)), sample, sample);
      blocks = i32x4.add(blocks, i32x4.splat(8));
      out += 128;
      left -= 32;
    }
    if (left > 16) {
      eightBlocks(SCRATCH, SCRATCH + 64, 16, 4, blocks, i32x4.add(blocks, i32x4.splat(4)), sample, sample);
    } else if (left > 0) {
      fourBlocks(SCRATCH, blocks, b, false);
    }
    for (let pointer = SCRATCH; left > 0; left -= 4, pointer += 16) {
      storeLanes(out, v128.load(pointer), left);
      out += min<i32>(left, 4) << 2;
    }
  }
}

/** Stores the counter's words 2 and 3 and the keys of all rounds. */
function prepare(key0: u32, key1: u32, low: u32, high: u32): void {
  store<u32>(STEP, low, 0);
  store<u32>(STEP, high, 4);
  for (let round: u32 = 0; round < ROUNDS; round++) {
    store<u32>(KEYS + (round << 3), key0 + round * WEYL_0, 0);
    store<u32>(KEYS + (round << 3), key1 + round * WEYL_1, 4);
  }
}

/** Sixteen uniforms: four words of each of four blocks, or the words themselves. */
// @ts-ignore: decorator
@inline
function fourBlocks(out: usize, blocks: v128, sample: u32, raw: bool): void {
  let c0 = blocks;
  let c1 = i32x4.splat(sample);
  let c2 = v128.load32_splat(STEP, 0);
  let c3 = v128.load32_splat(STEP, 4);
  const m0 = v128.load(MULTIPLIER_0);
  const m1 = v128.load(MULTIPLIER_1);
  for (let key = KEYS; key < KEYS + 80; key += 8) {
    const low0 = i64x2.extmul_low_i32x4_u(m0, c0);
    const high0 = i64x2.extmul_high_i32x4_u(m0, c0);
    const low1 = i64x2.extmul_low_i32x4_u(m1, c2);
    const high1 = i64x2.extmul_high_i32x4_u(m1, c2);
    c0 = v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), v128.xor(c1, v128.load32_splat(key, 0)));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c2 = v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), v128.xor(c3, v128.load32_splat(key, 4)));
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
  }
  storeWords(out, 16, 4, c0, c1, c2, c3, raw);
}

/**
 * Thirty-two uniforms: eight blocks with these numbers of these samples, each as `count` ≤ 4 columns, four of them
 * `stride` bytes apart at each address. Two groups in turn: each hides the latency of the other.
 */
function eightBlocks(
  out0: usize,
  out1: usize,
  stride: usize,
  count: u32,
  blocks0: v128,
  blocks1: v128,
  samples0: v128,
  samples1: v128,
): void {
  let a0 = blocks0;
  let b0 = blocks1;
  let a1 = samples0;
  let b1 = samples1;
  let a2 = v128.load32_splat(STEP, 0);
  let b2 = a2;
  let a3 = v128.load32_splat(STEP, 4);
  let b3 = a3;
  const m0 = v128.load(MULTIPLIER_0);
  const m1 = v128.load(MULTIPLIER_1);
  for (let key = KEYS; key < KEYS + 80; key += 8) {
    const key0 = v128.load32_splat(key, 0);
    const key1 = v128.load32_splat(key, 4);
    let low: v128;
    let high: v128;
    low = i64x2.extmul_low_i32x4_u(m0, a0);
    high = i64x2.extmul_high_i32x4_u(m0, a0);
    const aProduct0 = i32x4.mul(m0, a0);
    const aAbove0 = v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    low = i64x2.extmul_low_i32x4_u(m1, a2);
    high = i64x2.extmul_high_i32x4_u(m1, a2);
    a0 = v128.xor(v128.shuffle<i32>(low, high, 1, 3, 5, 7), v128.xor(a1, key0));
    a1 = i32x4.mul(m1, a2);
    a2 = v128.xor(aAbove0, v128.xor(a3, key1));
    a3 = aProduct0;
    low = i64x2.extmul_low_i32x4_u(m0, b0);
    high = i64x2.extmul_high_i32x4_u(m0, b0);
    const bProduct0 = i32x4.mul(m0, b0);
    const bAbove0 = v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    low = i64x2.extmul_low_i32x4_u(m1, b2);
    high = i64x2.extmul_high_i32x4_u(m1, b2);
    b0 = v128.xor(v128.shuffle<i32>(low, high, 1, 3, 5, 7), v128.xor(b1, key0));
    b1 = i32x4.mul(m1, b2);
    b2 = v128.xor(bAbove0, v128.xor(b3, key1));
    b3 = bProduct0;
  }
  storeWords(out0, stride, count, a0, a1, a2, a3, false);
  storeWords(out1, stride, count, b0, b1, b2, b3, false);
}

/** Stores four blocks' words, as uniforms unless `raw`. */
// @ts-ignore: decorator
@inline
function storeWords(
  out: usize,
  stride: usize,
  count: u32,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  raw: bool,
): void {
  // Lanes are blocks: transpose to the order of columns.
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  storeLanes(out, convert(v128.shuffle<i64>(a, b, 0, 2), raw), count);
  storeLanes(out + stride, convert(v128.shuffle<i64>(a, b, 1, 3), raw), count);
  storeLanes(out + 2 * stride, convert(v128.shuffle<i64>(c, d, 0, 2), raw), count);
  storeLanes(out + 3 * stride, convert(v128.shuffle<i64>(c, d, 1, 3), raw), count);
}

// @ts-ignore: decorator
@inline
function convert(words: v128, raw: bool): v128 {
  return raw
    ? words
    : f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), v128.load32_splat(SCALE));
}

/**
 * Raw words of the four blocks from `first` on, for the published known-answer vectors; the other
 * words of the counter and the key are those of {@link uniforms}.
 */
export function blockWords(
  out: usize,
  first: u32,
  sample: u32,
  low: u32,
  high: u32,
  key0: u32,
  key1: u32,
): void {
  prepare(key0, key1, low, high);
  fourBlocks(out, i32x4.add(v128.load(FIRST), i32x4.splat(first)), sample, true);
}
