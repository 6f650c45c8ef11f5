import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { runCommand } from "./command.js";

const TRIALS = 4;
/** So many that starting and drawing, about half a second, are little beside them. */
const STEPS = 1_000_000;
/** These measure whole processes of several seconds: fewer rounds will do. */
const ROUNDS = 3;

/** Steps per second over all trials of a comparison, with two workers against one. */
export function benchWorkers(): Promise<BenchmarkResult> {
  const withWorkers = (workers: number): Contender => ({
    name: `${workers} worker${workers === 1 ? "" : "s"}`,
    async measure() {
      const { seconds } = await runCommand([
        ...["compare", "--env", "CartPole-v1", "--rules", "weight-max", "--seeds", String(TRIALS)],
        ...["--steps", String(STEPS), "--workers", String(workers), "--json", "--quiet"],
      ]);
      return (TRIALS * STEPS) / seconds;
    },
  });
  return compareContenders(
    "comparison of 4 trials, 2 workers, whole command",
    "steps/s",
    withWorkers(2),
    [withWorkers(1)],
    ROUNDS,
  );
}
