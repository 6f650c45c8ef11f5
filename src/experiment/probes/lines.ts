import type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";

export type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";

/** How the actions of a network lie to the right ones, which the environment told as labels. */
export interface LabelScores {
  /** Share of steps in which the action was the label. */
  readonly accuracy: number;
  /** Mean of −log p(label), in nats. */
  readonly logLoss: number;
}

/** Episodes that a network played without learning. */
export interface EvaluatedEpisodes extends Partial<LabelScores> {
  /** Of each episode played. */
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  readonly meanReturn: number;
  /** ddof 0. */
  readonly stdReturn: number;
  /** Episodes that never ended and were cut; left out for none. */
  readonly cut?: number;
}

/** A line of `evaluation.jsonl`. */
export interface EvaluationPoint extends EvaluatedEpisodes {
  /** Completed by then, in training. */
  readonly episode: number;
  /** Transitions by then, in training. */
  readonly step: number;
  readonly policy: "greedy" | "sampled";
  /** The further evaluations, by name; left out for none. */
  readonly also?: Readonly<Record<string, EvaluatedEpisodes>>;
}

/** A line of `diagnostics.jsonl`. */
export interface DiagnosticsPoint {
  /** Completed by then. */
  readonly episode: number;
  /** Transitions by then. */
  readonly step: number;
  /** Decisions looked at: fewer early on than later. */
  readonly decisions: number;
  /** Bottom to top, the output layer last. */
  readonly layers: readonly LayerDiagnostics[];
}
