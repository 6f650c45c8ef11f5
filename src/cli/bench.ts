import { formatBenchmarks, runBenchmarks } from "../bench/index.js";
import { print, printJson } from "./print.js";

/** `creditgym bench` */
export async function bench({ json }: { readonly json?: boolean }): Promise<void> {
  const benchmarks = await runBenchmarks((activity) => process.stderr.write(`bench: ${activity}\n`));
  if (json) printJson({ benchmarks });
  else print(formatBenchmarks(benchmarks));
}
