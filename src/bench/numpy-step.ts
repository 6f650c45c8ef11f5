import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { findPython } from "gymnasium-js/bridge";
import { unitKeys } from "../../agents/networks/network.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { BATCHED_CONFIG, type BatchedData, type BatchedShape, batchedSeeds, OBSERVED } from "./batched-step.js";
import { NUMPY_PROGRAM } from "./numpy-program.js";

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

/** The batched step in a Python process of its own, on one thread. */
export class NumPyStep {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<undefined>;
  readonly #shape: BatchedShape;

  constructor(python: string, shape: BatchedShape) {
    const { hidden, rates, critic, discount, optimizer } = BATCHED_CONFIG;
    const settings = {
      ...{ ...shape, ...optimizer, discount, rates: { actor: rates, critic: critic.rates } },
      ...{ actor: [OBSERVED, ...hidden, 1], critic: [OBSERVED, ...critic.hidden, 1] },
    };
    const threads = ["OPENBLAS", "MKL", "BLIS", "OMP", "VECLIB"].map((name) => [`${name}_NUM_THREADS`, "1"]);
    this.#shape = shape;
    this.#process = spawn(python, ["-c", NUMPY_PROGRAM, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...Object.fromEntries(threads), VECLIB_MAXIMUM_THREADS: "1" },
    });
    this.#lines = createInterface({ input: this.#process.stdout! });
    this.#ended = once(this.#process, "exit").then(() => undefined);
  }

  /** The weights after `steps` steps from these ones, with the numbers that an agent would draw. */
  async check(weights: readonly number[], data: readonly BatchedData[], steps: number): Promise<number[]> {
    const { rows, replicas } = this.#shape;
    const keys = unitKeys(batchedSeeds(this.#shape));
    const engine = createReferenceEngine();
    const drawn = engine.tensor(replicas, rows, BATCHED_CONFIG.hidden.reduce((sum, units) => sum + units, 1));
    const uniforms = Array.from({ length: steps }, (_, step) => {
      engine.uniforms(drawn, keys, step);
      return Array.from(drawn.data);
    });
    const list = (key: keyof BatchedData): number[][] => data.map((batch) => Array.from(batch[key]));
    const told = {
      ...{ weights, uniforms, observations: list("observations") },
      ...{ rewards: list("rewards"), terminated: list("terminated") },
    };
    return JSON.parse(await this.#ask(`check ${JSON.stringify(told)}`)) as number[];
  }

  /** Samples per second of CPU time over `steps` steps; after {@link check}. */
  async rate(steps: number): Promise<number> {
    return Number(await this.#ask(`run ${steps}`));
  }

  stop(): void {
    this.#process.stdin!.end();
    this.#lines.close();
  }

  async #ask(command: string): Promise<string> {
    this.#process.stdin!.write(`${command}\n`);
    const line = await Promise.race([once(this.#lines, "line"), this.#ended]);
    if (line === undefined) throw new Error("the NumPy program ended; what it said is above");
    return line[0] as string;
  }
}

function bridgePython(): string | undefined {
  try {
    return findPython("bench");
  } catch {
    return undefined;
  }
}
