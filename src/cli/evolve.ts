import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { UsageError } from "../errors/usage-error.js";
import { estimateEvolution } from "../evolution/evolution-estimate.js";
import { evolutionSettingsSchema } from "../evolution/evolution-schema.js";
import { loadEvolution, planFoundEvolution } from "../evolution/load-evolution.js";
import { planOfEvolution } from "../evolution/open-evolution.js";
import type { EvolutionPlan } from "../evolution/plan-evolution.js";
import {
  checkLifetimes,
  type EvolutionOptions,
  type EvolutionRun,
  runEvolution,
} from "../evolution/run-evolution.js";
import type { GenerationLine } from "../evolution/search-state.js";
import { packageVersion } from "../experiment/package-info.js";
import { parseAssignments } from "../experiment/settings.js";
import { parse } from "../experiment/validate.js";
import { textTable } from "../report/tables.js";
import { count } from "./count.js";
import { seedNumber, wholeNumber } from "./flags.js";
import { onInterrupt } from "./interrupt.js";
import { timeText } from "./plan-table.js";
import { print, printJson } from "./print.js";
import { duration, progressDisplay, rate, speedText } from "./progress-display.js";
import { type RunFlags, workersOf } from "./run-flags.js";

export interface EvolveOptions extends RunFlags {
  readonly generations?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const MOST_GENERATIONS = 1_000_000;

/** `creditgym evolve` */
export async function evolveCommand(experiment: string | undefined, options: EvolveOptions): Promise<void> {
  const { out, resume, json, quiet = false } = options;
  const workers = workersOf(options);
  const tell = (text: string): void => {
    if (!quiet) process.stderr.write(text);
  };
  const plan = await planOf(experiment, options);
  if (options.plan) {
    await checkLifetimes(plan);
    const estimate = resume === undefined ? await estimateEvolution(plan, workers) : undefined;
    if (json) printJson({ ...plan, ...(estimate && { estimate }) });
    else print([planText(plan, workers), ...(estimate ? [`  Time: ${timeText(estimate)}`] : [])].join("\n"));
    return;
  }
  let beganAnew: string | undefined;
  const onBeganAnew = (sentence: string): void => {
    beganAnew = sentence;
    // Also with --quiet: work is lost.
    process.stderr.write(`${sentence}\n`);
  };
  const run = await runShowing(plan, { workers, out, resume, onBeganAnew }, tell, quiet);
  for (const note of run.notes) if (note !== beganAnew) tell(`${note}\n`);
  if (json) printJson(resultsOf(run));
  else print(describeRun(run));
  if (run.status === "interrupted") {
    process.exitCode = 130;
    tell(`To go on: creditgym evolve --resume ${run.folder}\n`);
  }
}

async function runShowing(
  plan: EvolutionPlan,
  where: Pick<EvolutionOptions, "out" | "resume" | "onBeganAnew"> & { readonly workers: number },
  tell: (text: string) => void,
  quiet: boolean,
): Promise<EvolutionRun> {
  let latest: GenerationLine | undefined;
  const display = progressDisplay(quiet, ({ trialsDone, trials, ...progress }) => {
    const fitness =
      latest === undefined ? "" : ` · fitness ${figure(latest.fitness.mean)}${divergedText(latest)}`;
    return `generation ${Math.min(trials, trialsDone + 1)} of ${trials}${fitness} · ${speedText(progress)}`;
  });
  const interrupt = onInterrupt(tell);
  try {
    return await runEvolution(plan, {
      ...where,
      signal: interrupt.signal,
      onReady: () => tell(`${planText(plan, where.workers)}\n`),
      onProgress: (progress, line) => {
        latest = line;
        display.show(progress);
      },
    });
  } finally {
    display.end();
    interrupt.dispose();
  }
}

async function planOf(experiment: string | undefined, options: EvolveOptions): Promise<EvolutionPlan> {
  const { generations, seed, set = [], resume } = options;
  const settings = parse(evolutionSettingsSchema, {
    ...parseAssignments(set),
    ...(generations !== undefined && {
      generations: wholeNumber("--generations", generations, 1, MOST_GENERATIONS),
    }),
    ...(seed !== undefined && { seed: seedNumber("--seed", seed) }),
  });
  if (experiment !== undefined) return planFoundEvolution(await loadEvolution(experiment), settings);
  if (resume === undefined) {
    throw new UsageError("no experiment is given: allowed is one, such as `evolve evolve-cart-pole`");
  }
  const [field] = Object.keys(settings);
  if (field === undefined) return planOfEvolution(resume);
  throw new UsageError(
    `${field} is set with --resume, but no experiment is given: allowed is --resume alone, or all that the run was begun with`,
  );
}

/** A plan in two lines: the first thing that `evolve` says. */
function planText(plan: EvolutionPlan, workers: number): string {
  const { name, topDown, generations, population, tasks, updates, batch, agent, validation } = plan;
  const shown =
    agent.feedback === "label"
      ? count((updates + 1) * batch, "labelled sample")
      : count((updates + 1) * agent.batchReturn.episodes, "episode");
  const lifetimes = generations * population * tasks;
  return [
    `${name}: ${count(topDownParameters(topDown), "parameter")}, ${count(generations, "generation")} of ` +
      `${count(population, "member")} × ${count(tasks, "task")} = ${count(lifetimes, "lifetime")}, ${count(workers, "worker")}`,
    `  a lifetime is ${count(updates, "update")} and ${shown}; ` +
      `validation every ${count(validation.every, "generation")} on ${count(validation.tasks, "task")}`,
  ].join("\n");
}

const MOST_ROWS = 20;

function describeRun(run: EvolutionRun): string {
  const { plan, lines, best, folder, weights, figure: drawn, steps, seconds } = run;
  const parts: string[] = [];
  if (lines.length > 0) {
    // The last, and of the others evenly many.
    const every = Math.max(1, Math.ceil(lines.length / MOST_ROWS));
    const shown = lines.filter(({ generation }) => (lines.length - generation) % every === 0);
    const diverged = lines.reduce((sum, line) => sum + line.diverged, 0);
    parts.push(generationTable(shown, diverged > 0));
    if (diverged > 0) {
      const members = lines.length * (plan.population - (plan.population % 2));
      parts.push(
        `${diverged} of ${count(members, "member")} diverged: they rank worst, and are in no figure.`,
      );
    }
  }
  if (best !== undefined) {
    parts.push(
      `Best mean: after generation ${best.generation}, ${figure(best.validation)} on ` +
        `${count(plan.validation.tasks, "validation task")}.`,
    );
  }
  parts.push(
    [
      `${lines.length} of ${count(plan.generations, "generation")} done: ${count(steps, "step")} in ` +
        `${duration(seconds)}${seconds > 0 ? `, ${rate(steps / seconds)} steps/s` : ""}.`,
      `Files: ${folder}`,
      ...(weights === undefined ? [] : [`Weights: ${weights}`]),
      ...(drawn === undefined ? [] : [`Figure: ${drawn}`]),
    ].join("\n"),
  );
  return parts.join("\n\n");
}

/** @param isTold whether there is a column of members that diverged */
function generationTable(lines: readonly GenerationLine[], isTold: boolean): string {
  const columns = ["generation", "fitness", "lowest", "highest", "mean σ", "validation"];
  return textTable(
    [
      ...columns.map((header) => ({ header, align: "number" as const })),
      ...(isTold ? [{ header: "diverged", align: "right" as const }] : []),
    ],
    lines.map(({ generation, fitness, sigma, validation, diverged }) => [
      String(generation),
      ...[fitness.mean, fitness.lowest, fitness.highest, sigma].map(figure),
      validation === null ? "" : figure(validation),
      ...(isTold ? [String(diverged)] : []),
    ]),
  );
}

/** How many members of a generation diverged, where any did. */
const divergedText = ({ diverged }: GenerationLine): string => (diverged > 0 ? `, ${diverged} diverged` : "");

/** With four digits. */
const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** What `--json` prints. */
function resultsOf(run: EvolutionRun): object {
  const { plan, folder, status, lines, best, weights, figure: drawn, steps, seconds, notes } = run;
  return {
    version: packageVersion(),
    ...{ status, folder },
    experiment: plan,
    generations: lines,
    best: best ?? null,
    weights: weights ?? null,
    figure: drawn ?? null,
    ...{ steps, seconds, stepsPerSecond: steps / seconds },
    notes,
  };
}
