import { checkConfig } from "../../agents/check-config.js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import { AgentConfigError } from "../../agents/errors.js";
import { ruleIdOf } from "../../agents/rules/index.js";
import { UsageError } from "../errors/usage-error.js";
import type { PublishedFigure } from "../report/comparison-table.js";
import { withSettings } from "./agent-settings.js";
import { checkLabels } from "./check-labels.js";
import type {
  DiagnosticsSettings,
  Experiment,
  PlannedEvaluation,
  ScoreRange,
  Settings,
  SweepSettings,
  TrialBudget,
} from "./definition.js";
import {
  checkEnvironmentKeys,
  type EnvironmentNames,
  environmentNames,
  splitName,
} from "./environment-names.js";
import { type EnvironmentSource, findEnvironment } from "./environments.js";
import { findFamily } from "./find-family.js";
import { folderNames } from "./folder-names.js";
import { configWithModels, modelsWith, withModels } from "./models/model-settings.js";
import type { PlannedModels } from "./models/model-source.js";
import { checkDiagnostics, checkEvaluation, diagnosticsOf, evaluationOf } from "./plan-probes.js";
import { type PlannedEngine, resolveEngine } from "./planned-engine.js";
import { checkPublished, publishedOf } from "./published.js";
import type { CommandLineSettings } from "./schema.js";
import { scoreRangeOf } from "./score-ranges.js";
import { planSweep, withSweep } from "./sweep/plan-sweep.js";
import type { PlannedSweep } from "./sweep/planned-sweep.js";
import { withTopDown } from "./top-down-settings.js";
import { checkVariant } from "./validate.js";

/** A rule in an environment, with everything resolved that its trials need but the seed. */
export interface PlannedArm {
  /**
   * The environment as tables call it: its id, with arguments where ids alone would be the same. Of a family its id and
   * the split, `cart-pole/held-out`.
   */
  readonly env: string;
  readonly rule: string;
  readonly source: EnvironmentSource;
  readonly budget: TrialBudget;
  /** Sub-environments of all groups together. */
  readonly batch: number;
  /** Vector environments that take turns; 1 where it is not told. */
  readonly groups?: number;
  readonly agent: AgentConfig;
  /** Models of TensorFlow.js in place of layers; left out for none. */
  readonly models?: PlannedModels;
  /** The search for a better agent; left out for none. */
  readonly sweep?: PlannedSweep;
  /** Left out where nobody knows it. */
  readonly scoreRange?: ScoreRange;
  /** Of its trials, within the run's folder. */
  readonly folder: string;
}

/** Sub-environments of each of an arm's vector environments. */
export const groupSize = ({ batch, groups = 1 }: Pick<PlannedArm, "batch" | "groups">): number =>
  batch / groups;

/** Environments × rules × seeds, resolved: plain JSON. */
export interface Plan extends PlannedEngine {
  readonly name: string;
  readonly description?: string;
  readonly variant?: string;
  /** Of each trial, when the bridge to Python fails. */
  readonly retries: number;
  /** Left out for none. */
  readonly evaluation?: PlannedEvaluation;
  /** Left out for none. */
  readonly diagnostics?: Required<DiagnosticsSettings>;
  readonly seeds: readonly number[];
  readonly arms: readonly PlannedArm[];
  readonly published: readonly PublishedFigure[];
}

/** An experiment and where it was found. */
export interface FoundExperiment {
  readonly experiment: Experiment;
  /** Where the paths in it start. */
  readonly directory: string;
}

/**
 * Resolves an experiment, its variant and the command line's settings.
 *
 * @param replicas trials of an arm that are to be trained as one, on which engine "auto" depends
 * @throws {UsageError | AgentConfigError | GymnasiumError} one sentence on what does not fit
 */
