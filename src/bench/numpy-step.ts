import { execFileSync } from "node:child_process";
import { findPython } from "gymnasium-js/bridge";
import { unitKeys } from "../../agents/networks/network.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import {
  type BatchedData,
  type BatchedShape,
  batchedConfig,
  batchedSeeds,
  OBSERVED,
} from "./batched-step.js";
import { NUMPY_PROGRAM } from "./numpy-program.js";
import { StepProcess } from "./step-process.js";

/** An interpreter that has NumPy: the one of the bridge, or python3. */
export function pythonWithNumPy(): string | undefined {
  return [bridgePython(), "python3"].find((python) => {
    if (python === undefined) return false;
    try {
      execFileSync(python, ["-c", "import numpy"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

/** The batched step in NumPy. */
export function numPyStep(python: string, shape: BatchedShape): StepProcess {
  const { hidden, rates, critic, discount, optimizer } = batchedConfig(shape);
  const settings = {
    ...{ ...shape, ...optimizer, discount, rates: { actor: rates, critic: critic.rates } },
    ...{ actor: [OBSERVED, ...hidden, 1], critic: [OBSERVED, ...critic.hidden, 1] },
  };
  return new StepProcess("NumPy", python, ["-c", NUMPY_PROGRAM, JSON.stringify(settings)]);
}

/** Where agents start and what they learn from and draw in the first steps, as NumPy has to be told it. */
export function numbersOf(
  shape: BatchedShape,
  weights: readonly number[],
  data: readonly BatchedData[],
  steps: number,
): object {
  const keys = unitKeys(batchedSeeds(shape));
  const engine = createReferenceEngine();
  const draws = batchedConfig(shape).hidden.reduce((sum, units) => sum + units, 1);
  const drawn = engine.tensor(shape.replicas, shape.rows, draws);
  const uniforms = Array.from({ length: steps }, (_, step) => {
    engine.uniforms(drawn, keys, step);
    return Array.from(drawn.data);
  });
  const list = (key: keyof BatchedData): number[][] => data.map((batch) => Array.from(batch[key]));
  return {
    ...{ weights, uniforms, observations: list("observations") },
    ...{ rewards: list("rewards"), terminated: list("terminated") },
  };
}

function bridgePython(): string | undefined {
  try {
    return findPython("bench");
  } catch {
    return undefined;
  }
}
