import { hostname } from "node:os";
import { join } from "node:path";
import type { Plan } from "../experiment/plan.js";
import { sentence } from "../experiment/sentence.js";
import { type MadeWith, readPlan } from "../experiment/store/read-run.js";
import { type Holder, holderOf } from "../experiment/store/run-lock.js";
import { readSweep } from "../experiment/sweep/sweep-file.js";
import { withChosen } from "../experiment/sweep/sweep-results.js";
import { sweepTasks } from "../experiment/sweep/sweep-tasks.js";
import { FollowedFile } from "./followed-file.js";
import type { RunState } from "./messages.js";
import { TrialReader } from "./trial-reader.js";

/** A run's folder, followed: what has not changed is not read again. */
export class RunReader {
  /** Undefined until it has been read. With what a search chose, once it has. */
  plan: Plan | undefined;
  made: MadeWith | undefined;
  /** Why the run cannot be shown, in one sentence. */
  problem: string | undefined;
  /** Counts plans: a search changes it once. */
  planVersion = 0;
  /** Trials by arm and seed, as the plan has them. */
  trials: readonly (readonly TrialReader[])[] = [];
  /** Counts the changes of each arm's trials. */
  versions: number[] = [];
  /** Those of a search that goes on. */
  search: readonly TrialReader[] = [];
  /** Whether all has been read once. */
  isWhole = false;
  /** Counts the looks at all files. */
  looks = 0;
  /** Trials whose files have been looked at. */
  looked = 0;
  readonly #experiment: FollowedFile;
  readonly #sweep: FollowedFile;
  readonly #withCurves: boolean;
  #holder: Holder | undefined;

  constructor(
    readonly folder: string,
    { curves }: { readonly curves: boolean },
  ) {
    this.#experiment = new FollowedFile(join(folder, "experiment.json"));
    this.#sweep = new FollowedFile(join(folder, "sweep.json"));
    this.#withCurves = curves;
  }

  /** Looks again; stops after every trial, for those who have something else to do. */
  *refresh(): Generator<void> {
    const holder = holderOf(this.folder);
    const isOther = holder?.pid !== this.#holder?.pid || holder?.host !== this.#holder?.host;
    this.#holder = holder;
    this.#readPlan();
    this.looked = 0;
    for (const [arm, trials] of this.trials.entries()) {
      for (const trial of trials) {
        if (isOther) trial.unsettle();
        if (trial.refresh()) this.versions[arm]!++;
        this.looked++;
        yield;
      }
    }
    for (const trial of this.search) {
      trial.refresh();
      yield;
    }
    this.isWhole = true;
    this.looks++;
  }

  get state(): RunState {
    if (this.problem !== undefined) return "unreadable";
    if (this.#holder !== undefined) return "running";
    const states = this.trials.flat().map(({ status }) => status?.status);
    if (!states.every((state) => state === "done" || state === "failed")) return "interrupted";
    return states.includes("failed") ? "failed" : "done";
  }

  /** The other machine that works on it: whether it still does cannot be known here. */
  get elsewhere(): string | undefined {
    const host = this.#holder?.host;
    return host === hostname() ? undefined : host;
  }

  #readPlan(): void {
    const experiment = this.#experiment.read();
    const sweep = this.#sweep.read();
    if (experiment === undefined && sweep === undefined) return;
    try {
      const { plan, made } = readPlan(this.folder);
      const found = readSweep(this.folder, plan);
      this.plan = found === undefined ? plan : withChosen(plan, found);
      this.made = made;
      this.problem = undefined;
      this.planVersion++;
      const before = new Map(this.trials.flat().map((trial) => [trial.folder, trial]));
      this.trials = this.plan.arms.map(({ folder }) =>
        plan.seeds.map((seed) => {
          const own = join(this.folder, folder, String(seed));
          return before.get(own) ?? new TrialReader(seed, own, this.#withCurves);
        }),
      );
      this.versions = this.trials.map((_, arm) => (this.versions[arm] ?? 0) + 1);
      this.search =
        found === undefined
          ? sweepTasks(plan, this.folder).map(({ seed, folder }) => new TrialReader(seed, folder, false))
          : [];
    } catch (error) {
      this.problem = sentence(error);
    }
  }
}
