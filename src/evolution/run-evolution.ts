import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AgentConfigError } from "../../agents/errors.js";
import { UsageError } from "../errors/usage-error.js";
import { ProgressMeter, type RunProgress } from "../experiment/progress-meter.js";
import { writeJson } from "../experiment/store/atomic-file.js";
import { readRunTiming } from "../experiment/store/open-run.js";
import { checkStillThere, withAdvice } from "../experiment/store/storage-advice.js";
import { DivergedError } from "./diverged-error.js";
import { EvolutionError } from "./evolution-error.js";
import { EvolutionFiles } from "./evolution-files.js";
import { evolve } from "./evolve.js";
import { LifetimePool } from "./lifetime-pool.js";
import { createLifetimes } from "./lifetime-setup.js";
import { ENGINE, type OpenEvolution, openEvolution } from "./open-evolution.js";
import type { EvolutionPlan } from "./plan-evolution.js";
import type { BestMean, GenerationLine, SearchState } from "./search-state.js";

export interface EvolutionOptions {
  /** Threads; as many as there are cores by default. */
  readonly workers?: number;
  /** The run's folder, new or empty; `runs/<name>/<time>` by default. */
  readonly out?: string;
  /** The folder of an evolution with the same plan that is to go on. */
  readonly resume?: string;
  /** Aborted to stop: whole generations are kept. */
  readonly signal?: AbortSignal;
  /** Called before anything runs, once it is known that everything can. */
  readonly onReady?: () => void;
  /** Told, before the first generation, that what was done could not be read, and so is done again. */
  readonly onBeganAnew?: (sentence: string) => void;
  /** Called about four times a second, with the latest generation. */
  readonly onProgress?: (progress: RunProgress, latest: GenerationLine | undefined) => void;
}

/** What came of an evolution. */
export interface EvolutionRun {
  readonly plan: EvolutionPlan;
  readonly folder: string;
  readonly status: "done" | "interrupted";
  readonly lines: readonly GenerationLine[];
  /** The mean that was written; undefined where none was validated yet. */
  readonly best: Omit<BestMean, "mean"> | undefined;
  /** Paths; undefined where there is nothing to write or to draw yet. */
  readonly weights: string | undefined;
  readonly figure: string | undefined;
  /** Of environments. */
  readonly steps: number;
  /** Wall time, that of the processes before included. */
  readonly seconds: number;
  /** What the user is to know, in sentences. */
  readonly notes: readonly string[];
}

const PROGRESS_EVERY = 250;

/**
 * Evolves a top-down network over worker threads and keeps everything in the run's folder.
 *
 * @throws {UsageError} before anything runs, when policies cannot live so, the folder is taken, or holds another run
 * @throws {StorageError} when its files cannot be written: what was done is kept, and can be resumed
 * @throws {EvolutionError} when a worker dies, or all members diverge: what was done is kept as well
 */
export async function runEvolution(
  plan: EvolutionPlan,
  options: EvolutionOptions = {},
): Promise<EvolutionRun> {
  await checkLifetimes(plan);
  const open = openEvolution(plan, options);
  try {
    options.onReady?.();
    const run = await runIn(open, plan, options);
    checkStillThere(open.folder);
    return run;
  } catch (error) {
    throw error instanceof EvolutionError
      ? keptAs(error, open.folder)
      : withAdvice(error, open.folder, "evolve");
  } finally {
    open.close();
  }
}

function keptAs(error: EvolutionError, folder: string): EvolutionError {
  const advice =
    error instanceof DivergedError
      ? `what was done is kept in ${folder}`
      : `what was done is kept, and \`creditgym evolve --resume ${folder}\` goes on with it`;
  return new EvolutionError(`${error.message}; ${advice}`, { cause: error });
}

