import type { MonoTypeOperatorFunction } from "rxjs";
import type { Emission } from "./emission.js";
import { operator, Stage } from "./stage.js";

/**
 * Copies each emission, arrays and infos included, so that it may be buffered, delayed or kept.
 * Anything in `infos` that is neither a plain object nor an array is taken over as it is.
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom, take, toArray } from "rxjs";
 * import { interact, policy, snapshot } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1"), pushRight, { seed: 1 });
 * const steps = await lastValueFrom(run.pipe(snapshot(), take(3), toArray()));
 * console.log(steps.map(({ step }) => step).join(" ")); // → 1 2 3
 * ```
 */
export function snapshot(): MonoTypeOperatorFunction<Emission> {
  return operator((out) => new SnapshotStage(out));
}

class SnapshotStage extends Stage<Emission, Emission> {
  protected override _next(emission: Emission): void {
    this.out.next(copy(emission) as Emission);
  }
}

function copy(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : (value as Uint8Array).slice();
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry)]));
}
