import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

const PROGRAM = `
import json, sys, time, gymnasium
settings = json.loads(sys.argv[1])
for module in settings["imports"]: __import__(module)
num_envs = settings["numEnvs"]
if num_envs is None: env = gymnasium.make(settings["id"])
else: env = gymnasium.make_vec(settings["id"], num_envs=num_envs, vectorization_mode=settings["mode"])
env.reset(seed=1); env.action_space.seed(1)
actions = [env.action_space.sample() for _ in range(16)]
print("ready", flush=True)
for line in sys.stdin:
    count = int(line); start = time.perf_counter()
    for k in range(count):
        _, _, terminated, truncated, _ = env.step(actions[k % 16])
        if num_envs is None and (terminated or truncated): env.reset()
    print((num_envs or 1) * count / (time.perf_counter() - start), flush=True)
`;

/** What is to be stepped in Python's own process. */
export interface GymnasiumSubject {
  readonly id: string;
  /** Modules that register it. */
  readonly imports: readonly string[];
  /** Null for a single environment. */
  readonly numEnvs: number | null;
  /** As `make_vec` has it; null for Gymnasium's choice. */
  readonly mode: "sync" | null;
}

/** Gymnasium stepping random actions in a Python process of its own, without any bridge. */
export class GymnasiumProcess {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<undefined>;

  private constructor(python: string, subject: GymnasiumSubject) {
    this.#process = spawn(python, ["-c", PROGRAM, JSON.stringify(subject)], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#lines = createInterface({ input: this.#process.stdout! });
    this.#ended = once(this.#process, "exit").then(() => undefined);
  }

  /** @throws Error when the environment cannot be made */
  static async start(python: string, subject: GymnasiumSubject): Promise<GymnasiumProcess> {
    const started = new GymnasiumProcess(python, subject);
    let line: string;
    do line = await started.#nextLine(subject.id);
    while (line !== "ready");
    return started;
  }

  /** Environment steps per second over `calls` calls of `step`. */
  async rate(calls: number): Promise<number> {
    this.#process.stdin!.write(`${calls}\n`);
    return Number(await this.#nextLine("a measurement"));
  }

  stop(): void {
    this.#process.stdin!.end();
    this.#lines.close();
  }

  async #nextLine(activity: string): Promise<string> {
    const line = await Promise.race([once(this.#lines, "line"), this.#ended]);
    if (line === undefined) throw new Error(`Python ended during ${activity}`);
    return line[0] as string;
  }
}
