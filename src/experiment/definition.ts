import type { AutoresetMode, RemoteMakeVecOptions } from "gymnasium-js";
import type {
  AgentConfig,
  BatchReturnConfig,
  ContinuousConfig,
  CriticConfig,
  ObservationConfig,
  OptimizerConfig,
} from "../../agents/config.js";
import type { GaussianUnits, OutputScale } from "../../agents/networks/spec.js";
import type { Split } from "../../envs/families/index.js";
import type { PublishedFigure } from "../report/comparison-table.js";
import type { ScoreRange } from "../statistics/index.js";
import type { ModelSource } from "./models/model-source.js";

export type { ScoreRange };

/** When a trial ends. Both count over all sub-environments. */
export type TrialBudget = { readonly episodes: number } | { readonly steps: number };

export type EngineChoice = "auto" | "reference" | "wasm" | "tf";

/** What may be set for environments of Python's only: as `makeVec` of gymnasium-js has them. */
export interface BridgeSettings {
  readonly vectorizationMode?: "sync" | "async" | "native";
  readonly autoresetMode?: AutoresetMode;
  /** Python wrappers, the innermost first. */
  readonly wrappers?: RemoteMakeVecOptions["wrappers"];
  /** Python modules that register the environment when they are imported. */
  readonly imports?: readonly string[];
  readonly disableEnvChecker?: boolean;
  /** Milliseconds that one reset or step may take. */
  readonly timeout?: number;
}

/**
 * An environment by its id, a module's path (`./my-env.ts`), `gymnasium:ID` or `ws://host:port/ID` for one of
 * Python's, or with arguments of its own.
 */
export type EnvironmentChoice =
  | string
  | ({
      readonly id: string;
      readonly kwargs?: Readonly<Record<string, unknown>>;
      /** Replaces the registered time limit; −1 for none. */
      readonly maxEpisodeSteps?: number;
    } & BridgeSettings);

/**
 * A task family by its id, one that a module registers (`./my-families.ts:my-family`), or with settings of its own. Each
 * of its splits is an environment of the comparison, `<id>/<split>`, in which the seed s plays the task s of that split.
 */
export type FamilyChoice =
  | string
  | {
      readonly id: string;
      /** `training` and `held-out` unless given. */
      readonly splits?: readonly Split[];
      /** Parameters that no split draws, where they are not to be the family's. */
      readonly kwargs?: Readonly<Record<string, unknown>>;
      /** Replaces the environment's time limit; −1 for none. */
      readonly maxEpisodeSteps?: number;
    };

