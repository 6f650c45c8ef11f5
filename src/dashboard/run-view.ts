import { type MeasureSummary, summariseMeasure } from "../statistics/index.js";
import { bandedLine, short } from "./band.js";
import { axisEnd, cellMeans, type Grid, gridOf, positionsOf, smoothed } from "./cells.js";
import { COST_FACTOR } from "./look-pause.js";
import type { ArmCurve, ArmRow, Axis, CurveView, MeasureRow } from "./messages.js";
import { axisOf, runHead, usualCentre } from "./run-head.js";
import type { RunProgress } from "./run-progress.js";
import type { RunReader } from "./run-reader.js";
import type { ServerEvent } from "./server-events.js";
import { countTrials } from "./trial-counts.js";
import type { TrialReader } from "./trial-reader.js";

/** Most single seeds of an arm that are drawn. */
const MOST_RUNS = 24;

/** What one page is shown of a followed run: tells what has changed since it was last asked. */
export class RunView {
  readonly #id: string;
  readonly #view: CurveView;
  readonly #progress: RunProgress;
  readonly #reader: RunReader;
  #plan = 0;
  /** Of each arm, by what its line and its row were made. */
  #lines: string[] = [];
  #rows: string[] = [];
  #notBefore = 0;
  readonly #costFactor: number;

  /**
   * @param progress the reader's, for all views of it
   * @param costFactor lines are computed anew at most so often, in units of what computing them took the last time
   */
  constructor(
    id: string,
    reader: RunReader,
    view: CurveView,
    progress: RunProgress,
    costFactor = COST_FACTOR,
  ) {
    this.#id = id;
    this.#reader = reader;
    this.#view = view;
    this.#costFactor = costFactor;
    this.#progress = progress;
  }

  /** Lines first; computed one after the other, as they are asked for. */
  *news(): Generator<ServerEvent> {
    const { plan, made, planVersion, problem, trials, versions, state, isWhole } = this.#reader;
    if (problem !== undefined) yield { event: "problem", data: { message: problem } };
    if (plan === undefined) return;
    if (planVersion !== this.#plan) {
      this.#plan = planVersion;
      this.#lines = [];
      this.#rows = [];
      yield { event: "head", data: runHead(this.#id, this.#reader.folder, plan, made!) };
    }
    yield { event: "progress", data: this.#progress.read() };
    const began = performance.now();
    if (state === "running" && began < this.#notBefore) return;
    const isFirst = this.#lines.length < trials.length;
    const environments = [...new Set(plan.arms.map(({ env }) => env))];
    for (const [place, env] of environments.entries()) {
      const axis = axisOf(env, plan.arms);
      const own = plan.arms.flatMap((arm, k) => (arm.env === env ? [k] : []));
      const found = this.#grid(place, own, axis);
      if (found === undefined) continue;
      const { grid, end } = found;
      for (const arm of own) {
        const key = `${versions[arm]} ${state} ${isWhole} ${JSON.stringify(grid)}`;
        if (this.#lines[arm] === key) continue;
        this.#lines[arm] = key;
        yield { event: "curve", data: this.#curve(arm, axis, grid, end) };
      }
    }
    if (!isFirst) this.#notBefore = performance.now() + this.#costFactor * (performance.now() - began);
    for (const [arm, own] of trials.entries()) {
      const row = rowOf(arm, own);
      const key = row.key;
      if (this.#rows[arm] === key || !isWhole) continue;
      this.#rows[arm] = key;
      yield { event: "row", data: row.make() };
    }
  }

  #grid(
    place: number,
    arms: readonly number[],
    axis: Axis,
  ): { readonly grid: Grid; readonly end: number } | undefined {
    const { plan, trials, state } = this.#reader;
    const curves = arms.flatMap((arm) => counting(trials[arm]!).map(({ curve }) => curve!));
    if (curves.length === 0) return undefined;
    const furthest = Math.max(...curves.map((curve) => curve[axis].at(-1)!));
    const budgets = arms.map((arm) => {
      const { budget } = plan!.arms[arm]!;
      return "steps" in budget ? budget.steps : budget.episodes;
    });
    const end = axisEnd(Math.max(...budgets), furthest, state !== "running");
    const [from, to] = this.#view.zoom[place] ?? [0, end];
    // A zoom may lie beyond what there is.
    const shown = [from, Math.min(end, to)] as const;
    const [low, high] = shown[1] > shown[0] ? shown : [0, end];
    return { grid: gridOf(curves, axis, low, high), end };
  }

  #curve(arm: number, axis: Axis, grid: Grid, end: number): ArmCurve {
    const { smooth, seeds } = this.#view;
    // While the first reading goes on, what takes long is left for later.
    const band = this.#reader.isWhole ? this.#view.band : "none";
    const centre = this.#view.centre ?? usualCentre(this.#reader.plan!.seeds.length);
    const isRunning = this.#reader.state === "running";
    const counted = counting(this.#reader.trials[arm]!);
    const runs = counted.map(({ curve, status }) => {
      const isOver = !isRunning || status?.status !== "running";
      return smoothed(cellMeans(curve!, axis, grid, isOver), Math.round((smooth / 100) * grid.cells));
    });
    const line = bandedLine(runs, grid.cells, { centre, band });
    // The axis may be longer than anybody has come.
    const cells = line.counts.findLastIndex((count) => count > 0) + 1;
    return {
      ...{ arm, seeds: runs.length, end },
      x: positionsOf(grid, axis).slice(0, cells).map(short),
      y: line.y.slice(0, cells),
      low: line.low.slice(0, cells),
      high: line.high.slice(0, cells),
      counts: line.counts.slice(0, cells),
      ...(seeds && {
        runs: runs.slice(0, MOST_RUNS).map((values, k) => ({
          seed: counted[k]!.seed,
          y: Array.from(values.subarray(0, cells), (value) => (Number.isNaN(value) ? null : short(value))),
        })),
      }),
    };
  }
}

/** Those with a curve that counts: as in the report, one that failed does not. */
const counting = (trials: readonly TrialReader[]): TrialReader[] =>
  trials.filter(({ curve, status }) => status?.status !== "failed" && (curve?.episode.length ?? 0) > 0);

/** An arm in the table; `make` takes the time that intervals take. */
function rowOf(arm: number, trials: readonly TrialReader[]): { readonly key: string; make(): ArmRow } {
  const counts = { ...countTrials(trials), planned: trials.length };
  // Those that count in the report's tables.
  const counted = trials.flatMap(({ status }) => {
    const { averageReturn, finalReturn } = status ?? {};
    const isCounted = status?.status === "done" && averageReturn != null && finalReturn != null;
    return isCounted ? [{ averageReturn, finalReturn }] : [];
  });
  return {
    key: JSON.stringify([counts, counted]),
    make: () => ({
      arm,
      ...counts,
      ...(counted.length > 0 && {
        averageReturn: measure(counted.map(({ averageReturn }) => averageReturn)),
        finalReturn: measure(counted.map(({ finalReturn }) => finalReturn)),
      }),
    }),
  };
}

function measure(values: readonly number[]): MeasureRow {
  const { mean, meanCi95, iqm, iqmCi95 }: MeasureSummary = summariseMeasure(values);
  return { mean, meanCi95, iqm, iqmCi95 };
}
