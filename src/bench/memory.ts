import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { runCommand } from "./command.js";
import { backendsHere } from "./engine-step.js";
import { packageRoot } from "./package-root.js";

/** These measure whole processes: fewer rounds will do. */
const ROUNDS = 3;

/** What trials and agents take of the machine's memory. */
export async function benchMemory(): Promise<BenchmarkResult[]> {
  const [best] = await backendsHere();
  const engines = [
    { name: "reference engine", flags: ["--engine", "reference"] },
    ...(best === undefined ? [] : [{ name: `engine tf on ${best.id}`, flags: ["--engine", "tf"] }]),
  ];
  return [
    await compareContenders(
      "peak memory of a trial, 800 k episodes",
      "MB",
      peak("800 k episodes", ["--episodes", "800000"]),
      [peak("100 k episodes", ["--episodes", "100000"])],
      ROUNDS,
    ),
    await compareContenders(
      "peak memory of a comparison of one trial, wasm",
      "MB",
      peak("wasm engine", ["--steps", "2000", "--engine", "wasm"]),
      engines.map(({ name, flags }) => peak(name, ["--steps", "2000", ...flags])),
      ROUNDS,
    ),
    await compareContenders(
      "memory of an agent with an engine of its own, wasm",
      "kB",
      agents("wasm engine", "wasm"),
      [agents("reference engine", "reference")],
      ROUNDS,
    ),
  ];
}

/** The most that a comparison of one trial, its report included, takes at any moment. */
function peak(name: string, flags: readonly string[]): Contender {
  const report =
    'data:text/javascript,process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))';
  return {
    name,
    async measure() {
      const { stderr } = await runCommand(
        [
          ...["compare", "--env", "Multiplexer-v0", "--rules", "weight-max", "--seeds", "1"],
          ...["--workers", "1", "--json", "--quiet", ...flags],
        ],
        ["--import", report],
      );
      return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000;
    },
  };
}

/** What a process of many agents takes more than before it had them, for each. */
function agents(name: string, engine: string): Contender {
  const program = join(packageRoot(), "dist/src/bench/agent-memory-program.js");
  return {
    name,
    measure: () => Number(execFileSync(process.execPath, ["--expose-gc", program, engine])) / 1000,
  };
}
