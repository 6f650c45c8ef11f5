import { join } from "node:path";
import type { NativeBackend } from "../engine/tf/native-addon.js";
import type { TfBackend } from "../engine/tf/tf-backend.js";
import type { BatchedProgram } from "./batched-program.js";
import type { BatchedShape } from "./batched-step.js";
import type { Contender } from "./benchmark.js";
import { runCommand } from "./command.js";
import { packageRoot } from "./package-root.js";
import { StepProcess } from "./step-process.js";

/** Steps that all contenders take before they are measured, to be compared. */
export const CHECKED_STEPS = 3;

/** A backend of TensorFlow.js that computes here. */
export interface Backend {
  readonly id: TfBackend;
  readonly device: string;
  readonly version: string;
  /** Of the TensorFlow library beneath; null where there is none. */
  readonly tensorflow: string | null;
}

/** The backends that `creditgym engines` finds here. */
export async function backendsHere(): Promise<readonly Backend[]> {
  const { stdout } = await runCommand(["engines", "--json"]);
  const engines = JSON.parse(stdout) as readonly {
    readonly backends?: readonly (Backend & { readonly available: boolean })[];
  }[];
  return engines
    .flatMap(({ backends = [] }) => backends)
    .filter(({ available }) => available)
    .map(({ id, device, version, tensorflow }) => ({ id, device, version, tensorflow }));
}

export const isNative = ({ id }: Backend): boolean => id === "tfjs-node" || id === "tfjs-node-gpu";

/** As the choice of an engine is told of it. */
export function nativeOf(backend: Backend | undefined): NativeBackend | undefined {
  if (backend === undefined || !isNative(backend)) return undefined;
  return { backend: backend.id as NativeBackend["backend"], gpu: isOnGpu(backend) };
}

/** As tables call it. */
const backendName = (backend: Backend): string =>
  isOnGpu(backend) ? `${backend.id} on ${backend.device}, wall time` : backend.id;

export const isOnGpu = ({ device }: Backend): boolean => device.startsWith("GPU");

/** How an engine is measured: in CPU time on one thread, as long as nothing else is said. */
export interface Measured {
  readonly threads?: number;
  readonly clock?: BatchedProgram["clock"];
}

/** The batched step on an engine. */
export function engineStep(
  name: string,
  engine: Pick<BatchedProgram, "engine" | "backend">,
  shape: BatchedShape,
  { threads = 1, clock = "cpu" }: Measured = {},
): StepProcess {
  const program = join(packageRoot(), "dist/src/bench/batched-program.js");
  const settings: BatchedProgram = { ...shape, ...engine, clock, steps: CHECKED_STEPS };
  return new StepProcess(name, process.execPath, [program, JSON.stringify(settings)], threads);
}

/** The batched step on a backend of TensorFlow.js; of a GPU in wall time. */
export function backendStep(backend: Backend, shape: BatchedShape, measured: Measured = {}): StepProcess {
  const clock = isOnGpu(backend) ? "wall" : measured.clock;
  return engineStep(backendName(backend), { engine: "tf", backend: backend.id }, shape, {
    ...measured,
    clock,
  });
}

/** Of a measurement. */
const SECONDS = 0.2;

/** One who takes so many steps that a measurement lasts a while; how many is found before the first. */
export function stepContender(process: StepProcess, { replicas, rows }: BatchedShape): Contender {
  let steps = 0;
  return {
    name: process.name,
    async measure() {
      for (let tried = 1; steps === 0; tried *= 4) {
        const perSecond = (await process.rate(tried)) / (replicas * rows);
        if (tried >= (SECONDS / 4) * perSecond) steps = Math.ceil(SECONDS * perSecond);
      }
      return process.rate(steps);
    },
  };
}
