import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { planEnvironments } from "../experiment/default-plan.js";
import { runExperiment } from "../experiment/run-experiment.js";
import { type BenchmarkResult, resultOf } from "./benchmark.js";
import { packageRoot } from "./package-root.js";

/** So many that a comparison is watched for some ten seconds: the first look of a page is its dearest. */
const STEPS = 150_000;
const RULES = ["reinforce", "weight-max", "backprop"] as const;
const ENVIRONMENTS = ["CartPole-v1", "Multiplexer-v0"] as const;
const SEEDS = 2;
const ROUNDS = 3;

/** What a page that looks asks for: a run's lines, and pictures of a network at play. */
const LOOKING = `
  const [address] = process.argv.slice(1);
  const wanted = [
    "api/run?id=run&band=ci95&smooth=5",
    "api/policy?id=run&env=CartPole-v1&rule=weight-max&seed=1",
  ];
  async function look(path) {
    for (;;) {
      const response = await fetch(address + path).catch(() => undefined);
      for await (const part of response?.body ?? []) bytes += part.length;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  let bytes = 0;
  for (const path of wanted) look(path);
  process.on("SIGTERM", () => { console.log(bytes); process.exit(); });
`;

interface Measured {
  /** Of the training's process, in CPU time. */
  readonly microsecondsPerStep: number;
  /** Wall time, the report included. */
  readonly stepsPerSecond: number;
  /** CPU time of the training over wall time, in percent of a core. */
  readonly trainingShare: number;
  /** The same of the page's server; undefined without one, and where the system does not tell. */
  readonly serverShare: number | undefined;
}

/** A comparison on all cores while somebody looks at its live page, against the same one that nobody looks at. */
export async function benchDashboard(): Promise<BenchmarkResult[]> {
  const watched: Measured[] = [];
  const alone: Measured[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = [await measure(true), await measure(false)] as const;
    if (round === 0) continue;
    watched.push(pair[0]);
    alone.push(pair[1]);
  }
  const name = `comparison, ${availableParallelism()} workers, with the live page`;
  const of = (what: string, unit: string, read: (one: Measured) => number): BenchmarkResult =>
    resultOf(`${name}: ${what}`, unit, { name: "watched", values: watched.map(read) }, [
      { name: "not watched", values: alone.map(read) },
    ]);
  return [
    of("wall time", "steps/s", ({ stepsPerSecond }) => stepsPerSecond),
    of("CPU time of the training for a step", "µs", ({ microsecondsPerStep }) => microsecondsPerStep),
    ...serverCost(name, watched),
  ];
}

/** What the page takes of the cores that the training could have. */
function serverCost(name: string, watched: readonly Measured[]): BenchmarkResult[] {
  const values = watched.flatMap(({ serverShare }) => serverShare ?? []);
  if (values.length < watched.length) return [];
  return [
    resultOf(`${name}: CPU time of its server`, "% of a core", { name: "server", values }, [
      { name: "training", values: watched.map(({ trainingShare }) => trainingShare) },
    ]),
  ];
}

/** Microseconds of CPU time that a process has taken; undefined where the system does not tell. */
function cpuTimeOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    // Linux counts in hundredths of a second.
    return 10_000 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

async function measure(isWatched: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-bench-"));
  const others: ChildProcess[] = [];
  try {
    if (isWatched) {
      const command = join(packageRoot(), "dist/src/cli/main.js");
      const server = spawn(process.execPath, [command, "dashboard", folder, "--port", "0"], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      others.push(server);
      const address = await firstLine(server);
      const page = spawn(process.execPath, ["--input-type=module", "--eval", LOOKING, address], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      others.push(page);
    }
    const plan = await planEnvironments([...ENVIRONMENTS], {
      ...{ rules: [...RULES], seeds: SEEDS, budget: { steps: STEPS } },
    });
    const server = others[0];
    const servedBefore = server && cpuTimeOf(server.pid!);
    const before = process.cpuUsage();
    const began = performance.now();
    const { trials } = await runExperiment(plan, { out: join(folder, "run") });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const steps = trials.reduce((sum, trial) => sum + trial.steps, 0);
    if (isWatched) await checkLooked(others[1]!);
    const served = server && cpuTimeOf(server.pid!);
    const share = (microseconds: number): number => (100 * microseconds) / (1e6 * seconds);
    return {
      microsecondsPerStep: (user + system) / steps,
      stepsPerSecond: steps / seconds,
      trainingShare: share(user + system),
      serverShare: served === undefined ? undefined : share(served - servedBefore!),
    };
  } finally {
    for (const other of others) other.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error("the dashboard ended before it listened");
}

/** @throws {Error} where the page saw next to nothing: then nothing was measured */
async function checkLooked(page: ChildProcess): Promise<void> {
  page.kill("SIGTERM");
  const bytes = Number(await firstLine(page));
  if (!(bytes > 20_000)) throw new Error(`the page heard ${bytes} bytes only`);
}
