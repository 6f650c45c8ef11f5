import { basename } from "node:path";
import { nearest, registeredSpecs } from "gymnasium-js";
import { checkConfig } from "../../agents/check-config.js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import { AgentConfigError } from "../../agents/errors.js";
import { ruleIdOf } from "../../agents/rules/index.js";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import type { PublishedFigure } from "../report/comparison-table.js";
import { withSettings } from "./agent-settings.js";
import type {
  DiagnosticsSettings,
  EnvironmentChoice,
  Experiment,
  PlannedEvaluation,
  ScoreRange,
  Settings,
  SweepSettings,
  TrialBudget,
} from "./definition.js";
import { type EngineId, resolveEngine } from "./engines.js";
import { type EnvironmentSource, findEnvironment } from "./environments.js";
import { folderNames } from "./folder-names.js";
import { checkEvaluation, diagnosticsOf, evaluationOf } from "./plan-probes.js";
import { checkPublished, publishedOf } from "./published.js";
import type { CommandLineSettings } from "./schema.js";
import { scoreRangeOf } from "./score-ranges.js";
import { planSweep, withSweep } from "./sweep/plan-sweep.js";
import type { PlannedSweep } from "./sweep/planned-sweep.js";
import { withTopDown } from "./top-down-settings.js";
import { checkVariant } from "./validate.js";

