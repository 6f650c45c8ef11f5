import { setTimeout } from "node:timers/promises";
import { type VectorEnv, withAutoreset } from "gymnasium-js";
import { lastValueFrom, tap } from "rxjs";
import type { Engine } from "../engine/engine.js";
import {
  budget,
  CurveBins,
  EpisodeTracker,
  type EpisodeTrackerState,
  episodes,
  interact,
  learningCurve,
} from "../streams/index.js";
import { agentFor, type TrialAgent } from "./agent-for.js";
import { Attempt } from "./attempt.js";
import { bridgeFailureIn } from "./bridge-failure.js";
import { BudgetMeter } from "./budget-meter.js";
import { openEngine } from "./engines.js";
import { environmentSeed } from "./environment-seed.js";
import { createEnvironment } from "./environments.js";
import { EpisodeWatch } from "./episode-watch.js";
import { checkFinite } from "./finite.js";
import { groupSize } from "./plan.js";
import { createProbes } from "./probes/create-probes.js";
import { digestOfLines, ProbeRun } from "./probes/probe-run.js";
import { SavePace, type TrialPace } from "./save-pace.js";
import { sentence } from "./sentence.js";
import type { TrialCheckpoint } from "./store/checkpoint.js";
import { StorageError } from "./store/storage-error.js";
import type { TrialFiles } from "./store/trial-files.js";
import type { TrialOptions, TrialRestart, TrialTask } from "./trial.js";

export interface TrainingOptions extends TrialOptions {
  /** Called when the trial goes on in a new environment. */
  readonly onRestart: () => void;
  /** Called after each checkpoint. */
  readonly onSaved: () => void;
}

/** Milliseconds from one curve on disk to the next: often enough to be watched. Packed trials write many each time. */
const CURVE_EVERY = { alone: 1000, packed: 5000 };
const PROGRESS_EVERY = 250;
/** Milliseconds before the first restart, and at most: a server may take a while to come back. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
const RESUMED = "the run was interrupted there, and this environment cannot be saved.";

/**
 * The training of one network, over as many environments as it takes. It takes up what its folder holds of
 * it: where the environment's state is in the checkpoint, as if it had never stopped; elsewhere in a new
 * environment, from where an episode had ended.
 */
export class Training {
  readonly tracker = new EpisodeTracker();
  /** How often it went on in a new environment. */
  readonly restarts: TrialRestart[] = [];
  /** Why what the folder held could not be taken up, in one sentence. */
  beganAnew: string | undefined;
  #bins = new CurveBins();
  readonly #task: TrialTask;
  readonly #files: TrialFiles;
  readonly #options: TrainingOptions;
  readonly #budget: BudgetMeter;
  #engine: Engine | undefined;
  #agent: TrialAgent | undefined;
  #probes: ProbeRun | undefined;
  /** What to go on from: undefined for the beginning. */
  #saved: TrialCheckpoint | undefined;

  constructor(task: TrialTask, files: TrialFiles, options: TrainingOptions) {
    this.#task = task;
    this.#files = files;
    this.#options = options;
    this.#budget = new BudgetMeter(task.budget, this.tracker);
  }

  get bins(): CurveBins {
    return this.#bins;
  }

  /** Trains to the budget, or until it is told to stop. @throws what ends the trial */
  async run(): Promise<"done" | "interrupted"> {
    const { retries, env } = this.#task;
    let isDone: boolean;
    this.#takeUp();
    try {
      for (let failures = 0; ; failures++) {
        try {
          isDone = await this.#attempt();
          break;
        } catch (error) {
          const failure = failures < retries ? bridgeFailureIn(error) : undefined;
          if (failure === undefined) throw error;
          this.#goBack(failure.message);
          await setTimeout(Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE));
        }
      }
    } finally {
      await this.#probes?.close();
      this.#engine?.dispose?.();
    }
    if (this.#saved !== undefined) checkFinite(this.#saved, env);
    return isDone ? "done" : "interrupted";
  }

