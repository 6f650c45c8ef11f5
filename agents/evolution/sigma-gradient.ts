/**
 * Estimates σ times the gradient in σ of the fitness expected, J(μ, σ) = E f(μ + σz) with z standard normal, from the
 * pairs' means (PGPE, Sehnke et al. 2010, section 2.4): the mean over pairs of (m − b)(z² − 1), m being the mean
 * fitness of a pair. With b the mean over all pairs its expectation is (1 − 1/pairs) times the exact one, with a b
 * that does not depend on z the exact one. As a relative change of σ it is the paper's update.
 *
 * @param z [pairs × size], @param size parameters
 * @param fitness [pairs × 2]: of μ + σz, then of μ − σz
 * @param baseline b; the mean over all pairs unless given
 * @returns [size]
 */
export function sigmaGradient(
  z: Float64Array,
  size: number,
  fitness: ArrayLike<number>,
  baseline = meanOf(fitness),
): Float64Array {
  const pairs = z.length / size;
  const gradient = new Float64Array(size);
  for (let pair = 0; pair < pairs; pair++) {
    const above = (fitness[2 * pair]! + fitness[2 * pair + 1]!) / 2 - baseline;
    for (let i = 0; i < size; i++) gradient[i]! += above * (z[pair * size + i]! ** 2 - 1);
  }
  return gradient.map((sum) => sum / pairs);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}
