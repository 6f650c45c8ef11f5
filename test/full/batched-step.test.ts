import { beforeAll, expect, test } from "vitest";
import { benchBatchedStep } from "../../src/bench/batched.js";
import { pythonWithNumPy } from "../../src/bench/numpy-step.js";
import { installedEngines } from "./installed-engines.js";

beforeAll(async () => {
  process.env.CREDITGYM_CACHE = await installedEngines();
}, 900_000);

// It throws where a contender ends at other weights than the reference.
test("the batched step is the same in NumPy, on TensorFlow.js and on the engines, and as fast as is asked for", async () => {
  expect(pythonWithNumPy(), "a Python that has NumPy: GYMNASIUM_PYTHON, or python3").toBeDefined();
  const all = await benchBatchedStep();
  const ratios = (other: string): (number | undefined)[] =>
    all
      .filter(({ name }) => name.startsWith("batched step"))
      .map(({ against }) => against.find(({ name }) => name === other)?.ratio);
  const numPy = ratios("NumPy");
  expect(numPy[0]).toBeGreaterThan(8);
  expect(numPy[1]).toBeGreaterThan(0.35);
  expect(numPy[2]).toBeGreaterThan(0.5);
  const node = ratios("tfjs-node");
  expect(node[0]).toBeGreaterThan(50);
  expect(node[1]).toBeGreaterThan(1);
  expect(node[2]).toBeGreaterThan(1);
  const auto = all.filter(({ name }) => name.startsWith("auto"));
  expect(auto).toHaveLength(4);
  expect(auto[3]!.name).toContain("tfjs-node");
  // tfjs-node-gpu is the same library where there is no GPU.
  for (const { name, against } of auto) {
    for (const other of against) expect(other.ratio, `${name}, ${other.name}`).toBeGreaterThan(0.8);
  }
}, 1_200_000);
