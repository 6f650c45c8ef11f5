import { InvalidArgumentError, InvalidStateError } from "../errors.js";
import { SeedSequence } from "./seed-sequence.js";
import { type BitSource, standardExponential, standardNormal } from "./ziggurat.js";

// The 128-bit multiplier 0x2360ED051FC65DA44385DF649FCCF645, least significant word first.
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;
const INVERSE_2_32 = 2 ** -32;
const INVERSE_2_53 = 2 ** -53;

// Layout of the words: state, increment (least significant first), the kept half, the last draw.
const INCREMENT = 4;
const HAS_HALF = 8;
const HALF = 9;
const LOW = 10;
const HIGH = 11;

/** Words that a generator occupies. */
export const PCG64_WORDS = 12;
const STATE_WORDS = 10;

/** A 32-bit draw and how many narrow ones it still has. */
interface NarrowDraws {
  word: number;
  left: number;
}

const scratch: NarrowDraws = { word: 0, left: 0 };

// Functions of the words, not methods: the optimiser inlines them where a private method stays a call.

/** state ← state × multiplier + increment, modulo 2^128. */
function advance(w: Uint32Array): void {
  const a0 = w[0]!;
  const a1 = w[1]!;
  const a2 = w[2]!;
  const a3 = w[3]!;
  // A 64-bit product a × m is a double off by at most 2^10; its exact low word from Math.imul
  // leaves a multiple of 2^32 plus that error, which rounding removes.
  const l00 = Math.imul(a0, M0) >>> 0;
  const l01 = Math.imul(a0, M1) >>> 0;
  const l10 = Math.imul(a1, M0) >>> 0;
  const l02 = Math.imul(a0, M2) >>> 0;
  const l11 = Math.imul(a1, M1) >>> 0;
  const l20 = Math.imul(a2, M0) >>> 0;
  const h00 = Math.floor((a0 * M0 - l00) * INVERSE_2_32 + 0.5);
  const h01 = Math.floor((a0 * M1 - l01) * INVERSE_2_32 + 0.5);
  const h10 = Math.floor((a1 * M0 - l10) * INVERSE_2_32 + 0.5);
  const h02 = Math.floor((a0 * M2 - l02) * INVERSE_2_32 + 0.5);
  const h11 = Math.floor((a1 * M1 - l11) * INVERSE_2_32 + 0.5);
  const h20 = Math.floor((a2 * M0 - l20) * INVERSE_2_32 + 0.5);
  const c0 = l00 + w[INCREMENT]!;
  const c1 = h00 + l01 + l10 + w[INCREMENT + 1]! + Math.floor(c0 * INVERSE_2_32);
  const c2 = h01 + h10 + l02 + l11 + l20 + w[INCREMENT + 2]! + Math.floor(c1 * INVERSE_2_32);
  const top =
    Math.imul(a0, M3) + Math.imul(a1, M2) + Math.imul(a2, M1) + Math.imul(a3, M0) + w[INCREMENT + 3]!;
  const c3 = top + h02 + h11 + h20 + Math.floor(c2 * INVERSE_2_32);
  w[0] = c0;
  w[1] = c1;
  w[2] = c2;
  w[3] = c3;
}

/** Draws 64 bits into the words LOW and HIGH: the state's halves, XORed and rotated. */
function draw(w: Uint32Array): void {
  advance(w);
  const top = w[3]!;
  const low = w[0]! ^ w[2]!;
  const high = w[1]! ^ top;
  const rotation = top >>> 26;
  // Bit 5 swaps the halves; by a mask, since a random branch costs more than all the rest.
  const swap = (low ^ high) & -(rotation >>> 5);
  const first = low ^ swap;
  const second = high ^ swap;
  // Shift counts are modulo 32; the double shift keeps a rotation by zero right.
  const back = 31 - (rotation & 31);
  w[LOW] = (first >>> rotation) | ((second << 1) << back);
  w[HIGH] = (second >>> rotation) | ((first << 1) << back);
}

