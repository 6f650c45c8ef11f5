/**
 * Estimates the gradient in μ of the fitness expected around it, J(μ, σ) = E f(μ + σz) with z standard normal, from
 * symmetric differences (PGPE, Sehnke et al. 2010, "Parameter-exploring policy gradients", section 2.4):
 * the mean over pairs of z (f(μ + σz) − f(μ − σz))/(2σ). Its expectation is that gradient exactly. The paper's own
 * update is this times σ², with its rate.
 *
 * @param z [pairs × size], @param sigma [size]
 * @param fitness [pairs × 2]: of μ + σz, then of μ − σz
 * @returns [size]
 */
export function meanGradient(z: Float64Array, sigma: Float64Array, fitness: ArrayLike<number>): Float64Array {
  const size = sigma.length;
  const pairs = z.length / size;
  const gradient = new Float64Array(size);
  for (let pair = 0; pair < pairs; pair++) {
    const difference = (fitness[2 * pair]! - fitness[2 * pair + 1]!) / 2;
    for (let i = 0; i < size; i++) gradient[i]! += difference * z[pair * size + i]!;
  }
  for (let i = 0; i < size; i++) gradient[i]! /= pairs * sigma[i]!;
  return gradient;
}
