import { execFileSync } from "node:child_process";

const PROGRAM = `
import sys, time, gymnasium
env = gymnasium.make(sys.argv[1]); env.reset(seed=1); env.action_space.seed(1)
actions = [env.action_space.sample() for _ in range(1024)]
n = 30000; start = time.perf_counter()
for k in range(n):
    _, _, terminated, truncated, _ = env.step(actions[k % 1024])
    if terminated or truncated: env.reset()
print(n / (time.perf_counter() - start))
`;

/** Steps per second of one environment of Gymnasium's under random actions. */
export function gymnasiumRate(python: string, id: string): number {
  return Number(execFileSync(python, ["-c", PROGRAM, id], { encoding: "utf8" }));
}

/** An interpreter that has Gymnasium: the one in CREDITGYM_PYTHON, or python3. */
export function pythonWithGymnasium(): string | undefined {
  const candidates = [process.env.CREDITGYM_PYTHON, "python3"].filter((name) => name !== undefined);
  return candidates.find((python) => {
    try {
      execFileSync(python, ["-c", "import gymnasium"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}
