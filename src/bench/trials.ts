import { type BenchmarkResult, type Contender, compareContenders } from "./benchmark.js";
import { runCommand } from "./command.js";

const TRIALS = 4;
/** So many that starting and drawing, about half a second, are little beside them. */
const STEPS = 1_000_000;
/** These measure whole processes of several seconds: fewer rounds will do. */
const ROUNDS = 3;

/** Generations of the evolution that comes along for CartPole; enough that starting is little beside them. */
const GENERATIONS = 20;

/** Steps per second of whole commands with two workers against one: over all trials of a comparison, and of an evolution. */
export async function benchWorkers(): Promise<BenchmarkResult[]> {
  return [
    await twoAgainstOne(`comparison of ${TRIALS} trials`, async (workers) => {
      const { seconds } = await runCommand([
        ...["compare", "--env", "CartPole-v1", "--rules", "weight-max", "--seeds", String(TRIALS)],
        ...["--steps", String(STEPS), "--workers", workers, "--json", "--quiet"],
      ]);
      return (TRIALS * STEPS) / seconds;
    }),
    await twoAgainstOne(`evolve-cart-pole, ${GENERATIONS} generations`, async (workers) => {
      const { seconds, stdout } = await runCommand([
        ...["evolve", "evolve-cart-pole", "--generations", String(GENERATIONS)],
        ...["--workers", workers, "--json", "--quiet"],
      ]);
      return (JSON.parse(stdout) as { readonly steps: number }).steps / seconds;
    }),
  ];
}

function twoAgainstOne(
  name: string,
  stepsPerSecond: (workers: string) => Promise<number>,
): Promise<BenchmarkResult> {
  const withWorkers = (workers: number): Contender => ({
    name: `${workers} worker${workers === 1 ? "" : "s"}`,
    measure: () => stepsPerSecond(String(workers)),
  });
  return compareContenders(
    `${name}, 2 workers, whole command`,
    "steps/s",
    withWorkers(2),
    [withWorkers(1)],
    ROUNDS,
  );
}
