import type { MonoTypeOperatorFunction, Subscriber } from "rxjs";
import { EMPTY } from "rxjs";
import type { Emission } from "./emission.js";
import { operator, Stage } from "./stage.js";

export interface Budget {
  /** Completed episodes over all sub-environments, a whole number ≥ 0. */
  readonly episodes?: number;
  /** Valid transitions over all sub-environments, a whole number ≥ 0. */
  readonly steps?: number;
}

/**
 * Completes the stream at exactly that many episodes or transitions, whichever comes first, counted
 * from the subscription.
 *
 * Exact in vector environments too: within a vector step the sub-environments count in index order,
 * and what lies beyond the budget in the last one is marked invalid (on a copy), so that everything
 * downstream sees exactly the budget. The agent upstream has learned from that whole vector step.
 *
 * @throws RangeError when neither limit is given or one is not a whole number ≥ 0
 *
 * @example
 * ```ts
 * import { makeVec } from "gymnasium-js";
 * import { lastValueFrom } from "rxjs";
 * import { budget, interact, policy } from "creditgym/streams";
 *
 * const pushRight = policy((_observations, actions) => actions.fill(1));
 * const run = interact(makeVec("CartPole-v1", { numEnvs: 4 }), pushRight, { seed: 1 });
 * const last = await lastValueFrom(run.pipe(budget({ steps: 10 })));
 * console.log(last.step, last.transitions, last.valid.join(" ")); // → 3 10 1 1 0 0
 * ```
 */
export function budget(limits: Budget): MonoTypeOperatorFunction<Emission> {
  const { episodes = Number.POSITIVE_INFINITY, steps = Number.POSITIVE_INFINITY } = limits;
  if (limits.episodes === undefined && limits.steps === undefined) {
    throw new RangeError("A budget needs `episodes` or `steps`.");
  }
  for (const [name, value] of [["episodes", episodes] as const, ["steps", steps] as const]) {
    if (!(value >= 0 && (value === Number.POSITIVE_INFINITY || Number.isSafeInteger(value)))) {
      throw new RangeError(`A budget's \`${name}\` must be a whole number ≥ 0, not ${value}.`);
    }
  }
  if (episodes === 0 || steps === 0) return () => EMPTY;
  return operator((out) => new BudgetStage(out, episodes, steps));
}

class BudgetStage extends Stage<Emission, Emission> {
  constructor(
    out: Subscriber<Emission>,
    private episodesLeft: number,
    private stepsLeft: number,
  ) {
    super(out);
  }

  protected override _next(emission: Emission): void {
    const { terminated, truncated, valid } = emission;
    const count = valid.length;
    for (let i = 0; i < count; i++) {
      if (valid[i] === 0) continue;
      this.stepsLeft--;
      if (terminated[i] !== 0 || truncated[i] !== 0) this.episodesLeft--;
      if (this.stepsLeft === 0 || this.episodesLeft === 0) {
        this.out.next(upTo(emission, i));
        this.out.complete();
        return;
      }
    }
    this.out.next(emission);
  }
}

function upTo(emission: Emission, last: number): Emission {
  const valid = emission.valid.slice().fill(0, last + 1);
  let beyond = 0;
  for (let i = last + 1; i < valid.length; i++) beyond += emission.valid[i] === 0 ? 0 : 1;
  return beyond === 0 ? emission : { ...emission, valid, transitions: emission.transitions - beyond };
}
