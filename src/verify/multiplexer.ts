import type { HeadSpec, NetworkSpec, UnitKind } from "../../agents/networks/spec.js";

/** Address bits of the multiplexer on which variances are measured. */
const ADDRESS_BITS = 3;
const DATA_BITS = 2 ** ADDRESS_BITS;
const HEAD: HeadSpec = { kind: "bernoulli", size: 1 };

/** Size of an observation. */
export const MULTIPLEXER_INPUTS = ADDRESS_BITS + DATA_BITS;

/** One hidden layer and one Bernoulli output unit, whose value is the answer. */
export function multiplexerNetwork(width: number, kind: UnitKind): NetworkSpec {
  return { inputs: MULTIPLEXER_INPUTS, hidden: [{ units: width, kind }], heads: [HEAD] };
}

/** An observation of ±1, address bits (most significant first) before data bits, and the right answer. */
export interface Question {
  readonly observation: readonly number[];
  /** The addressed data bit. */
  readonly answer: 0 | 1;
}

/** Every question of the multiplexer, each equally probable. The reward is 1 for the answer, else −1. */
export function multiplexerQuestions(): Question[] {
  return Array.from({ length: 2 ** MULTIPLEXER_INPUTS }, (_, code) => {
    const bits = Array.from({ length: MULTIPLEXER_INPUTS }, (_, k) => (code >> k) & 1);
    const address = bits.slice(0, ADDRESS_BITS).reduce((sum, bit) => 2 * sum + bit, 0);
    return {
      observation: bits.map((bit) => 2 * bit - 1),
      answer: bits[ADDRESS_BITS + address] as 0 | 1,
    };
  });
}
