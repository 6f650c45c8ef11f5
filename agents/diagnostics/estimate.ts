import type { GroupMeans } from "./group-means.js";

/** Standard errors above zero from which on a squared norm counts as seen. */
const SEEN = 3;
const DEGREES = 180 / Math.PI;

/**
 * A number that was estimated from groups of draws, and what it would be without each group in turn: a list
 * for each set of groups that are drawn apart, empty where nothing was drawn.
 */
export interface Estimate {
  readonly value: number;
  readonly without: readonly [readonly number[], readonly number[]];
}

/**
 * Scalar product of two vectors whose groups share their draws: the mean over pairs of different groups,
 * which what the draws have in common does not bias.
 * @param others number of groups of the other set, on which it does not depend
 */
export function productOfShared(a: GroupMeans, b: GroupMeans, others: number): Estimate {
  const { groups } = a;
  const own = indices(groups, (g) => a.dot(g, b.values, g * b.size));
  const constant = (value: number) => indices(others, () => value);
  if (groups === 1) return { value: own[0], without: [[], constant(own[0])] };
  const withB = indices(groups, (g) => a.dot(g, b.total));
  const withA = a === b ? withB : indices(groups, (g) => b.dot(g, a.total));
  const all = sum(withB) - sum(own);
  const value = all / (groups * (groups - 1));
  const pairsLeft = (groups - 1) * (groups - 2);
  const without = indices(groups, (g) => (all - withB[g] - withA[g] + 2 * own[g]) / pairsLeft);
  return { value, without: [without, constant(value)] };
}

/** Scalar product of a vector of the first set of groups with one of the second. */
export function productOfSets(a: GroupMeans, b: GroupMeans): Estimate {
  const withB = indices(a.groups, (g) => a.dot(g, b.total));
  const withA = indices(b.groups, (k) => b.dot(k, a.total));
  const all = sum(withB);
  return {
    value: all / (a.groups * b.groups),
    without: [
      indices(a.groups, (g) => (all - withB[g]) / ((a.groups - 1) * b.groups)),
      indices(b.groups, (k) => (all - withA[k]) / (a.groups * (b.groups - 1))),
    ],
  };
}

/** The same estimate with the two sets of groups in the other order. */
export function swapped({ value, without: [first, second] }: Estimate): Estimate {
  return { value, without: [second, first] };
}

/** A function of estimates that rest on the same groups. */
export function combine(f: (...values: number[]) => number, ...estimates: readonly Estimate[]): Estimate {
  const over = (set: 0 | 1): number[] =>
    estimates[0].without[set].map((_, g) => f(...estimates.map(({ without }) => without[set][g])));
  return { value: f(...estimates.map(({ value }) => value)), without: [over(0), over(1)] };
}

/** By the jackknife over both sets of groups; 0 for what is exact. */
export function standardError({ without }: Estimate): number {
  return Math.sqrt(jackknifeVariance(without[0]) + jackknifeVariance(without[1]));
}

/** Whether a squared norm is above zero by more than noise. */
export function isSeen(squared: Estimate): boolean {
  return squared.value > 0 && squared.value > SEEN * standardError(squared);
}

export interface Angle {
  /** Degrees. */
  readonly angle: number | null;
  readonly angleError: number | null;
}

/**
 * The angle that a cosine stands for. Its error is the larger change of the angle that one standard error of
 * the cosine makes: near 0° and 180° angles have no error of first order. Null for a cosine that is none.
 */
export function angleOf(cosine: Estimate): Angle {
  const error = standardError(cosine);
  if (!Number.isFinite(cosine.value) || !Number.isFinite(error)) return { angle: null, angleError: null };
  const within = (value: number): number => Math.min(Math.max(value, -1), 1);
  const degrees = (value: number): number => DEGREES * Math.acos(within(value));
  const inside = within(cosine.value);
  const angle = degrees(inside);
  return { angle, angleError: Math.max(angle - degrees(inside + error), degrees(inside - error) - angle) };
}

function jackknifeVariance(without: readonly number[]): number {
  const count = without.length;
  if (count === 0) return 0;
  const mean = sum(without) / count;
  return ((count - 1) / count) * sum(without.map((value) => (value - mean) ** 2));
}

function indices(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
