import type { CountedTrial } from "./outcome.js";
import { type PairedDifference, pairedDifference } from "./paired.js";

/** By evaluation: how scores against labels differ on the tasks that two rules share. */
export type PairedLabels = Readonly<
  Record<string, { readonly accuracy: PairedDifference; readonly logLoss: PairedDifference }>
>;

/**
 * Scores against labels of one rule less those of another, task by task, in each evaluation; undefined where no evaluation
 * told labels on two tasks of both. A `better` of log losses counts the tasks on which the first rule's is higher.
 */
export function heldOutLabels(
  a: readonly CountedTrial[],
  b: readonly CountedTrial[],
): PairedLabels | undefined {
  const names = [...new Set(a.flatMap(({ labels = {} }) => Object.keys(labels)))];
  const others = new Map(b.map(({ seed, labels = {} }) => [seed, labels]));
  const found = names.flatMap((name) => {
    const pairs = a.flatMap(({ seed, labels }) => {
      const [first, second] = [labels?.[name], others.get(seed)?.[name]];
      return first === undefined || second === undefined ? [] : [[first, second] as const];
    });
    if (pairs.length < 2) return [];
    const difference = (score: "accuracy" | "logLoss"): PairedDifference =>
      pairedDifference(pairs.map(([first, second]) => first[score] - second[score]));
    return [[name, { accuracy: difference("accuracy"), logLoss: difference("logLoss") }] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
