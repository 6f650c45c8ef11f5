import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { planEnvironments } from "../experiment/default-plan.js";
import { runExperiment } from "../experiment/run-experiment.js";
import { type BenchmarkResult, resultOf } from "./benchmark.js";
import { BrowserPage, missingForPages } from "./browser/browser-page.js";
import { cpuTimeOf } from "./cpu-time.js";
import { packageRoot } from "./package-root.js";

/** Of each worker: half a minute, for the first look of a page is its dearest. */
const STEPS_OF_WORKER = 6_000_000;
const RULES = ["reinforce", "weight-max", "backprop"] as const;
const ENVIRONMENTS = ["CartPole-v1", "Multiplexer-v0"] as const;
const SEEDS = 2;
const TRIALS = RULES.length * ENVIRONMENTS.length * SEEDS;
const ROUNDS = 3;
/** Milliseconds for which a browser that has just begun is busy with itself. */
const SETTLING = 3000;

/** Where the page looks, as soon as the run is there: at its curves, and at a network at play. */
const VIEW = `#/run/run?watch=${encodeURIComponent(JSON.stringify(["CartPole-v1", "weight-max", 1]))}`;
/** What it shows by the end: numbers of charts and of pictures. */
const SHOWN =
  "[document.querySelectorAll('.u-over').length, document.querySelectorAll('.picture svg').length]";

interface Measured {
  /** Wall time, the report included. */
  readonly stepsPerSecond: number;
  /** Of the training's process, in CPU time. */
  readonly microsecondsPerStep: number;
  /** CPU time over wall time, in percent of a core; undefined where the system does not tell, or nobody looks. */
  readonly shares: Readonly<Record<"training" | "server" | "browser", number | undefined>>;
}

/**
 * A comparison while somebody looks at its live page in a browser on the same machine, against the same one that nobody
 * looks at: on all cores, and with one left free.
 */
export async function benchDashboard(): Promise<BenchmarkResult[]> {
  const missing = missingForPages();
  if (missing !== undefined) {
    process.stderr.write(`The live page is left out: ${missing}\n`);
    return [];
  }
  const cores = availableParallelism();
  const results = await benchOn(cores);
  if (cores > 1) results.push(...(await benchOn(cores - 1)));
  return results;
}

async function benchOn(workers: number): Promise<BenchmarkResult[]> {
  const watched: Measured[] = [];
  const alone: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes first in one round comes last in the next.
    for (const isWatched of round % 2 === 0 ? [true, false] : [false, true]) {
      (isWatched ? watched : alone).push(await measure(workers, isWatched));
    }
  }
  const name = `comparison, ${workers} of ${availableParallelism()} cores, with the live page`;
  const of = (what: string, unit: string, read: (one: Measured) => number): BenchmarkResult =>
    resultOf(`${name}: ${what}`, unit, { name: "watched", values: watched.map(read) }, [
      { name: "not watched", values: alone.map(read) },
    ]);
  return [
    of("wall time", "steps/s", ({ stepsPerSecond }) => stepsPerSecond),
    of("CPU time of the training for a step", "µs", ({ microsecondsPerStep }) => microsecondsPerStep),
    ...costOf("server", name, watched),
    ...costOf("browser", name, watched),
  ];
}

/** What the page takes of the cores that the training could have. */
function costOf(who: "server" | "browser", name: string, watched: readonly Measured[]): BenchmarkResult[] {
  const values = watched.flatMap(({ shares }) => shares[who] ?? []);
  if (values.length < watched.length) return [];
  return [
    resultOf(`${name}: CPU time of its ${who}`, "% of a core", { name: who, values }, [
      { name: "training", values: watched.map(({ shares }) => shares.training!) },
    ]),
  ];
}

async function measure(workers: number, isWatched: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-bench-"));
  let server: ChildProcess | undefined;
  let page: BrowserPage | undefined;
  try {
    if (isWatched) {
      server = startServer(folder);
      page = await BrowserPage.open(`${await firstLine(server)}${VIEW}`);
      await setTimeout(SETTLING);
    }
    const plan = await planEnvironments([...ENVIRONMENTS], {
      ...{ rules: [...RULES], seeds: SEEDS, budget: { steps: (STEPS_OF_WORKER * workers) / TRIALS } },
    });
    const taken = (): Record<"training" | "server" | "browser", number | undefined> => {
      const { user, system } = process.cpuUsage();
      return {
        training: user + system,
        server: server && cpuTimeOf(server.pid!),
        browser: page?.cpuTime,
      };
    };
    const before = taken();
    const began = performance.now();
    const { trials } = await runExperiment(plan, { out: join(folder, "run"), workers });
    const milliseconds = performance.now() - began;
    const after = taken();
    if (page !== undefined) await checkSeen(page);
    const steps = trials.reduce((sum, trial) => sum + trial.steps, 0);
    const shareOf = (who: keyof typeof after): number | undefined =>
      after[who] === undefined ? undefined : (after[who] - before[who]!) / (10 * milliseconds);
    return {
      stepsPerSecond: (1000 * steps) / milliseconds,
      microsecondsPerStep: (after.training! - before.training!) / steps,
      shares: { training: shareOf("training"), server: shareOf("server"), browser: shareOf("browser") },
    };
  } finally {
    await page?.close();
    server?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function startServer(folder: string): ChildProcess {
  const command = join(packageRoot(), "dist/src/cli/main.js");
  return spawn(process.execPath, [command, "dashboard", folder, "--port", "0"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error("the dashboard ended before it listened");
}

/** @throws {Error} where the page showed less than the run: then nothing was measured */
async function checkSeen(page: BrowserPage): Promise<void> {
  const [charts, pictures] = await page.evaluate<[number, number]>(SHOWN);
  if (charts !== ENVIRONMENTS.length || pictures !== 1)
    throw new Error(`the page shows ${charts} charts and ${pictures} pictures`);
}
