import fc from "fast-check";
import { TestScheduler } from "rxjs/testing";
import { expect } from "vitest";
import { type Episode, policy } from "../../src/streams/index.js";
import type { Row } from "./emissions.js";

export const still = policy(() => {});
export const end: Row = { terminated: true };
export const on: Row = {};
export const none: Row = { valid: false, reward: 1000 };

export const scheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

const anyRow = fc.record({
  reward: fc.integer({ min: -5, max: 5 }),
  terminated: fc.boolean(),
  truncated: fc.boolean(),
  valid: fc.boolean(),
});
export const anyRun = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(anyRow, { minLength: width, maxLength: width }), { maxLength: 30 }));

export const episode = (index: number, value = index): Episode => ({
  index,
  environmentIndex: 0,
  return: value,
  length: 2,
  step: 2 * (index + 1),
  transitions: 2 * (index + 1),
  terminated: true,
  truncated: false,
});
