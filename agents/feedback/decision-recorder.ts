/**
 * Is told of what the actor learns from while its current activity holds what the decision saw and what its output
 * drew. `k` is the sub-environment.
 */
export interface DecisionRecorder {
  /** The decision's eligibility, by its share in the mean, is multiplied with `feedback`. */
  learned(k: number, feedback: number): void;
  /**
   * Feedback will be known when the episode ends: the discounted sum of `reward` from this decision on, plus
   * `negativeBaseline`.
   * @param starts whether the decision is its episode's first
   */
  collected(k: number, starts: boolean, reward: number, negativeBaseline: number): void;
  /** The running episode is over. */
  ended(k: number, discount: number): void;
}
