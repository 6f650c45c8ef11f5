import { setTimeout } from "node:timers/promises";
import type { VectorEnv } from "gymnasium-js";
import { lastValueFrom, tap } from "rxjs";
import type { Agent, Checkpoint } from "../../agents/agent.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import { streamKey } from "../random/streams.js";
import {
  budget,
  CurveBins,
  type Emission,
  EpisodeTracker,
  episodes,
  interact,
  learningCurve,
} from "../streams/index.js";
import { bridgeFailureIn } from "./bridge-failure.js";
import type { TrialBudget } from "./definition.js";
import { createEngine } from "./engines.js";
import { createEnvironment } from "./environments.js";
import { groupSize } from "./plan.js";
import { encodeCheckpoint } from "./store/checkpoint.js";
import type { TrialFiles } from "./store/trial-files.js";
import type { TrialOptions, TrialRestart, TrialTask } from "./trial.js";

/** Where a trial stood when its latest episode ended: its environments' own state is not in it. */
interface Boundary {
  /** Undefined before the first episode has ended. */
  readonly agent: Checkpoint | undefined;
  readonly step: number;
  readonly transitions: number;
}

export interface TrainingOptions extends TrialOptions {
  /** Called when the trial has gone back to the end of its latest episode. */
  readonly onRestart: (restart: TrialRestart) => void;
}

const CURVE_EVERY = 5000;
const PROGRESS_EVERY = 250;
const PATIENCE = 2_000_000;
/** Milliseconds before the first restart, and at most: a server may take a while to come back. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;

/** The training of one network, over as many environments as it takes. */
export class Training {
  readonly tracker = new EpisodeTracker();
  readonly bins = new CurveBins();
  readonly #task: TrialTask;
  readonly #files: TrialFiles;
  readonly #options: TrainingOptions;
  #agent: TeamAgent | undefined;
  #boundary: Boundary = { agent: undefined, step: 0, transitions: 0 };

  constructor(task: TrialTask, files: TrialFiles, options: TrainingOptions) {
    this.#task = task;
    this.#files = files;
    this.#options = options;
  }

