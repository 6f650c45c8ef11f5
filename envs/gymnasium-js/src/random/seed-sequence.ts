import { InvalidSeedError } from "../errors.js";

const POOL_WORDS = 4;
const INITIAL_A = 0x43b0d7e5;
const MULTIPLIER_A = 0x931e8875;
const INITIAL_B = 0x8b51f9dd;
const MULTIPLIER_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/**
 * Checks a seed and widens it.
 *
 * @param seed an integer ≥ 0 of any size; a `number` must be a safe integer.
 * @throws InvalidSeedError when it is negative, fractional, or a number beyond 2^53 − 1.
 */
function seedToBigInt(seed: bigint | number): bigint {
  if (typeof seed === "bigint" ? seed >= 0n : Number.isSafeInteger(seed) && seed >= 0) return BigInt(seed);
  throw new InvalidSeedError(seed);
}

/** Little-endian 32-bit words of a seed; zero is one word. */
function entropyWords(seed: bigint | number): number[] {
  if (typeof seed === "number" && Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return [seed];
  let rest = seedToBigInt(seed);
  const words: number[] = [];
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

/**
 * NumPy's `SeedSequence(seed)` (numpy/random/bit_generator.pyx): spreads a seed of any size over a
 * pool of 128 bits, from which any number of well-mixed words is drawn.
 */
export class SeedSequence {
  readonly #pool = new Uint32Array(POOL_WORDS);

  /**
   * @param seed an integer ≥ 0 of any size.
   * @throws InvalidSeedError
   */
  constructor(seed: bigint | number) {
    const entropy = entropyWords(seed);
    const pool = this.#pool;
    let constant = INITIAL_A;
    const hash = (word: number): number => {
      const mixed = word ^ constant;
      constant = Math.imul(constant, MULTIPLIER_A);
      const value = Math.imul(mixed, constant);
      return value ^ (value >>> 16);
    };
    const blend = (left: number, right: number): number => {
      const value = (Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right)) | 0;
      return value ^ (value >>> 16);
    };
    for (let i = 0; i < POOL_WORDS; i++) pool[i] = hash(entropy[i] ?? 0);
    for (let source = 0; source < POOL_WORDS; source++) {
      for (let target = 0; target < POOL_WORDS; target++) {
        if (source !== target) pool[target] = blend(pool[target]!, hash(pool[source]!));
      }
    }
    for (let source = POOL_WORDS; source < entropy.length; source++) {
      for (let target = 0; target < POOL_WORDS; target++) {
        pool[target] = blend(pool[target]!, hash(entropy[source]!));
      }
    }
  }

  /** The first `count` 32-bit words, as `generate_state(count, numpy.uint32)` gives them. */
  generateWords(count: number): Uint32Array {
    const words = new Uint32Array(count);
    let constant = INITIAL_B;
    for (let i = 0; i < count; i++) {
      const mixed = this.#pool[i % POOL_WORDS]! ^ constant;
      constant = Math.imul(constant, MULTIPLIER_B);
      const value = Math.imul(mixed, constant);
      words[i] = value ^ (value >>> 16);
    }
    return words;
  }
}
