import { beforeAll, expect, test } from "vitest";
import { checkBatchedStep } from "../../src/bench/batched.js";
import { installedEngines } from "./installed-engines.js";

beforeAll(async () => {
  process.env.CREDITGYM_CACHE = await installedEngines();
}, 900_000);

// It throws where a contender ends at other weights than the reference.
test("the batched step is the same in NumPy, on TensorFlow.js and on the engines", async () => {
  const all = ["wasm engine", "reference engine", "NumPy", "tfjs-node", "tfjs-wasm", "tfjs-cpu"];
  const fast = all.filter((name) => name !== "reference engine" && name !== "tfjs-cpu");
  const cases = await checkBatchedStep();
  const names = cases.map((contenders) => contenders.filter((name) => name !== "tfjs-node-gpu"));
  expect(names).toEqual([all, all, all, fast]);
}, 1_200_000);
