import { logitsOf, type NetworkSpec } from "../../agents/networks/spec.js";
import type { Head } from "../engine/engine.js";

/** A choice of one element from each list; the last list varies fastest. */
export function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map((element) => [...tuple, element])),
    [[]],
  );
}

/** What the layer decides at random, column by column; empty where its units are deterministic. */
export function randomHeads(spec: NetworkSpec, layer: number): Head[] {
  const hidden = spec.hidden[layer];
  if (hidden !== undefined) {
    return hidden.kind === "bernoulli"
      ? [{ kind: "bernoulli", start: 0, count: hidden.units, fixedLast: false }]
      : [];
  }
  const heads: Head[] = [];
  let start = 0;
  for (const head of spec.heads) {
    const count = logitsOf(head);
    if (head.kind !== "linear") {
      heads.push({ kind: head.kind, start, count, fixedLast: head.kind === "softmax" && !head.fullLogits });
    }
    start += count;
  }
  return heads;
}

/**
 * Every value that a layer's units can take together, each an array over its columns. Bernoulli units
 * count up in binary, the first unit being the most significant bit; classes come in their order, with
 * all columns 0 for a last class that has no logit; of several heads the last one varies fastest.
 */
export function layerStates(heads: readonly Head[]): number[][] {
  return product(heads.map(headStates)).map((parts) => parts.flat());
}

function headStates({ kind, count, fixedLast }: Head): number[][] {
  if (kind === "bernoulli") return product(Array.from({ length: count }, () => [0, 1]));
  const classes = Array.from({ length: fixedLast ? count + 1 : count }, (_, chosen) => chosen);
  return classes.map((chosen) => Array.from({ length: count }, (_, k) => (k === chosen ? 1 : 0)));
}
