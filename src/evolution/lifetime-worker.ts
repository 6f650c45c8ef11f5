import { Console } from "node:console";
import { Piscina } from "piscina";
import type { TaskParameters } from "../../envs/families/index.js";
import type { LifetimeResults } from "./evaluator.js";
import { createLifetimes, type LifetimeSetup } from "./lifetime-setup.js";

// Standard output is the command's, for results.
globalThis.console = new Console(process.stderr, process.stderr);

/** Members × tasks to let live. */
export interface LifetimeJob {
  readonly members: readonly Float32Array[];
  readonly tasks: readonly TaskParameters[];
  readonly seeds: readonly number[];
}

const lifetimes = await createLifetimes(Piscina.workerData as LifetimeSetup);

/** Lets the members of a share live, in a worker's thread. */
export default function runShare({ members, tasks, seeds }: LifetimeJob): LifetimeResults {
  return lifetimes.run(members, tasks, seeds);
}