  /** Trains to the budget, or until it is told to stop. @throws what ends the trial */
  async run(): Promise<"done" | "interrupted"> {
    for (let restarts = 0; ; restarts++) {
      try {
        await this.#attempt(restarts);
        return this.#fractionDone() >= 1 ? "done" : "interrupted";
      } catch (error) {
        const failure = restarts < this.#task.retries ? await bridgeFailureIn(error) : undefined;
        if (failure === undefined) throw error;
        this.#goBack();
        const { completed } = this.tracker;
        this.#options.onRestart({
          episodes: completed,
          steps: this.#boundary.transitions,
          why: failure.message,
        });
        await setTimeout(Math.min(FIRST_PAUSE * 2 ** restarts, LONGEST_PAUSE));
      }
    }
  }

  /** From where the latest episode ended, in new environments. */
  async #attempt(restarts: number): Promise<void> {
    const { tracker, bins } = this;
    const task = this.#task;
    const { stop, onProgress } = this.#options;
    const start = this.#boundary;
    const { groups = 1 } = task;
    const envs: VectorEnv[] = [];
    try {
      while (envs.length < groups) {
        envs.push(await createEnvironment(task.source, groupSize(task), groups > 1));
      }
      const agent = this.#agentFor(envs[0]!);
      let emission: Emission | undefined;
      const watch = this.#watch(start);
      const run = interact(envs, agent, {
        seed: environmentSeed(task.seed, restarts),
        until: (latest) => {
          emission = latest;
          watch.check(latest);
          return stop.requested;
        },
      }).pipe(
        budget(this.#budgetLeft()),
        episodes({ tracker }),
        tap((episode) => {
          watch.ended();
          this.#files.log.append(episode);
        }),
        learningCurve({ bins, updateEvery: CURVE_EVERY }),
        tap((curve) => this.#files.writeCurve(curve)),
      );
      // By time, so that it costs the steps nothing.
      const report = (): void =>
        onProgress?.({
          fraction: this.#fractionDone(),
          steps: start.transitions + (emission?.transitions ?? 0),
        });
      const timer = setInterval(report, PROGRESS_EVERY);
      try {
        await lastValueFrom(run);
      } finally {
        clearInterval(timer);
      }
      report();
      const position = {
        ...emission!,
        step: start.step + emission!.step,
        transitions: start.transitions + emission!.transitions,
      };
      this.#files.writeCheckpoint(encodeCheckpoint({ agent, envs, emission: position, tracker, bins }));
      checkFinite(agent, task.env, position);
    } catch (error) {
      // What else goes wrong now comes of it.
      await Promise.allSettled(envs.map(async (env) => env.close()));
      throw error;
    }
    await Promise.all(envs.map((env) => env.close()));
  }

  #agentFor({ observationSpace, actionSpace, numEnvs }: VectorEnv): TeamAgent {
    const task = this.#task;
    this.#agent ??= createTeamAgent({
      engine: createEngine(task.engine),
      rule: creditRule(task.rule),
      config: task.agent,
      ...{ observationSpace, actionSpace },
      seeds: [task.seed],
      batch: numEnvs,
      groups: task.groups,
    });
    return this.#agent;
  }

  /** Looks at every step of an attempt: whether episodes end, and where the trial is to go back to. */
  #watch(start: Boundary): { ended(): void; check(latest: Emission): void } {
    const { env, batch, budget: limit, retries } = this.#task;
    const { patience = PATIENCE } = this.#options;
    const longest = "episodes" in limit ? patience * batch : Number.POSITIVE_INFINITY;
    let hasEnded = false;
    let lastEnd = 0;
    return {
      ended: () => {
        hasEnded = true;
      },
      check: ({ step, transitions }) => {
        if (hasEnded) {
          hasEnded = false;
          lastEnd = transitions;
          if (retries > 0) {
            this.#boundary = {
              agent: this.#agent!.state(),
              step: start.step + step,
              transitions: start.transitions + transitions,
            };
          }
        } else if (transitions - lastEnd > longest) {
          throw new Error(
            `${env}: no episode ended within ${patience} steps; give the environment a time limit ` +
              "(maxEpisodeSteps), or the trial a budget of steps",
          );
        }
      },
    };
  }

  /** The log and the curve hold ended episodes only: they are there already. */
  #goBack(): void {
    const { agent, transitions } = this.#boundary;
    // Begun anew, it is what its seed makes it.
    if (agent === undefined) this.#agent = undefined;
    else {
      this.#agent!.restore(agent);
      this.#agent!.abandonEpisodes();
    }
    this.tracker.restore({ episodes: this.tracker.completed, transitions, returns: [], lengths: [] });
  }

  #budgetLeft(): TrialBudget {
    const { budget: limit } = this.#task;
    return "episodes" in limit
      ? { episodes: limit.episodes - this.tracker.completed }
      : { steps: limit.steps - this.#boundary.transitions };
  }

  #fractionDone(): number {
    const { budget: limit } = this.#task;
    return "episodes" in limit
      ? this.tracker.completed / limit.episodes
      : this.tracker.state().transitions / limit.steps;
  }
}

/** A network that overflowed has learned nothing: its returns must not pass for the rule's. */
function checkFinite(agent: Agent, env: string, { step }: Emission): void {
  for (const [name, values] of Object.entries(agent.state().tensors)) {
    if (values.every(Number.isFinite)) continue;
    throw new Error(
      `${env}: by step ${step} the numbers in ${name} were no longer finite: a rate, a reward or an observation is too large`,
    );
  }
}

/**
 * 53 bits of the trial's own stream for environments.
 *
 * @param restarts how often the environment was made anew
 */
export function environmentSeed(seed: number, restarts = 0): number {
  const [low, high] = streamKey(seed, "environment", restarts);
  return (high & 0x1fffff) * 2 ** 32 + low;
}
