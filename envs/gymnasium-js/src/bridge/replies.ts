import { type Layout, PackedValues } from "./layout.js";
import { padded, REPLY, REPLY_HEADER } from "./protocol.js";

/**
 * The replies of one environment, copied to one place where all numbers are aligned: the arrays are views of
 * it, and the next reply writes over them.
 */
export class Replies {
  readonly observations: PackedValues;
  readonly finalObservations: PackedValues;
  /** [n] */
  readonly rewards: Float64Array;
  /** [n], 0 or 1 */
  readonly terminated: Uint8Array;
  /** [n], 0 or 1 */
  readonly truncated: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #observationBytes: number;
  readonly #observationsAt: number;
  /** Of a step's reply without final observations, and without a tail. */
  readonly #short: number;

  constructor(layout: Layout) {
    const { n, byteLength } = layout;
    this.#observationBytes = byteLength;
    this.#observationsAt = REPLY_HEADER + 8 * n;
    const flagsAt = this.#observationsAt + byteLength;
    this.#short = padded(flagsAt + 2 * n);
    const buffer = new ArrayBuffer(this.#short + byteLength);
    this.#bytes = new Uint8Array(buffer);
    this.rewards = new Float64Array(buffer, REPLY_HEADER, n);
    this.observations = new PackedValues(layout, buffer, this.#observationsAt);
    this.terminated = new Uint8Array(buffer, flagsAt, n);
    this.truncated = new Uint8Array(buffer, flagsAt + n, n);
    this.finalObservations = new PackedValues(layout, buffer, this.#short);
  }

  /** @throws Error when the reply has another length */
  takeStep(reply: Uint8Array, flags: number, tail: number): void {
    const final = (flags & REPLY.finalObservations) !== 0;
    const end = tail === 0 ? reply.length : tail;
    checkLength("step", end, final ? this.#bytes.length : this.#short);
    this.#bytes.set(end === reply.length ? reply : reply.subarray(0, end));
    this.observations.gather();
    if (final) this.finalObservations.gather();
  }

  /** Rewards and flags stay. @throws Error when the reply has another length */
  takeReset(reply: Uint8Array, tail: number): void {
    const end = tail === 0 ? reply.length : tail;
    checkLength("reset", end, REPLY_HEADER + this.#observationBytes);
    this.#bytes.set(reply.subarray(REPLY_HEADER, end), this.#observationsAt);
    this.observations.gather();
  }
}

function checkLength(call: string, length: number, expected: number): void {
  if (length !== expected) throw new Error(`a reply to ${call} has ${length} bytes in place of ${expected}`);
}
