import { availableParallelism, loadavg } from "node:os";
import { nearest } from "gymnasium-js";
import { didYouMean, show, UsageError } from "../errors/usage-error.js";
import type { BenchmarkResult } from "./benchmark.js";
import { type Machine, machineHere } from "./machine.js";
import { PARTS, type PartName } from "./parts.js";

export type { BenchmarkResult } from "./benchmark.js";
export { benchmarkFigure } from "./figure.js";
export { benchmarkTable, formatBenchmarks, formatMachine } from "./format.js";

/** What a benchmark measured, and the part of the whole that it is of. */
export interface PartResult extends BenchmarkResult {
  readonly part: PartName;
}

/** All that was measured in one go. */
export interface BenchmarkRun {
  readonly machine: Machine;
  /** Processes that ran or waited for a core when it began and when it ended, per core: 1 is a machine that is busy. */
  readonly load: { readonly before: number; readonly after: number };
  readonly benchmarks: readonly PartResult[];
}

/** @throws {UsageError} where there is no such part */
export function partNames(asked: readonly string[] | undefined): readonly PartName[] {
  const all = Object.keys(PARTS) as PartName[];
  for (const name of asked ?? []) {
    if (all.includes(name as PartName)) continue;
    throw new UsageError(
      `--only is ${show(name)}: allowed is ${all.join(", ")}${didYouMean(nearest(name, all))}`,
    );
  }
  return asked === undefined ? all : all.filter((name) => asked.includes(name));
}

/** The benchmarks behind every speed claim, one after the other. */
export async function runBenchmarks(
  names: readonly PartName[],
  onProgress: (part: PartName) => void = () => {},
): Promise<BenchmarkRun> {
  const machine = await machineHere();
  const before = load();
  const benchmarks: PartResult[] = [];
  for (const part of names) {
    onProgress(part);
    benchmarks.push(...[await PARTS[part]()].flat().map((result) => ({ part, ...result })));
  }
  return { machine, load: { before, after: load() }, benchmarks };
}

const load = (): number => loadavg()[0]! / availableParallelism();
