import { type Env, make, makeVec } from "gymnasium-js";
import "../../envs/bandits/index.js";
import { type BenchmarkResult, type Contender, compareContenders, rateOf } from "./benchmark.js";
import { gymnasiumRate, pythonWithGymnasium } from "./gymnasium-rate.js";
import { BATCHES, randomBatches } from "./random-batches.js";

const WIDE = 1024;

/** Twins of environments in Gymnasium. */
const TWINS = [
  ...["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"],
  ...["FrozenLake-v1", "CliffWalking-v1", "Taxi-v4", "Blackjack-v1"],
];
const OWN = ["Multiplexer-v0"];

/**
 * Native environments in a vector of 1024 under random actions, against single ones and, where Python has
 * it, Gymnasium's single ones.
 */
export async function benchEnvironments(): Promise<BenchmarkResult[]> {
  const python = pythonWithGymnasium();
  if (python === undefined) {
    process.stderr.write(
      "Gymnasium is left out: there is none. `npx creditgym gymnasium setup` installs it.\n",
    );
  }
  const results: BenchmarkResult[] = [];
  for (const id of [...TWINS, ...OWN]) {
    const others: Contender[] = [
      { name: "vector of 1", measure: () => vectorRate(id, 1, 500_000) },
      { name: "single environment", measure: () => singleRate(id, 200_000) },
    ];
    let name = `${id}, vector of ${WIDE}`;
    if (TWINS.includes(id)) {
      if (python === undefined) name += " (Gymnasium left out)";
      else others.push({ name: "Gymnasium in Python, single", measure: () => gymnasiumRate(python, id) });
    }
    results.push(
      await compareContenders(
        name,
        "steps/s",
        { name: `vector of ${WIDE}`, measure: () => vectorRate(id, WIDE, 2_000) },
        others,
      ),
    );
  }
  return results;
}

function vectorRate(id: string, numEnvs: number, calls: number): number {
  const env = makeVec(id, { numEnvs });
  env.reset({ seed: 1 });
  const batches = randomBatches(env.actionSpace, numEnvs);
  let call = 0;
  return numEnvs * rateOf(calls, () => void env.step(batches[call++ % BATCHES]!));
}

function singleRate(id: string, calls: number): number {
  const env: Env = make(id);
  env.reset({ seed: 1 });
  env.actionSpace.seed(1);
  const actions = Array.from({ length: 64 * BATCHES }, () => env.actionSpace.sample());
  let call = 0;
  return rateOf(calls, () => {
    const { terminated, truncated } = env.step(actions[call++ % actions.length]);
    if (terminated || truncated) env.reset();
  });
}
