import {
  Box,
  checkKwargs,
  Discrete,
  type EnvSpec,
  InvalidArgumentError,
  NativeEnv,
  NativeVectorEnv,
  numberKwarg,
  type PCG64,
} from "gymnasium-js";
import { multiplexerDrawing } from "./multiplexer-drawing.js";

const DEFAULT_ADDRESS_BITS = 4;

function addressBitsOf(kwargs: Readonly<Record<string, unknown>>): number {
  checkKwargs(kwargs, ["addressBits"]);
  const bits = numberKwarg(kwargs, "addressBits", DEFAULT_ADDRESS_BITS);
  if (!Number.isInteger(bits) || bits < 1 || bits > 6) {
    throw new InvalidArgumentError("addressBits", bits, "an integer from 1 to 6");
  }
  return bits;
}

/** The bit pattern of 1 in float32; that of −1 has the sign bit set as well. */
const ONE = 0x3f800000;

/**
 * Fills `size` entries from `at` with the float32 bit patterns of −1 and +1, by fair coins. Entry j is
 * bit j mod 32, least significant first, of the (j div 32)-th 32-bit word of NumPy's generator, so
 * that an episode costs as few draws as it can.
 */
function drawBits(generator: PCG64, target: Int32Array, at: number, size: number): void {
  for (let done = 0; done < size; done += 32) {
    let word = ~generator.nextUint32();
    const end = at + Math.min(size, done + 32);
    for (let k = at + done; k < end; k++) {
      target[k] = ONE | (word << 31);
      word >>= 1;
    }
  }
}

/**
 * The data bit that the address names: its first bit is the most significant one. Without a branch,
 * which random bits would send the wrong way every other time.
 */
function answer(patterns: Int32Array, at: number, addressBits: number): number {
  let address = 0;
  for (let k = at; k < at + addressBits; k++) address = 2 * address + (~patterns[k]! >>> 31);
  return ~patterns[at + addressBits + address]! >>> 31;
}

const spaceOf = (addressBits: number): Box => new Box(-1, 1, { shape: [addressBits + 2 ** addressBits] });

/**
 * The multiplexer: k address bits, then 2^k data bits, each −1 or +1 with equal chances; say the
 * data bit at that address (Chung 2020, arXiv 2010.09770, who uses k = 4).
 *
 * The first address bit is the most significant one, so with k = 2 the address (+1, −1) names the
 * third data bit. Action 1 says +1, action 0 says −1. Reward +1 when right and −1 when wrong. Every
 * episode ends, terminated, with its one step.
 */
class MultiplexerEnv extends NativeEnv {
  readonly #addressBits: number;
  readonly #patterns: Int32Array;

  /**
   * @param kwargs `addressBits`: k, an integer from 1 to 6, 4 unless given.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    const addressBits = addressBitsOf(kwargs);
    super({
      name: `Multiplexer ${addressBits}`,
      observationSpace: spaceOf(addressBits),
      actionSpace: new Discrete(2),
      stateSize: addressBits + 2 ** addressBits,
      drawing: multiplexerDrawing(addressBits),
      renderMode: kwargs.renderMode,
    });
    this.#addressBits = addressBits;
    this.#patterns = new Int32Array(this.stateSize);
  }

  protected begin(): void {
    drawBits(this.generator, this.#patterns, 0, this.stateSize);
    this.variables.set(new Float32Array(this.#patterns.buffer));
  }

  protected observe(): Float32Array {
    return Float32Array.from(this.variables);
  }

  protected advance(action: number): { reward: number; terminated: boolean } {
    // The variables decide: they may have been injected or restored.
    const patterns = new Int32Array(Float32Array.from(this.variables).buffer);
    const right = action === answer(patterns, 0, this.#addressBits);
    return { reward: right ? 1 : -1, terminated: true };
  }
}

/** The multiplexer, many at once: sub-environment i equals the single one with its seed. */
class MultiplexerVectorEnv extends NativeVectorEnv {
  readonly #addressBits: number;

  /** @throws InvalidArgumentError */
  constructor(
    numEnvs: number,
    kwargs: Readonly<Record<string, unknown>>,
    maxEpisodeSteps: number | undefined,
    spec: EnvSpec,
  ) {
    const addressBits = addressBitsOf(kwargs);
    super({
      spec,
      numEnvs,
      maxEpisodeSteps,
      observationSpace: spaceOf(addressBits),
      actionSpace: new Discrete(2),
      // The observations are the whole state.
      stateSize: 0,
    });
    this.#addressBits = addressBits;
  }

  protected begin(i: number): void {
    const size = this.observationSize;
    drawBits(this.generators[i]!, this.observationBits, i * size, size);
  }

  protected advance(): void {
    const size = this.observationSize;
    const addressBits = this.#addressBits;
    const { observationBits, rewards, terminated, truncated, actions } = this;
    const timeout = this.limit <= 1 ? 1 : 0;
    for (let i = 0; i < this.numEnvs; i++) {
      rewards[i] = 1 - 2 * (actions[i]! ^ answer(observationBits, i * size, addressBits));
      terminated[i] = 1;
      truncated[i] = timeout;
      this.end(i);
    }
  }
}

/** `Multiplexer-v0`. */
export const multiplexerSpec: EnvSpec = {
  id: "Multiplexer-v0",
  description: "Say the data bit that the address bits name; every episode is one step.",
  disableEnvChecker: true,
  entryPoint: (kwargs) => new MultiplexerEnv(kwargs),
  vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new MultiplexerVectorEnv(numEnvs, kwargs, limit, spec),
};
