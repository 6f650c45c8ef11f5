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
