import { benchBatchedStep } from "./batched.js";
import type { BenchmarkResult } from "./benchmark.js";
import { benchBridge } from "./bridge.js";
import { benchEnvironments } from "./environments.js";
import { benchLifetimes } from "./lifetimes.js";
import { benchOnlineStep, benchStreams } from "./online-step.js";
import { benchRecording } from "./recording.js";
import { benchReplicas } from "./replicas.js";
import { benchStartUp } from "./start-up.js";
import { benchMemory, benchWorkers } from "./trials.js";

export type { BenchmarkResult } from "./benchmark.js";
export { formatBenchmarks } from "./format.js";

/** The benchmarks behind every speed claim, one after the other. */
export async function runBenchmarks(
  onProgress: (activity: string) => void = () => {},
): Promise<readonly BenchmarkResult[]> {
  const suites: readonly [string, () => Promise<BenchmarkResult | readonly BenchmarkResult[]>][] = [
    ["online step", benchOnlineStep],
    ["batched step", benchBatchedStep],
    ["streams", benchStreams],
    ["recording", benchRecording],
    ["environments", benchEnvironments],
    ["inner loop of evolution", benchLifetimes],
    ["bridge", benchBridge],
    ["workers", benchWorkers],
    ["replicas", benchReplicas],
    ["memory", benchMemory],
    ["start-up", benchStartUp],
  ];
  const results: BenchmarkResult[] = [];
  for (const [activity, suite] of suites) {
    onProgress(activity);
    results.push(...[await suite()].flat());
  }
  return results;
}
