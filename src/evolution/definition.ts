import type { AscentKind } from "../../agents/evolution/ascent.js";
import type { CreditDiffusion, TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { AgentSettings } from "../experiment/definition.js";

/**
 * What a member's fitness is the mean of, over the generation's tasks. With `agent.feedback` "label" the mean of
 * log π(label) over each minibatch, before its update, is what returns are otherwise:
 *
 * - `auc`: the returns of all batches of a lifetime, the area under its learning curve;
 * - `final`: those of the last tenth of the batches, at least one;
 * - `validation`: as `auc`, on tasks of the validation split instead of the training split;
 * - `test`: with `agent.feedback` "label" only, the mean of log π(label) over samples of the task that a lifetime did not
 *   learn from, after its last update.
 */
export type FitnessMeasure = "auc" | "final" | "validation" | "test";

/** The top-down network; the policy's choices and hidden layers say the rest of its shape. */
export interface TopDownSettings extends Partial<Pick<TopDownSpec, "hidden" | "mode" | "outputCredits">> {
  /** Null for a credit for each hidden unit, else with credits, in all; kernel `gaussian` and seed 1 unless given. */
  readonly diffusion?: Partial<CreditDiffusion> | null;
}

/** When and on how many tasks the mean of the search is tried out. */
export interface ValidationSettings {
  /** Generations from one trial to the next, ≥ 1; 5 unless given. The last mean is always tried. */
  readonly every?: number;
  /** Of the validation split, the same ones each time, ≥ 1; 64 unless given. */
  readonly tasks?: number;
}

/** What of an evolution may be changed from the command line. */
export interface EvolutionSettings {
  readonly name?: string;
  readonly description?: string;
  /** Id of a task family. */
  readonly family?: string;
  /** hidden [16], mode "centred", outputCredits "logit" and no diffusion unless given. */
  readonly topDown?: TopDownSettings;
  /** How the policy learns in a lifetime. */
  readonly agent?: AgentSettings;
  /** Updates of a lifetime, ≥ 1; it plays one batch of episodes more, or is shown one minibatch. */
  readonly updates?: number;
  /** Samples of a minibatch with `agent.feedback` "label", ≥ 1; 1 unless given, and with other feedback. */
  readonly batch?: number;
  /** Members of a generation, ≥ 2: antithetic pairs and, where it is odd, the mean itself; 64 unless given. */
  readonly population?: number;
  /** ≥ 1; 40 unless given. */
  readonly generations?: number;
  /** Tasks of a generation, fresh ones each time, the same ones for all members, ≥ 1; 8 unless given. */
  readonly tasks?: number;
  /** `auc` unless given. */
  readonly fitness?: FitnessMeasure;
  /** Of the mean; `adam` unless given. */
  readonly optimizer?: AscentKind;
  /** Of the mean's steps; 0.03 unless given. */
  readonly rate?: number;
  /** What the rate is multiplied with from one generation to the next, in (0, 1]; 0.998 unless given. */
  readonly decay?: number;
  /** Of all parameters at first, > 0; 0.1 unless given. */
  readonly sigma?: number;
  /** Of the changes of σ, ≥ 0; 0.1 unless given. */
  readonly sigmaRate?: number;
  /** A generation changes no σ by more than this part of it, in (0, 1); 0.2 unless given. */
  readonly sigmaLimit?: number;
  /** Of the search, its tasks and its lifetimes; 1 unless given. */
  readonly seed?: number;
  readonly validation?: ValidationSettings;
}

/** How a top-down network is evolved. */
export interface Evolution extends EvolutionSettings {
  /** Names the folder of its runs, and the weights. */
  readonly name: string;
  readonly family: string;
  readonly updates: number;
}
