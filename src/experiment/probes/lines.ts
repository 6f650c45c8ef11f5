import type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";

export type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";

/** A line of `evaluation.jsonl`: a network that played without learning. */
export interface EvaluationPoint {
  /** Completed by then, in training. */
  readonly episode: number;
  /** Transitions by then, in training. */
  readonly step: number;
  readonly policy: "greedy" | "sampled";
  /** Of each episode played. */
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  readonly meanReturn: number;
  /** ddof 0. */
  readonly stdReturn: number;
  /** Episodes that never ended and were cut; left out for none. */
  readonly cut?: number;
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
