import { UsageError } from "../errors/usage-error.js";
import { planEnvironments } from "../experiment/default-plan.js";
import { splitsOf } from "../experiment/environment-names.js";
import { estimateRun } from "../experiment/estimate/run-estimate.js";
import { loadFamilies } from "../experiment/find-family.js";
import { loadExperiment } from "../experiment/load-experiment.js";
import { packingNotes } from "../experiment/packing/packs.js";
import { type Plan, planExperiment } from "../experiment/plan.js";
import { preflight } from "../experiment/preflight.js";
import { readableAgent } from "../experiment/readable-agent.js";
import { restartNotes } from "../experiment/restart-notes.js";
import { resultsOf } from "../experiment/results.js";
import { type ExperimentRun, runExperiment } from "../experiment/run-experiment.js";
import { planOfRun } from "../experiment/store/open-run.js";
import type { SweepResults } from "../experiment/sweep/sweep-results.js";
import { type SettingFlags, settingsOf } from "./compare-settings.js";
import { count } from "./count.js";
import { wholeNumber } from "./flags.js";
import { onInterrupt } from "./interrupt.js";
import { planLine, planTable } from "./plan-table.js";
import { aligned, print, printJson } from "./print.js";
import { duration, progressDisplay, rate } from "./progress-display.js";
import { type RunFlags, workersOf } from "./run-flags.js";

export interface CompareOptions extends SettingFlags, RunFlags {
  readonly replicas?: string;
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const MOST_REPLICAS = 1024;

/** `creditgym compare` */
export async function compare(experiment: string | undefined, options: CompareOptions): Promise<void> {
  const { out, resume, json, quiet = false } = options;
  const workers = workersOf(options);
  const replicas = replicasOf(options);
  const tell = (text: string): void => {
    if (!quiet) process.stderr.write(text);
  };
  const plan = await planOf(experiment, options, replicas);
  await loadFamilies(plan.arms.map(({ source }) => source));
  if (options.plan) {
    await showPlan(plan, workers, replicas, options);
    return;
  }
  tell(`${planLine(plan, workers)}\n`);
  if (replicas > 1) for (const note of packingNotes(plan)) tell(`${note}\n`);
  const isEstimated = resume === undefined;
  const display = progressDisplay(quiet);
  const interrupt = onInterrupt(tell);
  let run: ExperimentRun;
  try {
    run = await runExperiment(plan, {
      ...{ workers, replicas, out, resume },
      signal: interrupt.signal,
      // Of one that goes on nobody knows how much is left.
      ...(!quiet && {
        onReady: (speeds) =>
          tell(
            `${planTable(plan, isEstimated ? estimateRun(plan, speeds, workers, replicas) : undefined)}\n`,
          ),
      }),
      onProgress: (progress) => display.show(progress),
    });
  } finally {
    display.end();
    interrupt.dispose();
  }
  for (const note of run.notes) tell(`${note}\n`);
  if (json) printJson(resultsOf(run));
  else print(await describeRun(run));
  for (const { env, rule, seed, status, error } of run.trials) {
    if (status === "failed") process.stderr.write(`failed: ${env}, ${rule}, seed ${seed}: ${error}\n`);
  }
  if (interrupt.signal.aborted) {
    process.exitCode = 130;
    tell(`To go on: creditgym compare --resume ${run.folder}\n`);
  } else if (run.trials.some(({ status }) => status === "failed")) process.exitCode = 1;
}

/** `--plan`: without running anything. */
async function showPlan(
  plan: Plan,
  workers: number,
  replicas: number,
  { json, resume }: CompareOptions,
): Promise<void> {
  const isEstimated = resume === undefined;
  const speeds = await preflight(plan, { timed: isEstimated, replicas });
  const estimate = isEstimated ? estimateRun(plan, speeds, workers, replicas) : undefined;
  const arms = plan.arms.map((arm) => ({ ...arm, agent: readableAgent(arm.agent) }));
  if (json) printJson({ ...plan, arms, ...(estimate && { estimate }) });
  else {
    const notes = replicas > 1 ? packingNotes(plan) : [];
    print([planLine(plan, workers), ...notes, planTable(plan, estimate, plan.arms.length)].join("\n"));
  }
}

function replicasOf({ replicas }: CompareOptions): number {
  return replicas === undefined ? 1 : wholeNumber("--replicas", replicas, 1, MOST_REPLICAS);
}

async function planOf(
  experiment: string | undefined,
  options: CompareOptions,
  replicas: number,
): Promise<Plan> {
  const settings = settingsOf(options);
  if (experiment !== undefined) return planExperiment(await loadExperiment(experiment), settings, replicas);
  const { environments, families } = settings;
  const isNamed = environments !== undefined || families !== undefined;
  if (!isNamed && options.resume !== undefined) {
    const [flag] = Object.keys(settings);
    if (flag === undefined) return planOfRun(options.resume);
    throw new UsageError(
      `${flag} is set with --resume, but neither an experiment nor --env or --family is given: allowed is --resume alone, or all ` +
        "that the run was begun with",
    );
  }
  if (!isNamed) {
    throw new UsageError(
      "neither an experiment nor --env or --family is given: allowed is any of them, such as `compare quickstart`",
    );
  }
  return planEnvironments(environments ?? [], settings, families, replicas);
}

async function describeRun(run: ExperimentRun): Promise<string> {
  const { plan, sweep, folder, trials, summary, families, report, seconds } = run;
  // Loaded when the trials are done: it draws pictures too, which takes a while to load.
  const { comparisonTables, unseenTables } = await import("../report/index.js");
  const searched = sweep?.arms.reduce((sum, arm) => sum + arm.steps, 0) ?? 0;
  const steps = trials.reduce((sum, trial) => sum + trial.steps, searched);
  const unfinished = trials.filter(({ status }) => status !== "done");
  const begun = unfinished.filter(({ status, seconds }) => status === "failed" || seconds > 0);
  const parts = [comparisonTables(summary, "text", plan.published, splitsOf(plan.arms))];
  const unseen = unseenTables(families);
  if (unseen !== undefined) parts.push(unseen);
  if (sweep !== undefined) parts.unshift(await describeSearch(sweep));
  if (begun.length > 0) {
    const rows = begun.map(({ env, rule, seed, status, episodes, averageReturn }) => [
      `  ${env}`,
      rule,
      `seed ${seed}`,
      status,
      count(episodes, "episode"),
      averageReturn === null ? "" : `average return ${Number(averageReturn.toPrecision(4))}`,
    ]);
    parts.push(`Not done, and not in the tables:\n${aligned(rows)}`);
  }
  parts.push(...restartNotes(trials));
  const done = trials.length - unfinished.length;
  const notBegun = unfinished.length - begun.length;
  parts.push(
    [
      `${done} of ${count(trials.length, "trial")} done${notBegun === 0 ? "" : `, ${notBegun} not begun`}: ` +
        `${count(steps, "step")} in ${duration(seconds)}, ${rate(steps / seconds)} steps/s.`,
      `Files: ${folder}`,
      `Report: ${report}`,
    ].join("\n"),
  );
  return parts.join("\n\n");
}

async function describeSearch(sweep: SweepResults): Promise<string> {
  const { sweepNotes, sweepTable } = await import("../experiment/sweep/sweep-table.js");
  return [
    "Settings that the search chose, on seeds that the comparison does not use:",
    sweepTable(sweep, "text"),
    ...sweepNotes(sweep),
  ].join("\n");
}