  /** Reads what an earlier process left. */
  #takeUp(): void {
    const files = this.#files;
    try {
      const saved = files.readCheckpoint();
      for (const [file, { lines, digest }] of Object.entries(saved?.probes ?? {})) {
        if (digestOfLines(files.readLines(file).slice(0, lines)) === digest) continue;
        throw new Error(`${file} does not begin with the ${lines} lines that it held`);
      }
      files.beginLog(saved?.log);
      if (saved === undefined) return;
      this.#saved = saved;
      this.tracker.restore(saved.tracker);
      this.#bins = CurveBins.from(saved.curve);
      this.restarts.push(...(saved.restarts ?? []));
      if (saved.environment === undefined && !this.#budget.isSpent) this.#restarted(RESUMED);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      this.beganAnew = sentence(error);
      files.beginLog();
    }
  }

  /**
   * From where it was saved; in new environments, if these could not be saved.
   *
   * @returns whether the budget is spent and all probes have measured
   */
  async #attempt(): Promise<boolean> {
    const task = this.#task;
    const budget = this.#budget;
    const { stop, seat } = this.#options;
    const { groups = 1 } = task;
    let isDone: boolean;
    const envs: VectorEnv[] = [];
    const pace = seat?.pace ?? new SavePace();
    try {
      while (envs.length < groups) {
        const env = withAutoreset(await createEnvironment(task.source, groupSize(task), groups > 1));
        envs.push(seat?.around(env) ?? env);
      }
      const agent = await this.#agentFor(envs[0]!);
      const probes = await this.#probesFor(agent);
      const run = new Attempt(this.#saved, envs);
      const watch = this.#watchFrom(run);
      for (;;) {
        await probes.measure(budget.spent, budget.position);
        if (stop.requested || budget.isSpent) break;
        await this.#train(run, watch, agent, probes, pace);
      }
      this.#keepEnd(run, agent, probes);
      isDone = budget.isSpent && !probes.isDue(budget.spent);
    } catch (error) {
      // What else goes wrong now comes of it.
      await Promise.allSettled(envs.map(async (env) => env.close()));
      throw error;
    } finally {
      pace.stop();
    }
    await Promise.all(envs.map((env) => env.close()));
    return isDone;
  }

