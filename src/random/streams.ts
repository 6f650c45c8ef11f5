import { philox } from "./philox.js";

/** Streams of one trial never share a number: each purpose has a key of its own. */
export type Purpose =
  | "units"
  | "initialisation"
  | "critic-initialisation"
  | "environment"
  | "evolution"
  | "evolution-tasks"
  | "evolution-validation"
  | "bootstrap"
  | "evaluation"
  | "diagnostics"
  | "search"
  | "top-down"
  | "diffusion"
  | "feedback-alignment"
  | "advantage";

const PURPOSE_CODES: Readonly<Record<Purpose, number>> = {
  units: 1,
  initialisation: 2,
  "critic-initialisation": 3,
  environment: 4,
  evolution: 31,
  "evolution-tasks": 32,
  "evolution-validation": 33,
  bootstrap: 5,
  evaluation: 6,
  diagnostics: 7,
  search: 8,
  "top-down": 21,
  diffusion: 22,
  "feedback-alignment": 23,
  advantage: 24,
};

/** Two 32-bit words that select a Philox stream. */
export type StreamKey = readonly [number, number];

/**
 * The key of a trial's stream for one purpose.
 *
 * @param seed integer, 0 ≤ seed ≤ 2^53 − 1
 * @param again the how manyth other stream for the same purpose: an integer, 0 ≤ again < 2^32
 */
export function streamKey(seed: number, purpose: Purpose, again = 0): StreamKey {
  const words = new Uint32Array(4);
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  philox(words, [low, high, PURPOSE_CODES[purpose], again], [0x63726564, 0x67796d00]);
  return [words[0], words[1]];
}

/** Draws one after the other from a Philox stream; its whole state is `position`. */
export class CounterStream {
  readonly #key: StreamKey;
  readonly #words = new Uint32Array(4);
  /** Number of 32-bit words drawn so far; set it to rewind or to resume. */
  position = 0;

  /** As {@link streamKey} takes them. */
  constructor(seed: number, purpose: Purpose, again = 0) {
    this.#key = streamKey(seed, purpose, again);
  }

  /** Uniform in [0, 1), a multiple of 2^-24: exact in float32 and float64 alike. */
  uniform(): number {
    const block = Math.floor(this.position / 4);
    if (this.position % 4 === 0 || this.#block !== block) {
      philox(this.#words, [block >>> 0, Math.floor(block / 2 ** 32) >>> 0, 0, 0], this.#key);
      this.#block = block;
    }
    return (this.#words[this.position++ % 4] >>> 8) * 2 ** -24;
  }

  #block = -1;
}
