import { InvalidArgumentError } from "../errors.js";
import type { PCG64 } from "./pcg64.js";

/**
 * Trials up to the first success, ≥ 1, as NumPy's `Generator.geometric`
 * (numpy/random/src/distributions/distributions.c).
 *
 * @param probability of success, in (0, 1].
 * @throws InvalidArgumentError
 */
export function geometric(generator: PCG64, probability: number): number {
  if (!(probability > 0 && probability <= 1)) {
    throw new InvalidArgumentError("probability", probability, "a number above 0, at most 1");
  }
  if (probability < 0.3333333333333333) {
    return Math.ceil(-generator.standardExponential() / Math.log1p(-probability));
  }
  const draw = generator.random();
  let trials = 1;
  let product = probability;
  for (let sum = probability; draw > sum; trials++) {
    product *= 1 - probability;
    sum += product;
  }
  return trials;
}
