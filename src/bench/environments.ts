import { execFileSync } from "node:child_process";
import { make, makeVec } from "gymnasium-js";
import "../../envs/bandits/index.js";
import { type BenchmarkResult, type Contender, compareContenders, rateOf } from "./benchmark.js";

const WIDE = 1024;
/** Environment → a legal action; the multiplexer has no twin in Gymnasium. */
const ENVIRONMENTS = ["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "Multiplexer-v0"] as const;

/** Native environments in a vector of 1024, against single ones and, where it is installed, Gymnasium. */
export async function benchEnvironments(): Promise<BenchmarkResult[]> {
  const hasGymnasium = pythonHasGymnasium();
  const results: BenchmarkResult[] = [];
  for (const id of ENVIRONMENTS) {
    const others: Contender[] = [
      { name: "vector of 1", measure: () => vectorRate(id, 1, 500_000) },
      { name: "single environment", measure: () => singleRate(id, 200_000) },
    ];
    if (hasGymnasium && id !== "Multiplexer-v0") {
      others.push({ name: "Gymnasium in Python, single", measure: () => gymnasiumRate(id) });
    }
    results.push(
      await compareContenders(
        `${id}, vector of ${WIDE}`,
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
  const actions = Int32Array.from({ length: numEnvs }, (_, k) => k % 2);
  let call = 0;
  const flip = numEnvs === 1;
  return (
    numEnvs *
    rateOf(calls, () => {
      if (flip) actions[0] = call++ & 1;
      env.step(actions);
    })
  );
}

function singleRate(id: string, calls: number): number {
  const env = make(id);
  env.reset({ seed: 1 });
  let call = 0;
  return rateOf(calls, () => {
    const { terminated, truncated } = env.step(call++ & 1);
    if (terminated || truncated) env.reset();
  });
}

const GYMNASIUM_PROGRAM = `
import sys, time, gymnasium
env = gymnasium.make(sys.argv[1]); env.reset(seed=1); n = 30000; start = time.perf_counter()
for k in range(n):
    _, _, terminated, truncated, _ = env.step(k % 2)
    if terminated or truncated: env.reset()
print(n / (time.perf_counter() - start))
`;

function gymnasiumRate(id: string): number {
  return Number(execFileSync("python3", ["-c", GYMNASIUM_PROGRAM, id], { encoding: "utf8" }));
}

function pythonHasGymnasium(): boolean {
  try {
    execFileSync("python3", ["-c", "import gymnasium"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
