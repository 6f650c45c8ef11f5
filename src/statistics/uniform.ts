/** A source of numbers in [0, 1). */
export type Uniform = () => number;

/**
 * A small generator for resampling, so that the same data always give the same interval. 32 bits of
 * resolution, period 2^32: enough for that and for nothing else.
 *
 * Source: the additive counter of SplitMix (Steele, Lea and Flood 2014, "Fast splittable
 * pseudorandom number generators") with a 32-bit finaliser of MurmurHash3's form.
 */
export function seededUniform(seed = 0x5eed): Uniform {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let bits = counter;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 0x1_0000_0000;
  };
}
