import { type Table, textTable } from "../report/tables.js";
import type { BenchmarkResult } from "./benchmark.js";
import type { BenchmarkRun } from "./index.js";

/** The results as an aligned table, one line for each figure that a result is held against. */
export function formatBenchmarks(results: readonly BenchmarkResult[]): string {
  const { columns, rows } = benchmarkTable(results);
  return `${textTable(columns, rows)}\n\nMedians of rounds in which all contenders take turns; ratio: benchmark ÷ against, in the same round.`;
}

/** For {@link textTable} or `markdownTable`. */
export function benchmarkTable(results: readonly BenchmarkResult[]): Table {
  const rows = results.flatMap(({ name, unit, value, against }) =>
    against.map((other, k) => [
      k === 0 ? name : "",
      k === 0 ? quantity(value, unit) : "",
      other.name,
      quantity(other.value, unit),
      other.ratio.toPrecision(3),
    ]),
  );
  return {
    columns: [
      { header: "benchmark" },
      { header: "median", align: "right" },
      { header: "against" },
      { header: "median", align: "right" },
      { header: "ratio", align: "number" },
    ],
    rows,
  };
}

/** What was measured on, in lines. */
export function formatMachine({ machine, load }: Pick<BenchmarkRun, "machine" | "load">): string {
  const { host, versions, backends, python } = machine;
  const named = (names: Readonly<Record<string, string>>): string[] =>
    Object.entries(names).map(([name, version]) => `${name} ${version}`);
  const tensorflow = backends.map(({ id, version, tensorflow, device }) => {
    return `${id} ${version} on ${tensorflow === null ? "" : `TensorFlow ${tensorflow}, `}${device}`;
  });
  return [
    `Machine: ${host.cores} cores of ${host.cpu}, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${host.platform} ${host.architecture}.`,
    `Versions: ${[...named(versions), ...named(python), ...tensorflow].join("; ")}.`,
    `Load per core: ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after; 0 is a quiet machine.`,
  ].join("\n");
}

const RATES: readonly string[] = ["steps/s", "samples/s"];

function quantity(value: number, unit: string): string {
  if (!RATES.includes(unit)) return `${value.toFixed(1)} ${unit}`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M ${unit}`;
  return `${(value / 1e3).toFixed(1)} k ${unit}`;
}
