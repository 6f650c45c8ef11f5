import { setTimeout } from "node:timers/promises";
import { type VectorEnv, withAutoreset } from "gymnasium-js";
import { lastValueFrom, tap } from "rxjs";
import { budget, episodes, interact, learningCurve } from "../streams/index.js";
import { agentFor, type TrialAgent } from "./agent-for.js";
import { Attempt } from "./attempt.js";
import { bridgeFailureIn } from "./bridge-failure.js";
import { environmentSeed } from "./environment-seed.js";
import { createEnvironment } from "./environments.js";
import { EpisodeWatch } from "./episode-watch.js";
import { checkFinite } from "./finite.js";
import { type AgentParts, openAgentParts } from "./models/agent-parts.js";
import { groupSize } from "./plan.js";
import { createProbes } from "./probes/create-probes.js";
import { ProbeRun } from "./probes/probe-run.js";
import { SavePace, type TrialPace } from "./save-pace.js";
import type { TrialFiles } from "./store/trial-files.js";
import { type RecordOptions, TrainingRecord } from "./training-record.js";
import type { TrialOptions, TrialTask } from "./trial.js";

export interface TrainingOptions extends TrialOptions, RecordOptions {}

/** Milliseconds from one curve on disk to the next: often enough to be watched. Packed trials write many each time. */
const CURVE_EVERY = { alone: 1000, packed: 5000 };
const PROGRESS_EVERY = 250;
/** Milliseconds before the first restart, and at most: a server may take a while to come back. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

/**
 * The training of one network, over as many environments as it takes. It takes up what its folder holds of
 * it: where the environment's state is in the checkpoint, as if it had never stopped; elsewhere in a new
 * environment, from where an episode had ended.
 */
export class Training {
  readonly record: TrainingRecord;
  readonly #task: TrialTask;
  readonly #files: TrialFiles;
  readonly #options: TrainingOptions;
  #parts: AgentParts | undefined;
  #agent: TrialAgent | undefined;
  #probes: ProbeRun | undefined;

  constructor(task: TrialTask, files: TrialFiles, options: TrainingOptions) {
    this.#task = task;
    this.#files = files;
    this.#options = options;
    this.record = new TrainingRecord(task, files, options);
  }

  /** Trains to the budget, or until it is told to stop. @throws what ends the trial */
  async run(): Promise<"done" | "interrupted"> {
    const { retries, env } = this.#task;
    let isDone: boolean;
    this.record.takeUp();
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
      this.#parts?.dispose();
    }
    if (this.record.saved !== undefined) checkFinite(this.record.saved, env);
    return isDone ? "done" : "interrupted";
  }

  /**
   * From where it was saved; in new environments, if these could not be saved.
   *
   * @returns whether the budget is spent and all probes have measured
   */
  async #attempt(): Promise<boolean> {
    const task = this.#task;
    const { budget } = this.record;
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
      const run = new Attempt(this.record.saved, envs);
      const watch = this.#watchFrom(run);
      for (;;) {
        await probes.measure(budget.spent, budget.position);
        if (stop.requested || budget.isSpent) break;
        await this.#train(run, watch, agent, probes, pace);
      }
      this.record.saveEnd(run, agent, probes);
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
    const { record } = this;
    const meter = record.budget;
    const stream = interact(run.envs, agent, {
      ...(run.from === undefined
        ? { seed: environmentSeed(seed, record.restarts.length) }
        : { from: run.from }),
      until: (latest) => {
        run.latest = latest;
        const isBoundary = watch.check(latest.transitions);
        if (pace.isDue && !meter.isSpent && (run.savesState || isBoundary)) {
          pace.during(() => record.save(run, agent, probes));
        } else if (isBoundary && !run.savesState && this.#task.retries > 0) {
          record.hold(run, agent, probes);
        }
        if (stop.requested) return true;
        if (!probes.isDue(meter.spent)) return false;
        // Several environments that take turns cannot pause.
        if (run.envs.length > 1 && !meter.isSpent) probes.measureNow(meter.spent, meter.position);
        return run.envs.length === 1;
      },
    }).pipe(
      budget(meter.left),
      episodes({ tracker: record.tracker }),
      tap((episode) => {
        watch.ended();
        this.#files.log.append(episode);
      }),
      learningCurve({ bins: record.bins, updateEvery: CURVE_EVERY[seat === undefined ? "alone" : "packed"] }),
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

  async #agentFor(env: VectorEnv): Promise<TrialAgent> {
    this.#agent ??= this.#options.seat ?? (await this.#ownAgent(env));
    const { saved } = this.record;
    if (saved !== undefined) {
      this.#agent.restore(saved.agent);
      if (saved.environment === undefined) this.#agent.abandonEpisodes();
    }
    return this.#agent;
  }

  async #ownAgent(env: VectorEnv): Promise<TrialAgent> {
    const task = this.#task;
    this.#parts ??= await openAgentParts(task, task, { spaces: env, seed: task.seed });
    return agentFor(task, env, { ...this.#parts, seeds: [task.seed] });
  }

  async #probesFor(agent: TrialAgent): Promise<ProbeRun> {
    this.#probes ??= new ProbeRun(
      await createProbes(this.#task, agent, this.#options.stop),
      this.record.budget.limit,
      this.#files,
    );
    if (this.record.saved !== undefined) this.#probes.restore(this.record.saved.probes);
    return this.#probes;
  }

  #watchFrom({ from }: Attempt): EpisodeWatch {
    const { env, batch } = this.#task;
    // With a budget of steps none need end.
    const patience = this.record.budget.countsEpisodes ? this.#options.patience : Number.POSITIVE_INFINITY;
    return new EpisodeWatch(env, batch, from?.transitions ?? 0, patience);
  }

  #goBack(why: string): void {
    // Begun anew, agent and probes are what their seeds make them.
    if (this.record.saved === undefined) {
      this.#agent = undefined;
      this.#parts?.dispose();
      this.#parts = undefined;
      void this.#probes?.close();
      this.#probes = undefined;
    }
    this.record.goBack(why);
  }
}
