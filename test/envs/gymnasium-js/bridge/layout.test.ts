import fc from "fast-check";
import { allocate, type Dict, type NumericArray, packingOf, type Space, type Tuple } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { IntegerCheck, Layout, PackedValues } from "../../../../envs/gymnasium-js/src/bridge/layout.js";
import { Replies } from "../../../../envs/gymnasium-js/src/bridge/replies.js";
import { admits } from "../../../../envs/gymnasium-js/src/vector-packing.js";
import { packableSpace } from "../spaces/arbitrary.js";

const several = fc.integer({ min: 1, max: 4 });

function samplesOf(space: Space, n: number, seed: number) {
  space.seed(seed);
  const values = Array.from({ length: n }, () => space.sample());
  const { dtype, size, pack } = packingOf(space);
  const batch = allocate(dtype, n * size);
  for (const [i, value] of values.entries()) pack(value, batch, i * size);
  return { values, batch };
}

/** The numbers of a value, leaf by leaf. */
function* leaves(space: Space, value: unknown): Iterable<readonly number[]> {
  if (space.kind === "Tuple") {
    for (const [i, part] of (space as Tuple).spaces.entries()) yield* leaves(part, (value as unknown[])[i]);
  } else if (space.kind === "Dict") {
    const { keys, spaces } = space as Dict;
    for (const key of keys) yield* leaves(spaces[key]!, (value as Readonly<Record<string, unknown>>)[key]);
  } else {
    yield typeof value === "number" ? [value] : Array.from(value as NumericArray);
  }
}

describe("a layout", () => {
  it("has the numbers of all values of a leaf in one block, at a multiple of 8", () => {
    fc.assert(
      fc.property(packableSpace, several, fc.nat(), (space, n, seed) => {
        const layout = new Layout(space, n);
        const buffer = new ArrayBuffer(24 + layout.byteLength);
        const { values, batch } = samplesOf(space, n, seed);
        new PackedValues(layout, buffer, 24).scatter(batch);
        const parts = values.map((value) => [...leaves(space, value)]);
        for (const [k, leaf] of layout.leaves.entries()) {
          const at = 24 + layout.offsets[k]!;
          expect(at % 8).toBe(0);
          const block = allocate(leaf.dtype, n * leaf.size);
          new Uint8Array(block.buffer).set(new Uint8Array(buffer, at, block.byteLength));
          expect(Array.from(block)).toEqual(parts.flatMap((part) => part[k]!));
        }
        const read = new PackedValues(layout, buffer, 24);
        read.gather();
        expect(read.batch).toEqual(batch);
      }),
    );
  });

  it("takes actions of any dtype", () => {
    fc.assert(
      fc.property(packableSpace, several, fc.nat(), (space, n, seed) => {
        const { batch } = samplesOf(space, n, seed);
        const layout = new Layout(space, n);
        const values = new PackedValues(layout, new ArrayBuffer(layout.byteLength), 0);
        values.scatter(Float64Array.from(batch));
        values.gather();
        expect(values.batch).toEqual(batch);
      }),
    );
  });
});

describe("the check of a batch", () => {
  it("finds the first value that is not admitted", () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(0.5, -1000, 1000, Number.NaN, Infinity));
    fc.assert(
      fc.property(
        packableSpace,
        several,
        fc.nat(),
        fc.array(change, { maxLength: 2 }),
        (space, n, seed, changes) => {
          const batch = Float64Array.from(samplesOf(space, n, seed).batch);
          const check = new IntegerCheck(new Layout(space, n));
          expect(check.firstWrong(batch)).toBe(-1);
          for (const [at, value] of changes) if (batch.length > 0) batch[at % batch.length] = value;
          expect(check.firstWrong(batch)).toBe(firstRefused(space, batch, n));
        },
      ),
    );
  });
});

/** One value after the other, as structures of plain numbers. */
function firstRefused(space: Space, batch: Float64Array, n: number): number {
  const size = batch.length / n;
  for (let i = 0; i < n; i++) {
    const numbers = batch.subarray(i * size, (i + 1) * size);
    let at = 0;
    const read = (part: Space): unknown => {
      if (part.kind === "Tuple") return (part as Tuple).spaces.map(read);
      if (part.kind === "Dict") {
        const { keys, spaces } = part as Dict;
        return Object.fromEntries(keys.map((key) => [key, read(spaces[key]!)]));
      }
      const { size: own } = packingOf(part);
      const taken = numbers.subarray(at, at + own);
      at += own;
      if (part.kind === "Discrete") return taken[0];
      if (part.kind === "Box") return taken;
      // A fraction is refused; stored as an integer it would not show.
      return taken.every(Number.isInteger) ? Int32Array.from(taken) : taken;
    };
    if (!admits(space, read(space))) return i;
  }
  return -1;
}

describe("replies", () => {
  const header = (op: number, flags: number): Uint8Array =>
    Uint8Array.of(op, flags, ...new Array<number>(14).fill(0));

  it("of any alignment fill the same arrays", () => {
    const { space, layout } = pair();
    const replies = new Replies(layout);
    const { observations, rewards, terminated, truncated } = replies;
    for (let shift = 0; shift < 8; shift++) {
      const { batch } = samplesOf(space, 3, shift);
      const message = stepReply(layout, batch, shift);
      const moved = new Uint8Array(message.length + shift).subarray(shift);
      moved.set(message);
      replies.takeStep(moved, 0, 0);
      expect(observations.batch).toEqual(batch);
      expect([...rewards]).toEqual([shift, shift, shift]);
      expect([...terminated, ...truncated]).toEqual([1, 0, 1, 0, 1, 0]);
    }
  });

  it("of a reset leave rewards and flags", () => {
    const { space, layout } = pair();
    const replies = new Replies(layout);
    replies.takeStep(stepReply(layout, samplesOf(space, 3, 1).batch, 7), 0, 0);
    const { batch } = samplesOf(space, 3, 2);
    const reset = new Uint8Array(16 + layout.byteLength);
    new PackedValues(layout, reset.buffer, 16).scatter(batch);
    replies.takeReset(reset, 0);
    expect(replies.observations.batch).toEqual(batch);
    expect([...replies.rewards, ...replies.terminated]).toEqual([7, 7, 7, 1, 0, 1]);
  });

  it("of another length are refused", () => {
    const { layout } = pair();
    const replies = new Replies(layout);
    expect(() => replies.takeStep(header(1, 0), 0, 0)).toThrow(
      /a reply to step has 16 bytes in place of \d+/,
    );
    expect(() => replies.takeReset(new Uint8Array(1000), 0)).toThrow(/a reply to reset has 1000 bytes/);
  });

  function pair() {
    const [space] = fc.sample(
      packableSpace.filter(({ kind }) => kind === "Dict"),
      { seed: 5, numRuns: 1 },
    );
    return { space: space!, layout: new Layout(space!, 3) };
  }

  function stepReply(layout: Layout, batch: NumericArray, reward: number): Uint8Array {
    const flagsAt = 16 + 24 + layout.byteLength;
    const message = new Uint8Array(Math.ceil((flagsAt + 6) / 8) * 8);
    message.set(header(1, 0));
    new Float64Array(message.buffer, 16, 3).fill(reward);
    new PackedValues(layout, message.buffer, 40).scatter(batch);
    message.set([1, 0, 1, 0, 1, 0], flagsAt);
    return message;
  }
});
