import { CounterStream } from "../../src/random/streams.js";
import type { FalseAdvantage } from "../rules/rule.js";

/**
 * What a control's actor is told instead of its feedback (advantage): 0, or the feedback with a sign that is random,
 * of a replica's n-th decision always the same one.
 */
export class AdvantageControl {
  readonly #kind: FalseAdvantage;
  /** Of each replica: their positions count its decisions. */
  readonly #signs: readonly CounterStream[];

  /** @param group number of the vector environment among those that take turns */
  constructor(kind: FalseAdvantage, seeds: readonly number[], group = 0) {
    this.#kind = kind;
    this.#signs = seeds.map((seed) => new CounterStream(seed, "advantage", group));
  }

  /** What a replica's next decision is told. */
  next(replica: number, advantage: number): number {
    if (this.#kind === "zero") return 0;
    return this.#signs[replica].uniform() < 0.5 ? -advantage : advantage;
  }

  /** As `Feedback` has it. */
  counters(): Record<string, readonly number[]> {
    return { decisions: this.#signs.map(({ position }) => position) };
  }

  restored({ decisions }: Readonly<Record<string, readonly number[]>>): void {
    this.#signs.forEach((stream, replica) => {
      stream.position = decisions[replica];
    });
  }
}
