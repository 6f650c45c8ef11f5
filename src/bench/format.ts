import { textTable } from "../report/tables.js";
import type { BenchmarkResult } from "./benchmark.js";

/** The results as an aligned table, one line for each figure that a result is held against. */
export function formatBenchmarks(results: readonly BenchmarkResult[]): string {
  const rows = results.flatMap(({ name, unit, value, against }) =>
    against.map((other, k) => [
      k === 0 ? name : "",
      k === 0 ? quantity(value, unit) : "",
      other.name,
      quantity(other.value, unit),
      other.ratio.toPrecision(3),
    ]),
  );
  const table = textTable(
    [
      { header: "benchmark" },
      { header: "median", align: "right" },
      { header: "against" },
      { header: "median", align: "right" },
      { header: "ratio", align: "number" },
    ],
    rows,
  );
  return `${table}\n\nMedians of rounds in which all contenders take turns; ratio: benchmark ÷ against, in the same round.`;
}

const RATES: readonly string[] = ["steps/s", "samples/s"];

function quantity(value: number, unit: string): string {
  if (!RATES.includes(unit)) return `${value.toFixed(1)} ${unit}`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M ${unit}`;
  return `${(value / 1e3).toFixed(1)} k ${unit}`;
}