export function planExperiment(
  found: FoundExperiment,
  commandLine: CommandLineSettings = {},
  replicas = 1,
): Plan {
  const { experiment } = found;
  const layers = layersOf(found, commandLine);
  const names = ({ environments, families }: Settings) => environments ?? families;
  const chosen = layers.findLast(names)!;
  const directory = names(commandLine) === undefined ? found.directory : process.cwd();
  const { environments = [], families = [] } = chosen;
  const sources = [
    ...environments.map((choice) => findEnvironment(asRecorded(choice, experiment.environments), directory)),
    ...families.flatMap((choice) => findFamily(asRecorded(choice, experiment.families), directory)),
  ];
  return resolvePlan(
    {
      name: commandLine.name ?? experiment.name,
      description: commandLine.description ?? experiment.description,
      variant: commandLine.variant ?? experiment.variant,
    },
    sources.map((source) => ({ source, layers })),
    replicas,
  );
}

/** How one environment is to be learned in: layers of settings, the last of which counts most. */
export interface EnvironmentPlan {
  readonly source: EnvironmentSource;
  readonly layers: Layers;
}

/** The layers of settings that count: experiment, variant, command line. */
export type Layers = readonly [Experiment, ...Settings[]];

/** Those of an experiment. @throws {UsageError} when it has no such variant, or names a file that is not right */
export function layersOf(
  { experiment, directory }: FoundExperiment,
  commandLine: CommandLineSettings,
): Layers {
  const variant = commandLine.variant ?? experiment.variant;
  checkVariant(variant, experiment);
  const middle = variant === undefined ? [] : [experiment.variants![variant]!];
  const withFiles = <T extends Settings>(layer: T, start: string): T =>
    withModels(withTopDown(layer, start), start);
  return [
    withFiles(experiment, directory),
    ...middle.map((layer) => withFiles(layer, directory)),
    withFiles(commandLine, process.cwd()),
  ];
}

/** Resolves environments that each have layers of their own; rules, seeds and engine are common to all. */
export function resolvePlan(
  naming: Pick<Plan, "name" | "description" | "variant">,
  environments: readonly EnvironmentPlan[],
  replicas: number,
): Plan {
  const layers = environments.flatMap((environment) => environment.layers);
  const rules = rulesOf(environments);
  const seeds = seedsOf(lastOf(environments[0]!.layers, "seeds")!);
  const sources = environments.map(({ source }) => source);
  const names = environmentNames(sources);
  checkEnvironmentKeys(layers, names);
  checkLabels(layers);
  const publishable = names.flatMap(({ published }) => published);
  for (const environment of environments) checkPublished(environment.layers, publishable);
  const ruleFolders = folderNames(rules);
  const evaluation = evaluationOf(layers);
  const diagnostics = diagnosticsOf(layers);
  const arms = environments.flatMap((environment, e) =>
    rules.map((rule, r): PlannedArm => {
      const { env, keys, folder } = names[e]!;
      const { source, layers: own } = environment;
      const { sweep, ...arm } = resolveArm(own, keys, rule, seeds, source);
      if (sweep !== undefined) checkSearched(source, env, names);
      if (sweep?.measure === "evaluationReturn" && evaluation === undefined) {
        throw new UsageError('sweep.measure is "evaluationReturn": allowed with an evaluation only');
      }
      return {
        ...{ env, rule, source, ...arm },
        ...(sweep !== undefined && isSearched(source) && { sweep }),
        folder: `trials/${folder}/${ruleFolders[r]}`,
      };
    }),
  );
  if (evaluation !== undefined) checkEvaluation(evaluation, arms);
  if (diagnostics !== undefined) checkDiagnostics(arms);
  return {
    ...naming,
    ...resolveEngine(lastOf(layers, "engine") ?? "auto", arms, {
      ...{ seeds: seeds.length, replicas, diagnostics },
    }),
    retries: lastOf(layers, "retries") ?? 0,
    ...(evaluation && { evaluation }),
    ...(diagnostics && { diagnostics }),
    seeds,
    arms,
    published: environments.flatMap(({ layers: own }, e) =>
      publishedOf(own).filter(({ env }) => names[e]!.published.includes(env)),
    ),
  };
}

type ResolvedArm = Omit<PlannedArm, "env" | "rule" | "source" | "folder">;

