import { execFileSync } from "node:child_process";
import { findPython } from "gymnasium-js/bridge";

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

/** An interpreter that has Gymnasium: the one of the bridge, or python3. */
export function pythonWithGymnasium(): string | undefined {
  return [bridgePython(), "python3"].find((python) => {
    if (python === undefined) return false;
    try {
      execFileSync(python, ["-c", "import gymnasium"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

function bridgePython(): string | undefined {
  try {
    return findPython("bench");
  } catch {
    return undefined;
  }
}