/** Episodes that the networks of trials play without learning. */
export interface EvaluationSettings {
  /** Of each evaluation, ≥ 1; 10 unless given. */
  readonly episodes?: number;
  /** Whether to take the most probable action (or the mean), or to draw it as in training; `sampled` unless given. */
  readonly policy?: "greedy" | "sampled";
  /** Evaluations, evenly over the budget, the last at its end; 1 unless given. */
  readonly points?: number;
  /** Arguments of the environment that are others than in training, such as `{ set: "test" }`. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Further evaluations at the same points, by name, each with such arguments of its own. */
  readonly also?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** With its defaults. */
export type PlannedEvaluation = EvaluationSettings &
  Required<Pick<EvaluationSettings, "episodes" | "policy" | "points">>;

/** How rule and gradient are held against each other while trials train. */
export interface DiagnosticsSettings {
  /** Measurements, evenly over the budget, the last at its end; 20 unless given. */
  readonly points?: number;
  /** Latest decisions that each looks at; 64 unless given. */
  readonly decisions?: number;
  /** Times that hidden units are drawn anew for each decision, brought up to a multiple of 16; 32 unless given. */
  readonly rounds?: number;
}

/**
 * One dimension of a search. A list: one of its values. Otherwise a number from one to another, drawn evenly
 * or (`log`) evenly in its logarithm; in a grid `steps` of them, both ends included.
 */
export type SearchDimension = readonly unknown[] | SearchRange;

export interface SearchRange {
  readonly from: number;
  /** Above `from`. */
  readonly to: number;
  /** Evenly in the logarithm; `from` is above 0 then. */
  readonly log?: boolean;
  /** Whole numbers only. */
  readonly integer?: boolean;
  /**
   * The value multiplies what stands there: the number, each number of the list, both ends of the schedule
   * (not its steps).
   */
  readonly times?: boolean;
  /** In a grid, ≥ 2. */
  readonly steps?: number;
}

/** Settings of an agent by path, such as `rates[0]`, `rates` or `critic.lambda`, and what they may be. */
export type SearchSpace = Readonly<Record<string, SearchDimension>>;

/**
 * What a search is to make highest: a trial's mean return over all its episodes, over the last tenth, or over those of
 * the experiment's `evaluation` at the end.
 */
export type SearchMeasure = "averageReturn" | "finalReturn" | "evaluationReturn";

/**
 * A search for hyperparameters, on seeds that the comparison does not use. Each environment and rule gets its
 * own best setting: the highest mean over the seeds of the search, of several the first.
 */
export interface SweepSettings {
  /**
   * All combinations, or as many random ones as told (`seed`, 1 unless given, decides which). The settings
   * without any change are always one more.
   */
  readonly search: "grid" | { readonly random: number; readonly seed?: number };
  /** Random combinations are the same ones for every environment and every rule without a space of its own. */
  readonly space: SearchSpace;
  /** Other spaces for some rules, each of which takes the place of `space`; `{}` for no search. */
  readonly perRule?: Readonly<Record<string, SearchSpace>>;
  /** The seeds themselves, none of the comparison's, or how many (beyond 1 000 000); 3 unless given. */
  readonly seeds?: readonly number[] | number;
  /** Of each trial of the search; that of the comparison unless given. */
  readonly budget?: TrialBudget;
  /** `averageReturn` unless given. */
  readonly measure?: SearchMeasure;
}

type UnionKeys<T> = T extends T ? keyof T : never;
type FieldOf<T, K extends PropertyKey> = T extends T ? (K extends keyof T ? T[K] : never) : never;

/** Fields of an optimizer to change. Another `kind` starts from that kind's defaults. */
export type OptimizerSettings = {
  readonly [K in UnionKeys<OptimizerConfig>]?: FieldOf<OptimizerConfig, K>;
};

export type CriticSettings = Partial<Omit<CriticConfig, "optimizer">> & {
  readonly optimizer?: OptimizerSettings;
  /** As the agent's; its output is the value. */
  readonly model?: ModelSource | string | null;
};

export type ContinuousSettings = Partial<Omit<ContinuousConfig, "scale">> & {
  readonly scale?: Partial<OutputScale>;
};
export type GaussianSettings = Partial<GaussianUnits>;
export type ObservationSettings = Partial<ObservationConfig>;
export type BatchReturnSettings = Partial<BatchReturnConfig>;

/** Fields of an agent's configuration that have fields of their own. */
type Nested = "optimizer" | "critic" | "continuous" | "gaussian" | "observation" | "batchReturn";

/** Fields of an agent's configuration to change. Lists and schedules are replaced as a whole. */
export type AgentSettings = Partial<Omit<AgentConfig, Nested | "topDown">> & {
  readonly optimizer?: OptimizerSettings;
  readonly critic?: CriticSettings;
  readonly continuous?: ContinuousSettings;
  readonly gaussian?: GaussianSettings;
  readonly observation?: ObservationSettings;
  /**
   * The path of a top-down network's file (in an experiment's file relative to that), the name of one that comes
   * with creditgym, or the network itself.
   */
  readonly topDown?: AgentConfig["topDown"] | string;
  readonly batchReturn?: BatchReturnSettings;
  /**
   * A model of TensorFlow.js in place of the actor's layers, for `backprop` on engine `tf`: the path of a module whose
   * default export makes it (`defineModel`), or of a folder that holds one; in an experiment's file relative to that.
   */
  readonly model?: ModelSource | string | null;
};

/** What may be set for one environment only. */
export interface EnvironmentSettings {
  readonly agent?: AgentSettings;
  readonly perRule?: Readonly<Record<string, AgentSettings>>;
  readonly budget?: TrialBudget;
  readonly batch?: number;
  readonly groups?: number;
  /** None unless given; `false` takes back an earlier layer's. A later layer replaces single fields. */
  readonly sweep?: Partial<SweepSettings> | false;
  /** For what puts environments together. Known for environments that come with creditgym. */
  readonly scoreRange?: ScoreRange;
}

/**
 * One layer of settings. Within a layer `perRule` counts more than `agent`, and `perEnvironment` more
 * than both; a later layer counts more than all of an earlier one. The layers are, in this order, the
 * experiment, its chosen variant, and the command line.
 */
export interface Settings extends EnvironmentSettings {
  /** The last layer that names environments or families decides both. */
  readonly environments?: readonly EnvironmentChoice[];
  /** Task families, beside the environments or instead of them. */
  readonly families?: readonly FamilyChoice[];
  /**
   * Rule ids, in the order of tables. `id@label` is the same rule once more, with the settings that `perRule` has for
   * the id, and then those for the whole name.
   */
  readonly rules?: readonly string[];
  /** The seeds themselves, or N for 1…N; in families the tasks' too. */
  readonly seeds?: readonly number[] | number;
  /** Sub-environments that one agent acts in at once; 1 by default. */
  readonly batch?: number;
  /**
   * Vector environments that the batch is split into, which take turns: while Python steps one, the agent
   * learns from another. 1 by default; the batch must be a multiple.
   */
  readonly groups?: number;
  /** `auto`, the default, takes the fastest that is always there. */
  readonly engine?: EngineChoice;
  readonly perEnvironment?: Readonly<Record<string, EnvironmentSettings>>;
  /**
   * How often a trial may go back to where its latest episode ended and make its environment anew, when the
   * connection to Python's is lost or a call gets no answer in time; 0 by default.
   */
  readonly retries?: number;
  /** None unless given; `true` for the defaults. A later layer replaces single fields. */
  readonly evaluation?: EvaluationSettings | boolean;
  /** None unless given; `true` for the defaults. A later layer replaces single fields. */
  readonly diagnostics?: DiagnosticsSettings | boolean;
  /** Figures from the literature for these very settings; tables show them beside the run's own. */
  readonly published?: readonly PublishedFigure[];
}

/** Environments × rules × seeds, and how the agents learn. It names environments, families or both. */
export interface Experiment extends Settings {
  /** Names the folder of its runs. */
  readonly name: string;
  readonly description?: string;
  readonly rules: readonly string[];
  readonly seeds: readonly number[] | number;
  readonly budget: TrialBudget;
  /** Named layers of settings, to be chosen with `variant`. */
  readonly variants?: Readonly<Record<string, Settings>>;
  /** The variant that counts. */
  readonly variant?: string;
}