/**
 * NumPy's `Generator(PCG64(SeedSequence(seed)))`, draw for draw
 * (numpy/random/src/pcg64/pcg64.h, numpy/random/src/distributions/distributions.c).
 *
 * Nothing is allocated by a draw. Its words may lie in a buffer of the caller's, so that a vector
 * environment keeps and checkpoints all of its generators as one array.
 */
export class PCG64 implements BitSource {
  readonly #words: Uint32Array;

  /**
   * @param seed an integer ≥ 0 of any size. Without one the generator takes 128 bits of entropy.
   * @param words storage of PCG64_WORDS entries; its own unless given.
   * @throws InvalidSeedError
   */
  constructor(seed?: bigint | number, words: Uint32Array = new Uint32Array(PCG64_WORDS)) {
    this.#words = words;
    this.seed(seed);
  }

  /**
   * Restarts the stream.
   *
   * @throws InvalidSeedError
   */
  seed(seed: bigint | number = entropySeed()): void {
    const s = new SeedSequence(seed).generateWords(8);
    const words = this.#words;
    // Each 64-bit value comes low word first, each 128-bit one high value first.
    const low = [s[2]!, s[3]!, s[0]!, s[1]!];
    const increment = [s[6]!, s[7]!, s[4]!, s[5]!];
    words.fill(0);
    for (let i = 0; i < 4; i++) {
      words[INCREMENT + i] = (increment[i]! << 1) | (i === 0 ? 1 : increment[i - 1]! >>> 31);
    }
    advance(this.#words);
    let carry = 0;
    for (let i = 0; i < 4; i++) {
      const sum = words[i]! + low[i]! + carry;
      words[i] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    advance(this.#words);
  }

  /** Draws 64 bits, then read as `low` and `high`. */
  draw(): void {
    draw(this.#words);
  }

  /** The low half of the last 64 bits drawn. */
  get low(): number {
    return this.#words[LOW]!;
  }

  /** The high half of the last 64 bits drawn. */
  get high(): number {
    return this.#words[HIGH]!;
  }

  /** 64 random bits as a bigint in [0, 2^64). */
  nextUint64(): bigint {
    this.draw();
    return (BigInt(this.#words[HIGH]!) << 32n) | BigInt(this.#words[LOW]!);
  }

  /** 32 random bits in [0, 2^32): the low half of 64 drawn bits, then the kept high half. */
  nextUint32(): number {
    const w = this.#words;
    if (w[HAS_HALF] !== 0) {
      w[HAS_HALF] = 0;
      return w[HALF]!;
    }
    draw(w);
    w[HAS_HALF] = 1;
    w[HALF] = w[HIGH]!;
    return w[LOW]!;
  }

  /** A double in [0, 1), a multiple of 2^-53. */
  random(): number {
    const w = this.#words;
    draw(w);
    return (w[HIGH]! * 2097152 + (w[LOW]! >>> 11)) * INVERSE_2_53;
  }

  /** A double in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** A draw from the normal distribution of mean 0 and variance 1. */
  standardNormal(): number {
    return standardNormal(this);
  }

  /** A draw from the exponential distribution of mean 1. */
  standardExponential(): number {
    return standardExponential(this);
  }

  /**
   * An integer in [low, high), by Lemire's method as `Generator.integers` has it.
   *
   * @param bits width of the dtype that NumPy would draw in: 32 (also for int64, whose ranges below
   *   2^32 are drawn alike), 16 or 8.
   * @throws InvalidArgumentError when the bounds are no safe integers or the range is empty.
   */
  integers(low: number, high: number, bits: 8 | 16 | 32 = 32): number {
    const range = rangeOf(low, high);
    if (range === 1) return low;
    if (range > 2 ** 32) return low + Number(this.#lemire64(BigInt(range)));
    if (range === 2 ** 32) return low + this.nextUint32();
    if (bits === 32) return low + this.#lemire32(range);
    scratch.left = 0;
    return low + this.#lemireNarrow(range, bits, scratch);
  }

  /**
   * `count` integers in [low, high), as one call of `Generator.integers` draws them: narrow ones share words.
   *
   * @throws InvalidArgumentError as `integers`
   */
  integerArray(low: number, high: number, count: number, bits: 8 | 16 | 32 = 32): number[] {
    const range = rangeOf(low, high);
    const buffer: NarrowDraws = { word: 0, left: 0 };
    return Array.from({ length: count }, () =>
      bits === 32 || range === 1
        ? this.integers(low, high, bits)
        : low + this.#lemireNarrow(range, bits, buffer),
    );
  }

  #lemire32(range: number): number {
    let draw = this.nextUint32();
    let leftover = Math.imul(draw, range) >>> 0;
    if (leftover < range) {
      const threshold = (2 ** 32 - range) % range;
      while (leftover < threshold) {
        draw = this.nextUint32();
        leftover = Math.imul(draw, range) >>> 0;
      }
    }
    return Math.floor((draw * range - leftover) * INVERSE_2_32 + 0.5);
  }

  /** One 32-bit draw serves several narrow ones, within one call only: `buffer` keeps what is left. */
  #lemireNarrow(range: number, bits: 8 | 16, buffer: NarrowDraws): number {
    const size = 2 ** bits;
    if (range > size) {
      throw new InvalidArgumentError("integers", range, `a range of at most ${size} for ${bits} bits`);
    }
    const threshold = (size - range) % range;
    let product: number;
    do {
      if (buffer.left > 0) {
        buffer.word >>>= bits;
        buffer.left--;
      } else {
        buffer.word = this.nextUint32();
        buffer.left = 32 / bits - 1;
      }
      product = (buffer.word & (size - 1)) * range;
    } while ((product & (size - 1)) < threshold);
    return Math.floor(product / size);
  }

  #lemire64(range: bigint): bigint {
    const mask = 0xffffffffffffffffn;
    const threshold = ((1n << 64n) - range) % range;
    let product = this.nextUint64() * range;
    while ((product & mask) < threshold) product = this.nextUint64() * range;
    return product >> 64n;
  }

  /** The 128-bit state, as NumPy's `bit_generator.state["state"]["state"]`. */
  get stateWord(): bigint {
    return this.#wide(0);
  }

  /** The 128-bit increment, as NumPy's `bit_generator.state["state"]["inc"]`. */
  get incrementWord(): bigint {
    return this.#wide(INCREMENT);
  }

  #wide(offset: number): bigint {
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 32n) | BigInt(this.#words[offset + i]!);
    return value;
  }

  /** Everything that decides the stream: 40 bytes, little-endian. */
  state(): Uint8Array {
    const bytes = new Uint8Array(4 * STATE_WORDS);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < STATE_WORDS; i++) view.setUint32(4 * i, this.#words[i]!, true);
    return bytes;
  }

  /**
   * Continues the stream that `state` was taken from.
   *
   * @throws InvalidStateError when the bytes are not 40.
   */
  restore(state: Uint8Array): void {
    if (state.length !== 4 * STATE_WORDS) {
      throw new InvalidStateError("PCG64", `${state.length} bytes`, `${4 * STATE_WORDS} bytes`);
    }
    const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
    for (let i = 0; i < STATE_WORDS; i++) this.#words[i] = view.getUint32(4 * i, true);
  }
}

function rangeOf(low: number, high: number): number {
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high) && high > low) return high - low;
  throw new InvalidArgumentError("integers", `[${low}, ${high})`, "a non-empty range of safe integers");
}

/** 128 bits from the platform's cryptographic source, as NumPy seeds an unseeded generator. */
function entropySeed(): bigint {
  const words = globalThis.crypto.getRandomValues(new Uint32Array(4));
  return words.reduce((seed, word) => (seed << 32n) | BigInt(word), 0n);
}