function resolveArm(
  layers: readonly Settings[],
  keys: readonly string[],
  rule: string,
  seeds: readonly number[],
  source: EnvironmentSource,
): ResolvedArm {
  let agent = DEFAULT_AGENT;
  let models: PlannedModels = {};
  let batch = 1;
  let groups = 1;
  let budget: TrialBudget | undefined;
  let sweep: Partial<SweepSettings> | undefined;
  let scoreRange: ScoreRange | undefined;
  for (const layer of layers) {
    const own = keys.map((key) => layer.perEnvironment?.[key]).find((settings) => settings !== undefined);
    for (const settings of own === undefined ? [layer] : [layer, own]) {
      const named = [...new Set([ruleIdOf(rule), rule])].map((name) => settings.perRule?.[name]);
      for (const own of [settings.agent, ...named]) {
        agent = withSettings(agent, own);
        models = modelsWith(models, own);
      }
      batch = settings.batch ?? batch;
      groups = settings.groups ?? groups;
      budget = settings.budget ?? budget;
      sweep = withSweep(sweep, settings.sweep);
      scoreRange = settings.scoreRange ?? scoreRange;
    }
  }
  if (batch % groups !== 0) {
    throw new UsageError(
      `${keys[0]}, ${rule}: groups is ${groups}, and batch is ${batch}: allowed is a divisor of batch`,
    );
  }
  try {
    agent = configWithModels(agent, models, rule);
    const arm = { agent, batch, groups, budget: budget! };
    checkConfig(agent, seeds, batch / groups, groups);
    const planned = sweep && planSweep(sweep, { rule, ...arm }, seeds);
    scoreRange ??= scoreRangeOf(source);
    const hasModels = models.actor !== undefined || models.critic !== undefined;
    return {
      ...arm,
      ...(hasModels && { models }),
      ...(planned && { sweep: planned }),
      ...(scoreRange && { scoreRange }),
    };
  } catch (error) {
    if (error instanceof AgentConfigError || error instanceof UsageError) {
      const Mistake = error instanceof UsageError ? UsageError : AgentConfigError;
      throw new Mistake(`${keys[0]}, ${rule}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The rules of the last layer that names any; of several experiments, each one's in turn. */
function rulesOf(environments: readonly EnvironmentPlan[]): readonly string[] {
  return [...new Set(environments.flatMap(({ layers }) => lastOf(layers, "rules")!))];
}

function lastOf<K extends keyof Settings>(layers: readonly Settings[], key: K): Settings[K] {
  return layers.findLast((layer) => layer[key] !== undefined)?.[key];
}

function seedsOf(seeds: readonly number[] | number): readonly number[] {
  return typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
}

/** What is named by its id alone takes the arguments that the experiment gives it. */
export function asRecorded<T extends { readonly id: string }>(
  choice: T | string,
  recorded: readonly (T | string)[] = [],
): T | string {
  if (typeof choice !== "string") return choice;
  return recorded.find((one) => typeof one !== "string" && one.id === choice) ?? choice;
}

/** The splits of a family have one search, on training tasks: it stands with the arm of these. */
const isSearched = ({ family }: EnvironmentSource): boolean =>
  family === undefined || family.split === "training";

/** @throws {UsageError} when a search would run on other tasks than training ones */
function checkSearched(source: EnvironmentSource, env: string, names: readonly EnvironmentNames[]): void {
  const { split } = source.kwargs;
  if (split === "held-out" || split === "validation") {
    throw new UsageError(
      `sweep is set, and kwargs.split of ${env} is "${split}": a search runs on training tasks only, so allowed is ` +
        "training, a family (--family), or sweep to be false",
    );
  }
  if (isSearched(source)) return;
  const training = splitName(env, source, "training");
  if (names.some((one) => one.env === training)) return;
  throw new UsageError(
    `sweep is set, and ${env} is compared without ${training}: a search runs on training tasks only, so splits is to ` +
      "have training too, or sweep to be false",
  );
}
