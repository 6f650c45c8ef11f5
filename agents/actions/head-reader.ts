import type { ActionBatch, Box } from "gymnasium-js";
import type { Tensor } from "../../src/engine/engine.js";
import type { HeadSpec } from "../networks/spec.js";

/** One part of an action: the output head that decides it, and how its values become the part's numbers. */
export interface HeadReader {
  readonly head: HeadSpec;
  /** Numbers of the action that it writes. */
  readonly size: number;
  /** Writes `actions[to …]` from the values that were drawn, the head's first one being `values[from]`. */
  read(values: Tensor["data"], from: number, actions: ActionBatch, to: number): void;
  /** The same from probabilities and means: the most probable action. */
  readMode(probabilities: Tensor["data"], from: number, actions: ActionBatch, to: number): void;
}

/** One of n whole numbers from `start` on, by a softmax. */
export function softmaxReader(n: number, start: number, fullLogits: boolean): HeadReader {
  const logits = fullLogits ? n : n - 1;
  return {
    head: { kind: "softmax", size: n, fullLogits },
    size: 1,
    read(values, from, actions, to) {
      let action = 0;
      while (action < logits && values[from + action] === 0) action++;
      actions[to] = start + action;
    },
    readMode(probabilities, from, actions, to) {
      let rest = 1;
      let best = 0;
      for (let action = 0; action < logits; action++) {
        rest -= probabilities[from + action];
        if (probabilities[from + action] > probabilities[from + best]) best = action;
      }
      actions[to] = start + (logits < n && rest > probabilities[from + best] ? logits : best);
    },
  };
}

/** `count` numbers that are `start` or one more, each by a Bernoulli unit. */
export function bernoulliReader(count: number, start: number): HeadReader {
  const readAbove =
    (threshold: number): HeadReader["read"] =>
    (values, from, actions, to) => {
      for (let k = 0; k < count; k++) actions[to + k] = start + (values[from + k] > threshold ? 1 : 0);
    };
  return {
    head: { kind: "bernoulli", size: count },
    size: count,
    read: readAbove(0.5),
    readMode: readAbove(0.5),
  };
}

/**
 * The numbers of a Box, each by a Gaussian unit. Between two finite bounds the unit's −1 and 1 stand for
 * them, and its value is cut off there or bent by tanh; a single bound cuts off. Whole numbers are rounded.
 */
export function gaussianReader(box: Box, bounding: "clip" | "squash"): HeadReader {
  const { size, low, high, boundedBelow, boundedAbove } = box;
  const rounds = !box.dtype.startsWith("float");
  const read: HeadReader["read"] = (values, from, actions, to) => {
    for (let k = 0; k < size; k++) {
      let value = values[from + k];
      if (boundedBelow[k] === 1 && boundedAbove[k] === 1) {
        const inner = bounding === "clip" ? Math.min(Math.max(value, -1), 1) : Math.tanh(value);
        // Written so that −1 and 1 give the bounds themselves.
        value = 0.5 * ((1 - inner) * low[k] + (1 + inner) * high[k]);
      } else {
        value = Math.min(Math.max(value, low[k]), high[k]);
      }
      actions[to + k] = rounds ? Math.round(value) : value;
    }
  };
  return { head: { kind: "gaussian", size }, size, read, readMode: read };
}
