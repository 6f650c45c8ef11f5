/**
 * How credit follows from what the top-down network F puts out, A being the feedback and a the action drawn
 * (Chen et al. 2022, arXiv 2208.01416, give their F errors and labels; the gated and centred forms are creditgym's):
 *
 * - `input`: F sees the feedback: F([π, A·onehot a]).
 * - `gated`: A·F([π, onehot a]).
 * - `centred`: A·(F([π, onehot a]) − Σ_a′ π(a′) F([π, onehot a′])), whose mean over actions is 0 for any constant A.
 */
export type CreditMode = (typeof CREDIT_MODES)[number];

export const CREDIT_MODES = ["input", "gated", "centred"] as const;

/** Few credits, spread to the many units of each hidden layer by a fixed kernel [units × credits]. */
export interface CreditDiffusion {
  /**
   * `gaussian`: rows normalised Gaussians over the units' positions, units and credits both evenly over [0, 1],
   * σ = ½/credits. `random`: standard normal numbers over √credits.
   */
  readonly kernel: "gaussian" | "random";
  /** K of each hidden layer, from 1 to the units of the smallest. */
  readonly credits: number;
  /** Of the random kernel. */
  readonly seed: number;
}

/** The shape of a top-down network F and what its outputs mean. */
export interface TopDownSpec {
  /** Choices of the policy, n ≥ 2: F sees their probabilities and which was drawn, 2n numbers. */
  readonly actions: number;
  /** Tanh units of F's own hidden layers, input to output. */
  readonly hidden: readonly number[];
  /** Units of the policy's hidden layers, bottom to top. */
  readonly units: readonly number[];
  readonly mode: CreditMode;
  /** Whether the n credits of the output layer are for its logits or for its probabilities. */
  readonly outputCredits: "logit" | "probability";
  /** Null: a credit for each hidden unit. */
  readonly diffusion: CreditDiffusion | null;
}

/** Inputs and outputs of one of F's layers. Its weights are [inputs + 1, outputs] in C order, biases last. */
export interface TopDownLayer {
  readonly inputs: number;
  readonly outputs: number;
}

/** Units of the smallest of a policy's hidden layers, which diffusion may have as many credits as; Infinity of none. */
export function fewestUnits(layers: readonly number[]): number {
  return Math.min(...layers);
}

/** Credits that F puts out for each of the policy's hidden layers, bottom to top. */
export function hiddenCredits({ units, diffusion }: TopDownSpec): readonly number[] {
  return units.map((count) => diffusion?.credits ?? count);
}

/**
 * F's layers, input to output. The last one puts out the credits of the policy's hidden layers, bottom to top, then
 * those of its output layer. Parameters of F are the weights of these layers, one layer after the other.
 */
export function topDownLayers(spec: TopDownSpec): readonly TopDownLayer[] {
  const outputs = [...spec.hidden, hiddenCredits(spec).reduce((sum, count) => sum + count, spec.actions)];
  return outputs.map((count, l) => ({
    inputs: l === 0 ? 2 * spec.actions : outputs[l - 1]!,
    outputs: count,
  }));
}

/** Numbers that F consists of. */
export function topDownParameters(spec: TopDownSpec): number {
  return topDownLayers(spec).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}
