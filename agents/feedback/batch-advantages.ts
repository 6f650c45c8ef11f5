/** Added to the deviation that advantages are divided by, so that equal returns give 0. */
const EPSILON = 1e-3;

/**
 * What each step of a batch of whole episodes did better than the batch: with the return-to-go G_{e,t} = Σ_k γ^k r,
 * which stops where its episode does, b_t = Σ_e G_{e,t}/E over all E episodes (one that was shorter than t has
 * G = 0), and N steps, A_{e,t} = (G_{e,t} − b_t)/(√(Σ (G − b)²/N) + 0.001), cut off at ±`clip`.
 *
 * @param rewards of all steps, [N], one episode after the other
 * @param lengths of the episodes, E ≥ 1 of them, each ≥ 1
 * @param clip > 0, or null for no limit
 * @returns [N]
 */
export function batchAdvantages(
  rewards: ArrayLike<number>,
  lengths: readonly number[],
  discount: number,
  clip: number | null,
): Float64Array {
  const advantages = new Float64Array(rewards.length);
  const baseline = new Float64Array(lengths.reduce((most, length) => Math.max(most, length), 0));
  let end = 0;
  for (const length of lengths) {
    const start = end;
    end += length;
    let ahead = 0;
    for (let t = length - 1; t >= 0; t--) {
      ahead = rewards[start + t] + discount * ahead;
      advantages[start + t] = ahead;
      baseline[t] += ahead / lengths.length;
    }
  }
  let squares = 0;
  let step = 0;
  for (const length of lengths) {
    for (let t = 0; t < length; t++, step++) {
      advantages[step] -= baseline[t];
      squares += advantages[step] ** 2;
    }
  }
  const scale = 1 / (Math.sqrt(squares / advantages.length) + EPSILON);
  const most = clip ?? Number.POSITIVE_INFINITY;
  for (let k = 0; k < advantages.length; k++) {
    advantages[k] = Math.min(Math.max(advantages[k] * scale, -most), most);
  }
  return advantages;
}