  /** Trains until the budget is spent, it is told to stop, or probes are due that may have to be waited for. */
  async #train(
    run: Attempt,
    watch: EpisodeWatch,
    agent: TrialAgent,
    probes: ProbeRun,
    pace: TrialPace,
  ): Promise<void> {
    const { stop, onProgress, seat } = this.#options;
    const { seed } = this.#task;
    const meter = this.#budget;
    const stream = interact(run.envs, agent, {
      ...(run.from === undefined
        ? { seed: environmentSeed(seed, this.restarts.length) }
        : { from: run.from }),
      until: (latest) => {
        run.latest = latest;
        const isBoundary = watch.check(latest.transitions);
        if (pace.isDue && !meter.isSpent && (run.savesState || isBoundary)) {
          pace.during(() => this.#save(run, agent, probes));
        } else if (isBoundary && !run.savesState && this.#task.retries > 0) {
          this.#saved = this.#checkpoint(run, agent, probes);
        }
        if (stop.requested) return true;
        if (!probes.isDue(meter.spent)) return false;
        // Several environments that take turns cannot pause.
        if (run.envs.length > 1 && !meter.isSpent) probes.measureNow(meter.spent, meter.position);
        return run.envs.length === 1;
      },
    }).pipe(
      budget(meter.left),
      episodes({ tracker: this.tracker }),
      tap((episode) => {
        watch.ended();
        this.#files.log.append(episode);
      }),
      learningCurve({ bins: this.#bins, updateEvery: CURVE_EVERY[seat === undefined ? "alone" : "packed"] }),
      tap((curve) => this.#files.writeCurve(curve)),
    );
    // By time, so that it costs the steps nothing.
    const report = (): void =>
      onProgress?.({ fraction: meter.spent / meter.limit, steps: meter.position.step });
    const timer = setInterval(report, PROGRESS_EVERY);
    try {
      await lastValueFrom(stream);
    } finally {
      clearInterval(timer);
      run.pause();
    }
    report();
  }

  /** The trial's last checkpoint, or the last for now. */
  #keepEnd(run: Attempt, agent: TrialAgent, probes: ProbeRun): void {
    // One that goes on in a new environment does so from an episode's end.
    const isWhole = run.savesState || this.#budget.isSpent;
    if (isWhole && run.latest !== undefined) this.#save(run, agent, probes);
    else if (this.#saved !== undefined) {
      if (run.latest === undefined) this.#saved = { ...this.#saved, probes: probes.state() };
      this.#files.writeCheckpoint(this.#saved);
    }
  }

  #save(run: Attempt, agent: TrialAgent, probes: ProbeRun): void {
    this.#saved = this.#checkpoint(run, agent, probes);
    this.#files.writeCheckpoint(this.#saved);
    this.#options.onSaved();
  }

  #checkpoint(run: Attempt, agent: TrialAgent, probes: ProbeRun): TrialCheckpoint {
    const { restarts, tracker } = this;
    const isWhole = run.savesState || this.#budget.isSpent;
    const all = tracker.state();
    return {
      agent: agent.state(),
      environment: run.savesState ? run.envs[0]!.state!() : undefined,
      position: run.position(),
      tracker: isWhole ? all : abandoned(all),
      curve: this.#bins.state(),
      log: this.#files.log.prefix(),
      probes: probes.state(),
      ...(restarts.length > 0 && { restarts: [...restarts] }),
    };
  }

  async #agentFor(env: VectorEnv): Promise<TrialAgent> {
    this.#agent ??= this.#options.seat ?? (await this.#ownAgent(env));
    if (this.#saved !== undefined) {
      this.#agent.restore(this.#saved.agent);
      if (this.#saved.environment === undefined) this.#agent.abandonEpisodes();
    }
    return this.#agent;
  }

  async #ownAgent(env: VectorEnv): Promise<TrialAgent> {
    this.#engine ??= await openEngine(this.#task);
    return agentFor(this.#task, env, { engine: this.#engine, seeds: [this.#task.seed] });
  }

  async #probesFor(agent: TrialAgent): Promise<ProbeRun> {
    this.#probes ??= new ProbeRun(
      await createProbes(this.#task, agent, this.#options.stop),
      this.#budget.limit,
      this.#files,
    );
    if (this.#saved !== undefined) this.#probes.restore(this.#saved.probes);
    return this.#probes;
  }

  #watchFrom({ from }: Attempt): EpisodeWatch {
    const { env, batch } = this.#task;
    // With a budget of steps none need end.
    const patience = this.#budget.countsEpisodes ? this.#options.patience : Number.POSITIVE_INFINITY;
    return new EpisodeWatch(env, batch, from?.transitions ?? 0, patience);
  }

  /** The log and the curve hold ended episodes only: they are there already. */
  #goBack(why: string): void {
    const saved = this.#saved;
    // Begun anew, both are what their seeds make them.
    if (saved === undefined) {
      this.#agent = undefined;
      this.#engine?.dispose?.();
      this.#engine = undefined;
      void this.#probes?.close();
      this.#probes = undefined;
    }
    this.tracker.restore(saved?.tracker ?? abandoned({ episodes: 0, transitions: 0 }));
    this.#restarted(why);
  }

  #restarted(why: string): void {
    this.restarts.push({ episodes: this.tracker.completed, steps: this.tracker.steps, why });
    this.#options.onRestart();
  }
}

/** A tracker's state without the episodes that were under way. */
function abandoned({
  episodes,
  transitions,
}: Pick<EpisodeTrackerState, "episodes" | "transitions">): EpisodeTrackerState {
  return { episodes, transitions, returns: [], lengths: [] };
}
