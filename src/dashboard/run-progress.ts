import type { PlannedArm } from "../experiment/plan.js";
import { ProgressMeter } from "../experiment/progress-meter.js";
import { trialCost } from "../experiment/trial-cost.js";
import type { RunProgressMessage, TrialProblem } from "./messages.js";
import type { RunReader } from "./run-reader.js";
import { countTrials } from "./trial-counts.js";
import type { TrialReader } from "./trial-reader.js";

/** How far a followed run is, by the same meter that `compare` shows. */
export class RunProgress {
  readonly #reader: RunReader;
  #meter: ProgressMeter | undefined;
  #plan = 0;
  #finished = new Set<number>();
  #latest: RunProgressMessage | undefined;
  #looks = 0;

  constructor(reader: RunReader) {
    this.#reader = reader;
  }

  /** The same for all who ask after a look: a speed is measured from look to look. */
  read(): RunProgressMessage {
    const { looks, isWhole } = this.#reader;
    if (this.#latest === undefined || looks !== this.#looks || !isWhole) this.#latest = this.#make();
    this.#looks = looks;
    return this.#latest;
  }

  #make(): RunProgressMessage {
    const { trials, search, state, elsewhere, isWhole, looked } = this.#reader;
    const all = trials.flat();
    const { fraction, stepsPerSecond, secondsLeft } = this.#measure();
    const searched = search.filter(({ status }) => isOver(status?.status)).length;
    return {
      state,
      ...(elsewhere !== undefined && { elsewhere }),
      unread: isWhole ? 0 : all.length - looked,
      trials: all.length,
      ...countTrials(all),
      ...(search.length > 0 && { search: { trials: search.length, done: searched } }),
      fraction,
      stepsPerSecond: state === "running" ? stepsPerSecond : 0,
      secondsLeft: state === "running" ? (secondsLeft ?? null) : null,
      problems: this.#problems(),
    };
  }

  #measure(): Pick<RunProgressMessage, "fraction" | "stepsPerSecond"> & { secondsLeft: number | undefined } {
    const { plan, planVersion, search, trials, isWhole } = this.#reader;
    if (plan === undefined) return { fraction: 0, stepsPerSecond: 0, secondsLeft: undefined };
    const costs = plan.arms.flatMap((arm, k) => trials[k]!.map(() => costOf(arm)));
    // Trials of the search come first, each for the mean of the others: their budgets are not looked at.
    const each = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    if (this.#plan !== planVersion) {
      this.#plan = planVersion;
      this.#meter = undefined;
    }
    const isNew = this.#meter === undefined;
    if (isNew) this.#finished = new Set();
    this.#meter ??= new ProgressMeter([...search.map(() => each), ...costs]);
    const meter = this.#meter;
    search.forEach((trial, k) => {
      this.#update(meter, k, trial, 0);
    });
    let index = search.length;
    plan.arms.forEach(({ budget }, k) => {
      for (const trial of trials[k]!) {
        const { curve } = trial;
        const [episodes, steps] = [curve?.episode.at(-1) ?? 0, curve?.step.at(-1) ?? 0];
        const fraction = "steps" in budget ? steps / budget.steps : episodes / budget.episodes;
        this.#update(meter, index++, trial, fraction);
      }
    });
    // What was done before somebody looked says nothing of the speed.
    if (isNew) meter.start();
    const progress = meter.read();
    if (!isWhole) this.#meter = undefined;
    return progress;
  }

  #update(meter: ProgressMeter, index: number, { curve, status }: TrialReader, fraction: number): void {
    if (isOver(status?.status)) {
      if (this.#finished.has(index)) return;
      this.#finished.add(index);
      meter.finish(index, status!.steps);
    } else meter.update(index, { fraction, steps: curve?.step.at(-1) ?? 0 });
  }

  #problems(): TrialProblem[] {
    const { plan, trials } = this.#reader;
    return (plan?.arms ?? []).flatMap(({ env, rule }, k) =>
      trials[k]!.flatMap(({ seed, status, problem }) => {
        const message = problem ?? (status?.status === "failed" ? status.error : undefined);
        return message === undefined ? [] : [{ env, rule, seed, message }];
      }),
    );
  }
}

/** Of an environment that this version does not know, nobody can say. */
function costOf(arm: PlannedArm): number {
  try {
    return trialCost(arm);
  } catch {
    return 1;
  }
}

const isOver = (state: string | undefined): boolean => state === "done" || state === "failed";
