import { CurveBins, EpisodeTracker, type EpisodeTrackerState } from "../streams/index.js";
import type { TrialAgent } from "./agent-for.js";
import type { Attempt } from "./attempt.js";
import { BudgetMeter } from "./budget-meter.js";
import { digestOfLines, type ProbeRun } from "./probes/probe-run.js";
import { sentence } from "./sentence.js";
import type { TrialCheckpoint } from "./store/checkpoint.js";
import { StorageError } from "./store/storage-error.js";
import type { TrialFiles } from "./store/trial-files.js";
import type { TrialRestart, TrialTask } from "./trial.js";

const RESUMED = "the run was interrupted there, and this environment cannot be saved.";

export interface RecordOptions {
  /** Called when the trial goes on in a new environment. */
  readonly onRestart: () => void;
  /** Called after each checkpoint. */
  readonly onSaved: () => void;
}

/** How far a training has come, and the checkpoints from which it can go on. */
export class TrainingRecord {
  readonly tracker = new EpisodeTracker();
  readonly budget: BudgetMeter;
  /** How often it went on in a new environment. */
  readonly restarts: TrialRestart[] = [];
  /** Why what the folder held could not be taken up, in one sentence. */
  beganAnew: string | undefined;
  /** What to go on from: undefined for the beginning. */
  saved: TrialCheckpoint | undefined;
  #bins = new CurveBins();
  readonly #files: TrialFiles;
  readonly #options: RecordOptions;

  constructor(task: Pick<TrialTask, "budget">, files: TrialFiles, options: RecordOptions) {
    this.budget = new BudgetMeter(task.budget, this.tracker);
    this.#files = files;
    this.#options = options;
  }

  get bins(): CurveBins {
    return this.#bins;
  }

  /** Reads what an earlier process left. @throws {StorageError} */
  takeUp(): void {
    const files = this.#files;
    try {
      const saved = files.readCheckpoint();
      for (const [file, { lines, digest }] of Object.entries(saved?.probes ?? {})) {
        if (digestOfLines(files.readLines(file).slice(0, lines)) === digest) continue;
        throw new Error(`${file} does not begin with the ${lines} lines that it held`);
      }
      files.beginLog(saved?.log);
      if (saved === undefined) return;
      this.saved = saved;
      this.tracker.restore(saved.tracker);
      this.#bins = CurveBins.from(saved.curve);
      this.restarts.push(...(saved.restarts ?? []));
      if (saved.environment === undefined && !this.budget.isSpent) this.#restarted(RESUMED);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      this.beganAnew = sentence(error);
      files.beginLog();
    }
  }

  /** Makes this the place to go on from, without keeping it in the folder. */
  hold(run: Attempt, agent: TrialAgent, probes: ProbeRun): void {
    this.saved = this.#checkpoint(run, agent, probes);
  }

  /** Makes this the place to go on from. @throws {StorageError} */
  save(run: Attempt, agent: TrialAgent, probes: ProbeRun): void {
    this.hold(run, agent, probes);
    this.#files.writeCheckpoint(this.saved!);
    this.#options.onSaved();
  }

  /** Keeps the trial's last checkpoint, or the last for now. @throws {StorageError} */
  saveEnd(run: Attempt, agent: TrialAgent, probes: ProbeRun): void {
    // One that goes on in a new environment does so from an episode's end.
    const isWhole = run.savesState || this.budget.isSpent;
    if (isWhole && run.latest !== undefined) this.save(run, agent, probes);
    else if (this.saved !== undefined) {
      if (run.latest === undefined) this.saved = { ...this.saved, probes: probes.state() };
      this.#files.writeCheckpoint(this.saved);
    }
  }

  /** To where it is to go on from. The log and the curve hold ended episodes only: they are there already. */
  goBack(why: string): void {
    this.tracker.restore(this.saved?.tracker ?? abandoned({ episodes: 0, transitions: 0 }));
    this.#restarted(why);
  }

  #checkpoint(run: Attempt, agent: TrialAgent, probes: ProbeRun): TrialCheckpoint {
    const { restarts, tracker } = this;
    const isWhole = run.savesState || this.budget.isSpent;
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
