import { expect, test } from "vitest";
import { benchBatchedStep } from "../../src/bench/batched.js";
import { pythonWithNumPy } from "../../src/bench/numpy-step.js";

// It throws where a contender ends at other weights than the reference.
test("the batched step is the same in NumPy and on the engines, and as fast as is asked for", async () => {
  expect(pythonWithNumPy(), "a Python that has NumPy: GYMNASIUM_PYTHON, or python3").toBeDefined();
  const results = await benchBatchedStep();
  const ratios = results.map(({ against }) => against.find(({ name }) => name === "NumPy")?.ratio);
  expect(ratios[0]).toBeGreaterThan(8);
  expect(ratios[1]).toBeGreaterThan(0.35);
  expect(ratios[2]).toBeGreaterThan(0.5);
}, 600_000);
