import { streamKey } from "../random/streams.js";
import type { LifetimeMemory } from "./lifetime-memory.js";
import { beginUpdate } from "./lifetime-optimizer.js";
import type { LifetimeSetting } from "./lifetime-setting.js";

const NUMBER = 4;

/** One slot: its sub-environments play one task, and the lifetimes of members pass through it one after the other. */
export interface SlotPlan {
  /** Of its task. */
  readonly seed: number;
  /** Numbers that each of its lifetimes starts from, as the kernels have them. */
  readonly weights: Float32Array;
  readonly feedback: Float32Array;
  /** The member whose lifetime is next, or undefined when none is left. */
  nextMember(): number | undefined;
  /**
   * A member's batch `update` is over: its mean return or, of labelled samples, mean log π(label); NaN from where its
   * weights were no longer finite numbers.
   */
  finished(member: number, update: number, score: number): void;
}

export interface PlayOptions {
  readonly setting: LifetimeSetting;
  readonly updates: number;
  readonly advantage: "true" | "zero" | "random-sign";
  readonly memory: LifetimeMemory;
  /** Address of each member's top-down network. */
  readonly topDown: readonly number[];
}

/** What all lifetimes of slot i have in common. */
export function prepareSlot(memory: LifetimeMemory, i: number, { seed, feedback }: SlotPlan): void {
  const [key0, key1] = streamKey(seed, "units");
  memory.setSlot(i, "key0", key0);
  memory.setSlot(i, "key1", key1);
  memory.floats.set(feedback, memory.getSlot(i, "feedback") / NUMBER);
}

/** A new policy in slot i, and the top-down network at address `topDown`. */
export function beginLifetime(
  memory: LifetimeMemory,
  i: number,
  { weights }: SlotPlan,
  topDown: number,
): void {
  const { floats } = memory;
  floats.set(weights, memory.getSlot(i, "weights") / NUMBER);
  for (const field of ["m", "v"]) {
    const start = memory.getSlot(i, field) / NUMBER;
    floats.fill(0, start, start + weights.length);
  }
  memory.setSlot(i, "decisions", 0);
  memory.setSlot(i, "topDown", topDown);
}

/** The next decision of slot i is the first of its history. */
export function emptyHistory(memory: LifetimeMemory, i: number): void {
  memory.setSlot(i, "next", memory.getSlot(i, "history"));
}

/** Whether a lifetime's updates change anything. */
export function learns({ rates }: LifetimeSetting): boolean {
  return rates.some((rate) => rate !== 0);
}

/**
 * Update number `update` (1 is the first) of slot i, from as many decisions of its history as there are advantages.
 *
 * @returns whether all weights are finite numbers still
 */
export function learnFrom(
  { setting, memory }: Pick<PlayOptions, "setting" | "memory">,
  i: number,
  { weights: { length: weights } }: SlotPlan,
  update: number,
  advantages: Float64Array,
): boolean {
  memory.setAdvantages(advantages);
  const factor = beginUpdate(memory.kernels, setting.config.optimizer, update);
  const { rates } = setting;
  const [lower, upper] = rates;
  const output = rates[rates.length - 1];
  memory.kernels.learn(
    memory.shape,
    memory.slot(i),
    advantages.length,
    factor * lower,
    factor * upper,
    factor * output,
  );
  const { floats } = memory;
  const start = memory.getSlot(i, "weights") / NUMBER;
  for (let k = start; k < start + weights; k++) if (!Number.isFinite(floats[k])) return false;
  return true;
}