/** @throws {UsageError} when policies cannot live as planned */
export async function checkLifetimes(plan: EvolutionPlan): Promise<void> {
  try {
    await createLifetimes(plan);
  } catch (error) {
    if (error instanceof AgentConfigError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function runIn(
  { folder, made, notes }: OpenEvolution,
  plan: EvolutionPlan,
  options: EvolutionOptions,
): Promise<EvolutionRun> {
  const files = new EvolutionFiles(folder, plan, { version: made.versions.creditgym, engine: ENGINE });
  const { problem, saved } = files.read();
  const timing = new Timing(folder, options.workers ?? availableParallelism());
  const beganAnew = problem && `Begun anew: ${problem}`;
  if (beganAnew !== undefined) options.onBeganAnew?.(beganAnew);
  const isFinished = saved?.lines.length === plan.generations;
  // A process may have been killed before it wrote what follows from the checkpoint.
  if (isFinished) files.writeOthers(saved);
  const state = isFinished ? saved : await evolveIn(files, timing, plan, options);
  const { writeEvolutionFigure } = await import("./evolution-figure.js");
  const figure = await writeEvolutionFigure(folder, plan, state.lines);
  const { lines } = state;
  const { mean: _mean, ...best } = state.best ?? {};
  return {
    ...{ plan, folder, lines, figure },
    status: lines.length < plan.generations ? "interrupted" : "done",
    best: state.best && (best as Omit<BestMean, "mean">),
    weights: state.best && files.weights,
    steps: stepsOf(lines),
    seconds: isFinished ? timing.secondsBefore : timing.write(lines),
    notes: [...notes, ...(beganAnew === undefined ? [] : [beganAnew]), ...(isFinished ? [FINISHED] : [])],
  };
}

async function evolveIn(
  files: EvolutionFiles,
  timing: Timing,
  plan: EvolutionPlan,
  { workers = availableParallelism(), signal, onProgress }: EvolutionOptions,
): Promise<SearchState> {
  const meter = new GenerationMeter(plan.generations);
  const pool = new LifetimePool(plan, { workers, signal });
  const timer = setInterval(() => onProgress?.(meter.read(), meter.latest), PROGRESS_EVERY);
  try {
    return await evolve(plan, files, pool, {
      signal,
      onShare: (fraction, steps) => meter.share(fraction, steps),
      onGeneration: ({ lines }) => {
        meter.generations(lines);
        timing.write(lines);
      },
    });
  } finally {
    clearInterval(timer);
    await pool.close();
    onProgress?.(meter.read(), meter.latest);
  }
}

const FINISHED = "The run is finished: there was nothing left to do";

/** Writes `timing.json`: all that may differ between equal runs. */
class Timing {
  readonly #path: string;
  readonly #workers: number;
  readonly #start = performance.now();
  readonly #before: { readonly began: string; readonly seconds: number };

  constructor(folder: string, workers: number) {
    this.#path = join(folder, "timing.json");
    this.#workers = workers;
    this.#before = readRunTiming(folder) ?? { began: new Date().toISOString(), seconds: 0 };
  }

  /** Wall time of the processes before this one. */
  get secondsBefore(): number {
    return this.#before.seconds;
  }

  /** @returns seconds, those of the processes before included */
  write(lines: readonly GenerationLine[]): number {
    const { began } = this.#before;
    const seconds = this.#before.seconds + (performance.now() - this.#start) / 1000;
    const stepsPerSecond = stepsOf(lines) / seconds;
    writeJson(this.#path, { began, seconds, workers: this.#workers, stepsPerSecond });
    return seconds;
  }
}

/** Tells how far the generations are. */
class GenerationMeter {
  latest: GenerationLine | undefined;
  readonly #meter: ProgressMeter;
  #done = 0;
  #fraction = 0;
  #steps = 0;
  #isBegun = false;

  constructor(generations: number) {
    this.#meter = new ProgressMeter(new Array<number>(generations).fill(1));
  }

  generations(lines: readonly GenerationLine[]): void {
    for (; this.#done < lines.length; this.#done++) this.#meter.finish(this.#done, lines[this.#done]!.steps);
    if (!this.#isBegun) this.#meter.start();
    this.#isBegun = true;
    this.latest = lines.at(-1);
    [this.#fraction, this.#steps] = [0, 0];
  }

  share(fraction: number, steps: number): void {
    this.#fraction += fraction;
    this.#steps += steps;
    this.#meter.update(this.#done, { fraction: this.#fraction, steps: this.#steps });
  }

  read(): RunProgress {
    return this.#meter.read();
  }
}

const stepsOf = (lines: readonly GenerationLine[]): number =>
  lines.reduce((sum, { steps }) => sum + steps, 0);
