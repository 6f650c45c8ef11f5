/** One way that an action may turn out. */
export interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/**
 * The law of a tabular environment, P[state][action] and the law of first states, in flat arrays: outcome
 * k of action a in state s is at (s · actions + a) · width + k. Behind the last outcome of each action the
 * first stands again: that is what a draw takes beyond a sum that rounding left below 1.
 */
export class TransitionTable {
  /** One more than the most outcomes that an action has. */
  readonly width: number;
  readonly probabilities: Float64Array;
  /** Running sums of the probabilities; infinite behind the last outcome. */
  readonly cumulative: Float64Array;
  readonly next: Int32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  /** Running sums of the probabilities of first states. */
  readonly initial: Float64Array;

  /** @param initial weights of first states, one a state */
  constructor(
    readonly states: number,
    readonly actions: number,
    outcomes: (state: number, action: number) => readonly Outcome[],
    initial: readonly number[],
  ) {
    const all = Array.from({ length: states * actions }, (_, k) =>
      outcomes(Math.floor(k / actions), k % actions),
    );
    this.width = Math.max(...all.map((list) => list.length)) + 1;
    const size = all.length * this.width;
    this.probabilities = new Float64Array(size);
    this.cumulative = new Float64Array(size);
    this.next = new Int32Array(size);
    this.rewards = new Float64Array(size);
    this.terminated = new Uint8Array(size);
    for (const [k, list] of all.entries()) {
      let sum = 0;
      for (let i = 0; i < this.width; i++) {
        const at = k * this.width + i;
        const { probability, next, reward, terminated } = list[i] ?? list[0]!;
        sum += i < list.length ? probability : Number.POSITIVE_INFINITY;
        this.probabilities[at] = probability;
        this.cumulative[at] = sum;
        this.next[at] = next;
        this.rewards[at] = reward;
        this.terminated[at] = terminated ? 1 : 0;
      }
    }
    const total = initial.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.initial = Float64Array.from(initial, (weight) => {
      sum += weight / total;
      return sum;
    });
  }

  /** Where the outcome of an action stands that a uniform draw falls on (gymnasium/envs/toy_text/utils.py). */
  outcome(state: number, action: number, draw: number): number {
    const { cumulative, width } = this;
    const first = (state * this.actions + action) * width;
    // Counts instead of stopping: which outcome it is cannot be foreseen, and wrong guesses cost more.
    let at = first;
    for (let k = first; k < first + width - 1; k++) at += +(cumulative[k]! <= draw);
    return at;
  }

  /** The first state that a uniform draw falls on. */
  firstState(draw: number): number {
    let low = 0;
    let high = this.states;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.initial[middle]! > draw) high = middle;
      else low = middle + 1;
    }
    return low < this.states ? low : 0;
  }
}
