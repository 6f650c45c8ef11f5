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

/** Null stands for what cannot be told: of no decisions, of a zero vector, of units that have no such thing. */
export interface LayerDiagnostics {
  readonly units: number;
  /** Degrees in [0, 180] between the rule's expected update and the policy gradient. */
  readonly angle: number | null;
  /** Standard error of the angle, in degrees. */
  readonly angleError: number | null;
  /** Squared norm of the expected update over the total variance of one decision's. */
  readonly signalToNoise: number | null;
  /** Of the expected update for the mean decision. */
  readonly norm: number | null;
  /** Of the policy gradient for the mean decision. */
  readonly gradientNorm: number | null;
  /** Mean entropy of a unit's value, in bits (Bernoulli, in [0, 1]); null for other units. */
  readonly entropy: number | null;
  /** Share of units that never vary over the decisions. */
  readonly dead: number | null;
  /** Share of units that are at one of their limits nearly always. */
  readonly saturated: number | null;
}
