import { expect, it } from "vitest";
import { SCORE_RANGES } from "../../src/experiment/score-ranges.js";
import { expectRandomReturns } from "../experiment/measured-scores.js";

it("ranges of Python's environments begin at what random actions get there", async () => {
  const ids = Object.keys(SCORE_RANGES).filter((id) => id.startsWith("gymnasium:"));
  expect(ids).toHaveLength(2);
  await expectRandomReturns(ids, 500);
});
