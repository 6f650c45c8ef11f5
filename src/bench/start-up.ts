import { execFileSync } from "node:child_process";
import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { runCommand } from "./command.js";

/** How long a user waits for `creditgym rules`, against Node alone. */
export function benchStartUp(): Promise<BenchmarkResult> {
  const nodeAlone: Contender = {
    name: "node --eval 0",
    measure() {
      const start = performance.now();
      execFileSync(process.execPath, ["--eval", "0"], { stdio: "ignore" });
      return performance.now() - start;
    },
  };
  return compareContenders(
    "start-up, creditgym rules",
    "ms",
    { name: "creditgym rules", measure: async () => 1000 * (await runCommand(["rules"])).seconds },
    [nodeAlone],
  );
}
