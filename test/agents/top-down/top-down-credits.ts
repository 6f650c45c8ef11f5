import { diffusionKernel } from "../../../agents/top-down/diffusion.js";
import { hiddenCredits, type TopDownSpec, topDownLayers } from "../../../agents/top-down/top-down-spec.js";

/** One number a unit. */
export interface Credits {
  /** The objective's derivative by what each unit of each of the policy's hidden layers puts out, bottom to top. */
  readonly hidden: readonly (readonly number[])[];
  /** That by each logit. */
  readonly logits: readonly number[];
}

/**
 * What a top-down network makes of one decision, written as its definition reads: a pass of F for every choice.
 *
 * @param units of the policy's hidden layers
 * @param probabilities of the policy, @param action drawn, @param feedback A
 */
export function topDownCredits(
  spec: TopDownSpec,
  parameters: ArrayLike<number>,
  units: readonly number[],
  probabilities: readonly number[],
  action: number,
  feedback: number,
): Credits {
  const { mode, outputCredits, diffusion } = spec;
  const oneHot = (k: number, size: number): number[] => probabilities.map((_, i) => (i === k ? size : 0));
  const f = (k: number, size: number): number[] =>
    passes(spec, parameters, [...probabilities, ...oneHot(k, size)]);
  const drawn = f(action, mode === "input" ? feedback : 1);
  const mean = drawn.map((_, o) => probabilities.reduce((sum, p, k) => sum + p * f(k, 1)[o]!, 0));
  const credits = drawn.map((value, o) => {
    if (mode === "input") return value;
    return feedback * (mode === "gated" ? value : value - mean[o]!);
  });
  let at = 0;
  const hidden = hiddenCredits(spec).map((count, l) => {
    const own = credits.slice(at, at + count);
    at += count;
    if (diffusion === null) return own;
    const kernel = diffusionKernel(diffusion, units[l]!, l);
    return Array.from({ length: units[l]! }, (_, j) =>
      own.reduce((sum, credit, k) => sum + kernel[j * count + k]! * credit, 0),
    );
  });
  const ofOutput = credits.slice(at);
  // dO/dz_k = Σ_m (dO/dπ_m) dπ_m/dz_k, with dπ_m/dz_k = π_m ([m = k] − π_k).
  const logits = ofOutput.map((credit, k) =>
    outputCredits === "logit"
      ? credit
      : ofOutput.reduce(
          (sum, by, m) => sum + by * probabilities[m]! * (Number(m === k) - probabilities[k]!),
          0,
        ),
  );
  return { hidden, logits };
}

function passes(spec: TopDownSpec, parameters: ArrayLike<number>, input: readonly number[]): number[] {
  const layers = topDownLayers(spec);
  let at = 0;
  let values = [...input];
  layers.forEach(({ inputs, outputs }, l) => {
    const next = Array.from({ length: outputs }, (_, j) => {
      let z = parameters[at + inputs * outputs + j]!;
      for (let i = 0; i < inputs; i++) z += values[i]! * parameters[at + i * outputs + j]!;
      return l === layers.length - 1 ? z : Math.tanh(z);
    });
    at += (inputs + 1) * outputs;
    values = next;
  });
  return values;
}
