import { PCG64 } from "gymnasium-js";
import {
  BanditModel,
  type BanditTask,
  evenBanditFamily,
  type Split,
  wideBanditFamily,
} from "../../../envs/families/index.js";
import { type Interval, pairedDifference } from "../../../src/statistics/index.js";

// What a policy can get whose hidden layer stays as it was drawn: float64, no learning involved.

/** Mean over tasks of a share of the optimum, with its 95 % bootstrap interval. */
export interface Share {
  readonly mean: number;
  readonly ci95: Interval;
}

function shareOf(values: readonly number[]): Share {
  const { mean, ci95 } = pairedDifference(values);
  return { mean, ci95 };
}

/** Difference of the arms' mean rewards per number of the context: m₁(x) − m₀(x) = δ·x. */
export function direction(task: BanditTask): Float64Array {
  const model = new BanditModel(task);
  return Float64Array.from({ length: task.contextSize }, (_, k) => {
    const unit = new Float32Array(task.contextSize);
    unit[k] = 1;
    return model.mean(1, unit, 0) - model.mean(0, unit, 0);
  });
}

/** Rows of weights as a new hidden layer has them: uniform within ±1/√inputs. [units × inputs] */
export function hiddenWeights(units: number, inputs: number, seed: number): Float64Array[] {
  const generator = new PCG64(seed);
  const limit = 1 / Math.sqrt(inputs);
  return Array.from({ length: units }, () =>
    Float64Array.from({ length: inputs }, () => generator.uniform(-limit, limit)),
  );
}

/** The part of a vector that lies in the span of some rows (Gram–Schmidt). */
export function projection(vector: Float64Array, rows: readonly Float64Array[]): Float64Array {
  const basis: Float64Array[] = [];
  for (const row of rows) {
    const left = Float64Array.from(row);
    // Twice, for rounding.
    for (const one of [...basis, ...basis]) subtract(left, one, dot(left, one));
    const length = Math.sqrt(dot(left, left));
    basis.push(left.map((value) => value / length));
  }
  const sum = new Float64Array(vector.length);
  for (const one of basis) subtract(sum, one, -dot(vector, one));
  return sum;
}

export const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0);

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let k = 0; k < from.length; k++) from[k]! -= times * vector[k]!;
}

export const norm = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));

/**
 * `contextual-bandit-wide`, exactly: what the best policy that knows a context x by W x only gets over what the oracle
 * gets, W being a layer's weights when it is new. Over contexts the oracle gets E|δ·x|/2 = |δ|/√(2π) more than either
 * arm. Given W x, a standard normal x has δ·x on average (P δ)·x, P projecting on W's rows, and whatever is computed
 * from W x gets at most E|(P δ)·x|/2: the share is |P δ|/|δ|.
 */
export function wideShare(split: Split, tasks: number, units: number): Share {
  return shareOf(
    Array.from({ length: tasks }, (_, s) => {
      const [task] = wideBanditFamily.sample(split, s + 1, 1);
      const delta = direction(task!);
      return norm(projection(delta, hiddenWeights(units, task!.contextSize, s + 1))) / norm(delta);
    }),
  );
}

/**
 * The most that softmax policies get for a context and its opposite together, which pay alike, when their logits are
 * odd functions of the context plus constants: with z the odd part at x and c the constants, arms get p + q, p =
 * softmax(z + c), q = softmax(−z + c). By Cauchy and Schwarz p_a + q_a ≤ 1 for every arm but the one with the largest
 * constant, so the mean reward is at most that of this arm, or that of the two best arms by halves.
 *
 * @param rewards of the arms
 * @param favourite the arm with the largest constant
 */
export function oddBound(rewards: ArrayLike<number>, favourite: number): number {
  const [first, second] = Array.from(rewards).sort((a, b) => b - a);
  return Math.max(rewards[favourite]!, (first! + second!) / 2);
}

/** `contextual-bandit-even`: that bound over what the oracle gets, both over the mean of all arms, by so many contexts a task. */
export function evenShare(
  split: Split,
  tasks: number,
  contexts: number,
  more: Partial<BanditTask> = {},
): Share {
  return shareOf(
    Array.from({ length: tasks }, (_, s) => {
      const task = { ...evenBanditFamily.sample(split, s + 1, 1)[0]!, ...more };
      const model = new BanditModel(task);
      const generator = new PCG64(s + 1);
      const bounds = new Float64Array(task.arms);
      let [best, random] = [0, 0];
      for (let i = 0; i < contexts; i++) {
        const rewards = model.means(
          Float32Array.from({ length: task.contextSize }, () => generator.standardNormal()),
        );
        best += Math.max(...rewards);
        random += rewards.reduce((sum, one) => sum + one, 0) / task.arms;
        for (let arm = 0; arm < task.arms; arm++) bounds[arm]! += oddBound(rewards, arm);
      }
      return (Math.max(...bounds) - random) / (best - random);
    }),
  );
}
