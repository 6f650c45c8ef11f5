import { InvalidArgumentError } from "../errors.js";
import { cumulate, pick } from "../random/choice.js";
import { pairwiseSum } from "../random/pairwise-sum.js";
import type { PCG64 } from "../random/pcg64.js";

/** One entry for each element: 1 where it may be drawn (masks), or its probability. */
export type Mask = ArrayLike<number>;

/** NumPy's `isclose(sum, 1)`. */
const SUM_TOLERANCE = 1e-8 + 1e-5;

/** Whether a mask or a probability was given; Gymnasium takes one of the two. */
export type Restriction = "none" | "mask" | "probability";

/** @throws InvalidArgumentError when both are given */
export function restrictionOf(mask: unknown, probability: unknown): Restriction {
  const none = probability === undefined || probability === null;
  if (mask === undefined || mask === null) return none ? "none" : "probability";
  if (none) return "mask";
  throw new InvalidArgumentError("probability", probability, "either a mask or a probability, not both");
}

function checked(
  given: unknown,
  length: number,
  field: string,
  allowed: string,
  test: (value: number) => boolean,
): Mask {
  const list = given as Mask;
  const array = ArrayBuffer.isView(given) || Array.isArray(given);
  if (array && list.length === length && Array.prototype.every.call(list, test)) return list;
  throw new InvalidArgumentError(field, given, `${length} numbers, each ${allowed}`);
}

/** @throws InvalidArgumentError unless it has `length` entries, each one of `values` */
export function checkMask(
  mask: unknown,
  length: number,
  field = "mask",
  values: readonly number[] = [0, 1],
): Mask {
  return checked(mask, length, field, `one of ${values.join(", ")}`, (value) => values.includes(value));
}

/** @throws InvalidArgumentError unless it has `length` entries, each from 0 to 1 */
export function checkChances(chances: unknown, length: number, field = "probability"): Mask {
  return checked(chances, length, field, "from 0 to 1", (value) => value >= 0 && value <= 1);
}

/** @throws InvalidArgumentError unless it has `length` entries, each from 0 to 1, of sum 1 */
export function checkProbability(probability: unknown, length: number, field = "probability"): Mask {
  const list = checkChances(probability, length, field);
  const sum = pairwiseSum(list);
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return list;
  throw new InvalidArgumentError(field, list, `numbers whose sum is 1: theirs is ${sum}`);
}

/** The parts' masks of a composite space. @throws InvalidArgumentError unless it lists `length` of them */
export function checkParts(parts: unknown, length: number, field: Restriction): readonly unknown[] {
  if (Array.isArray(parts) && parts.length === length) return parts;
  throw new InvalidArgumentError(field, parts, `a list of ${length}, one for each part (null for none)`);
}

/** An index drawn uniformly where the mask is 1; 0 where it is nowhere. */
export function chooseMasked(generator: PCG64, mask: Mask): number {
  const allowed: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) allowed.push(i);
  return allowed.length === 0 ? 0 : allowed[generator.integers(0, allowed.length)]!;
}

/** An index drawn with the probabilities. */
export function chooseWeighted(generator: PCG64, probability: Mask): number {
  return pick(generator, cumulate(probability));
}
