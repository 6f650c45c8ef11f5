import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  benchmarkFigure,
  formatBenchmarks,
  formatMachine,
  partNames,
  runBenchmarks,
} from "../bench/index.js";
import { show, UsageError } from "../errors/usage-error.js";
import { toPng } from "../report/png.js";
import { print, printJson } from "./print.js";

export interface BenchOptions {
  readonly only?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** `creditgym bench` */
export async function bench({ only, out, json }: BenchOptions): Promise<void> {
  const names = partNames(only);
  // Before minutes of work, that it can be kept.
  if (out !== undefined) makeFolder(out);
  const run = await runBenchmarks(names, (part) => process.stderr.write(`bench: ${part}\n`));
  if (out !== undefined) {
    const svg = benchmarkFigure(run);
    writeFileSync(join(out, "bench.json"), `${JSON.stringify(run, null, 2)}\n`);
    writeFileSync(join(out, "bench.svg"), svg);
    writeFileSync(join(out, "bench.png"), toPng(svg));
  }
  if (json) printJson(run);
  else print(`${formatBenchmarks(run.benchmarks)}\n\n${formatMachine(run)}`);
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `--out is ${show(out)}, which cannot be made (${(error as Error).message}): allowed is a folder`,
    );
  }
}