/** A rule in an environment, with everything resolved that its trials need but the seed. */
export interface PlannedArm {
  /** The environment as tables call it: its id, with arguments where ids alone would be the same. */
  readonly env: string;
  readonly rule: string;
  readonly source: EnvironmentSource;
  readonly budget: TrialBudget;
  /** Sub-environments of all groups together. */
  readonly batch: number;
  /** Vector environments that take turns; 1 where it is not told. */
  readonly groups?: number;
  readonly agent: AgentConfig;
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
export interface Plan {
  readonly name: string;
  readonly description?: string;
  readonly variant?: string;
  readonly engine: EngineId;
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
 * @throws {UsageError | AgentConfigError | GymnasiumError} one sentence on what does not fit
 */
export function planExperiment(found: FoundExperiment, commandLine: CommandLineSettings = {}): Plan {
  const { experiment } = found;
  const layers = layersOf(found, commandLine);
  const chosen = lastOf(layers, "environments")!;
  const directory = commandLine.environments === undefined ? found.directory : process.cwd();
  return resolvePlan(
    {
      name: commandLine.name ?? experiment.name,
      description: commandLine.description ?? experiment.description,
      variant: commandLine.variant ?? experiment.variant,
    },
    chosen.map((choice) => ({ choice: asRecorded(choice, experiment), directory, layers })),
  );
}

/** How one environment is to be learned in: layers of settings, the last of which counts most. */
export interface EnvironmentPlan {
  readonly choice: EnvironmentChoice;
  readonly directory: string;
  readonly layers: Layers;
}

/** The layers of settings that count: experiment, variant, command line. */
export type Layers = readonly [Experiment, ...Settings[]];

/** Those of an experiment. @throws {UsageError} when it has no such variant, or names what is no top-down network */
export function layersOf(
  { experiment, directory }: FoundExperiment,
  commandLine: CommandLineSettings,
): Layers {
  const variant = commandLine.variant ?? experiment.variant;
  checkVariant(variant, experiment);
  const middle = variant === undefined ? [] : [experiment.variants![variant]!];
  return [
    withTopDown(experiment, directory),
    ...middle.map((layer) => withTopDown(layer, directory)),
    withTopDown(commandLine, process.cwd()),
  ];
}

/** Resolves environments that each have layers of their own; rules, seeds and engine are common to all. */
export function resolvePlan(
  naming: Pick<Plan, "name" | "description" | "variant">,
  environments: readonly EnvironmentPlan[],
): Plan {
  const layers = environments.flatMap((environment) => environment.layers);
  const rules = rulesOf(environments);
  const seeds = seedsOf(lastOf(environments[0]!.layers, "seeds")!);
  const sources = environments.map(({ choice, directory }) => findEnvironment(choice, directory));
  const names = labels(sources);
  checkEnvironmentKeys(layers, names, sources);
  const namesAndIds = [...names, ...sources.map(({ id }) => id)];
  for (const environment of environments) checkPublished(environment.layers, namesAndIds);
  const envFolders = folderNames(
    names.map((name, k) => (sources[k]!.module === undefined ? name : basename(sources[k]!.id))),
  );
  const ruleFolders = folderNames(rules);
  const evaluation = evaluationOf(layers);
  const diagnostics = diagnosticsOf(layers);
  const arms = environments.flatMap((environment, e) =>
    rules.map((rule, r): PlannedArm => {
      const keys = [names[e]!, sources[e]!.id];
      return {
        env: names[e]!,
        rule,
        source: sources[e]!,
        ...resolveArm(environment.layers, keys, rule, seeds, sources[e]!),
        folder: `trials/${envFolders[e]}/${ruleFolders[r]}`,
      };
    }),
  );
  if (evaluation !== undefined) checkEvaluation(evaluation, arms);
  return {
    ...naming,
    engine: resolveEngine(lastOf(layers, "engine") ?? "auto"),
    retries: lastOf(layers, "retries") ?? 0,
    ...(evaluation && { evaluation }),
    ...(diagnostics && { diagnostics }),
    seeds,
    arms,
    published: environments.flatMap(({ layers: own }, e) =>
      publishedOf(own).filter(({ env }) => env === names[e] || env === sources[e]!.id),
    ),
  };
}

type ResolvedArm = Pick<PlannedArm, "agent" | "batch" | "groups" | "budget" | "sweep" | "scoreRange">;

function resolveArm(
  layers: readonly Settings[],
  keys: readonly string[],
  rule: string,
  seeds: readonly number[],
  source: EnvironmentSource,
): ResolvedArm {
  let agent = DEFAULT_AGENT;
  let batch = 1;
  let groups = 1;
  let budget: TrialBudget | undefined;
  let sweep: Partial<SweepSettings> | undefined;
  let scoreRange: ScoreRange | undefined;
  for (const layer of layers) {
    const own = keys.map((key) => layer.perEnvironment?.[key]).find((settings) => settings !== undefined);
    for (const settings of own === undefined ? [layer] : [layer, own]) {
      agent = withSettings(agent, settings.agent);
      for (const name of new Set([ruleIdOf(rule), rule])) {
        agent = withSettings(agent, settings.perRule?.[name]);
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
  const arm = { agent, batch, groups, budget: budget! };
  try {
    checkConfig(agent, seeds, batch / groups, groups);
    const planned = sweep && planSweep(sweep, { rule, ...arm }, seeds);
    scoreRange ??= scoreRangeOf(source);
    return { ...arm, ...(planned && { sweep: planned }), ...(scoreRange && { scoreRange }) };
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

/** An environment that is named by its id alone takes the arguments that the experiment gives it. */
export function asRecorded(choice: EnvironmentChoice, { environments }: Experiment): EnvironmentChoice {
  if (typeof choice !== "string") return choice;
  return environments.find((one) => typeof one !== "string" && one.id === choice) ?? choice;
}

/** @throws {UsageError} where two are the same */
function labels(sources: readonly EnvironmentSource[]): string[] {
  const names = sources.map((source) => {
    const alone = sources.filter(({ id }) => id === source.id).length === 1;
    return alone ? source.id : source.id + argumentsOf(source);
  });
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) throw new UsageError(`environments names ${twice} twice: allowed is once each`);
  return names;
}

function argumentsOf({
  id: _id,
  module: _module,
  moduleSha256: _moduleSha256,
  member: _member,
  kwargs,
  ...rest
}: EnvironmentSource): string {
  const all = { ...kwargs, ...rest };
  const texts = Object.entries(all).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return texts.length === 0 ? "" : `(${texts.join(", ")})`;
}

/** @throws {UsageError} when settings are for an environment that is not known */
function checkEnvironmentKeys(
  layers: readonly Settings[],
  names: readonly string[],
  sources: readonly EnvironmentSource[],
): void {
  const known = [...names, ...sources.map(({ id }) => id), ...registeredSpecs().map(({ id }) => id)];
  for (const key of layers.flatMap(({ perEnvironment }) => Object.keys(perEnvironment ?? {}))) {
    if (!known.includes(key)) {
      throw new UsageError(
        `perEnvironment is for "${key}": allowed is an environment of the experiment, or one that ` +
          `\`creditgym envs\` lists${didYouMean(nearest(key, known))}`,
      );
    }
  }
}
