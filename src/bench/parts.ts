import { benchBatchedStep } from "./batched.js";
import type { BenchmarkResult } from "./benchmark.js";
import { benchBridge } from "./bridge.js";
import { benchDashboard } from "./dashboard.js";
import { benchEngineChoice } from "./engine-choice.js";
import { benchEnvironments } from "./environments.js";
import { benchLifetimes } from "./lifetimes.js";
import { benchMatrixProducts } from "./matrix-products.js";
import { benchMemory } from "./memory.js";
import { benchOnlineStep, benchStreams } from "./online-step.js";
import { benchPlayground } from "./playground.js";
import { benchRecording } from "./recording.js";
import { benchReplicas } from "./replicas.js";
import { benchStartUp } from "./start-up.js";
import { benchWorkers } from "./trials.js";

/** Everything that is measured, by the names that `--only` takes, in order. */
export const PARTS = {
  "online-step": benchOnlineStep,
  "batched-step": benchBatchedStep,
  "matrix-products": benchMatrixProducts,
  "engine-choice": benchEngineChoice,
  streams: benchStreams,
  recording: benchRecording,
  dashboard: benchDashboard,
  playground: benchPlayground,
  environments: benchEnvironments,
  evolution: benchLifetimes,
  bridge: benchBridge,
  workers: benchWorkers,
  replicas: benchReplicas,
  memory: benchMemory,
  "start-up": benchStartUp,
} as const satisfies Readonly<Record<string, () => Promise<BenchmarkResult | readonly BenchmarkResult[]>>>;

export type PartName = keyof typeof PARTS;
