import type { Engine, Tensor } from "../../src/engine/engine.js";
import type { StreamKey } from "../../src/random/streams.js";
import { Network } from "../networks/network.js";
import type { NetworkSpec } from "../networks/spec.js";
import type { CreditRule, RuleContext } from "../rules/rule.js";
import type { DecisionLog } from "./decision-log.js";
import { GroupMeans } from "./group-means.js";
import { logProbability } from "./log-probability.js";

export interface RoundsOptions {
  readonly engine: Engine;
  readonly spec: NetworkSpec;
  /** Which give credit for the same draws. */
  readonly rules: readonly CreditRule[];
  /** What the rules are bound with: the actor's. */
  readonly context: Omit<RuleContext, "seeds"> & { readonly seed: number };
  /** Groups of rounds are replicas of the network. */
  readonly keys: readonly StreamKey[];
  /** Rounds of each group. */
  readonly rounds: number;
  /** Decisions that are looked at together. */
  readonly decisions: number;
}

/**
 * Draws the hidden units of a frozen network anew, in rounds, for decisions that were made before, and sums
 * up what rules would teach it then. The output's values are those of the decision; hidden units follow
 * their law given these once each round is weighted by π(action | hidden).
 */
export class Rounds {
  readonly network: Network;
  /** Of each rule and layer: the update for the mean decision. */
  readonly updates: readonly (readonly GroupMeans[])[];
  /** Of each layer: the mean squared norm of the first rule's update for one decision. */
  readonly squares: Float64Array;
  readonly #keys: readonly StreamKey[];
  readonly #rounds: number;
  /** Of each row, [groups, decisions, rounds]: log π(action | hidden) at first, then the weight. */
  readonly #weights: Float64Array;
  /** Number of each row's decision among those that are looked at together. */
  readonly #decisions: Uint32Array;
  /** Of each row: its weight times the feedback of its decision. */
  readonly #gain: Tensor;
  /** Its weight alone. */
  readonly #share: Tensor;
  readonly #gradients: readonly Tensor[];
  readonly #credits: readonly Credit[];

  constructor({ engine, spec, rules, context, keys, rounds, decisions }: RoundsOptions) {
    const groups = keys.length;
    const rows = decisions * rounds;
    this.network = new Network(engine, spec, groups, rows);
    const { layers } = this.network;
    this.#keys = keys;
    this.#rounds = rounds;
    this.#decisions = Uint32Array.from(
      { length: groups * rows },
      (_, row) => Math.floor(row / rounds) % decisions,
    );
    this.#gain = engine.tensor(groups, rows, 1);
    this.#share = engine.tensor(groups, rows, 1);
    this.#gradients = layers.map(({ inputs, units }) => engine.tensor(groups, inputs + 1, units));
    this.updates = rules.map(() =>
      layers.map(({ inputs, units }) => new GroupMeans(groups, (inputs + 1) * units)),
    );
    this.squares = new Float64Array(layers.length);
    this.#weights = new Float64Array(groups * rows);
    const { seed, topDown } = context;
    const bound = { seeds: new Array<number>(groups).fill(seed), topDown };
    this.#credits = rules.map((rule) => this.#bind(rule, bound));
  }

  /** Number of rounds over all groups. */
  get count(): number {
    return this.#keys.length * this.#rounds;
  }

  /** Begins anew with the weights of another network of the same shape. */
  begin(actor: Network): void {
    const pairs = [
      ...this.network.layers.map((layer, l) => [layer, actor.layers[l]] as const),
      [this.network.embedding, actor.embedding] as const,
      [this.network.scale, actor.scale] as const,
    ];
    for (const [own, original] of pairs) {
      if (own === null || original === null) continue;
      repeat(own.weights, original.weights);
      repeat(own.temperature, original.temperature);
    }
    for (const update of this.updates.flat()) update.clear();
    this.squares.fill(0);
  }

  /** Draws hidden units for `count` decisions from the n-th on. @param step no two draws have the same */
  draw(log: DecisionLog, n: number, count: number, step: number): void {
    const { network } = this;
    const { inputs } = network.spec;
    const outputs = network.output.units;
    const { values } = log;
    const input = network.input.data;
    const decisions = this.#decisions;
    for (let row = 0; row < decisions.length; row++) {
      if (decisions[row] >= count) continue;
      const start = log.start(n + decisions[row]);
      for (let i = 0; i < inputs; i++) input[row * inputs + i] = values[start + i];
    }
    network.forward(this.#keys, step);
    const output = network.output.h.data;
    for (let row = 0; row < decisions.length; row++) {
      if (decisions[row] >= count) continue;
      const start = log.start(n + decisions[row]) + inputs;
      for (let j = 0; j < outputs; j++) output[row * outputs + j] = values[start + j];
      this.#weights[row] = logProbability(network.output, row);
    }
  }

  /** Raises `largest` of each decision to its largest log π(action | hidden). */
  findLargest(largest: Float64Array): void {
    const decisions = this.#decisions;
    for (let row = 0; row < decisions.length; row++) {
      const decision = decisions[row];
      if (decision < largest.length) largest[decision] = Math.max(largest[decision], this.#weights[row]);
    }
  }

  /** Turns log π(action | hidden) − `largest` into probabilities and adds these to `totals` of each decision. */
  exponentiate(largest: Float64Array, totals: Float64Array): void {
    const decisions = this.#decisions;
    for (let row = 0; row < decisions.length; row++) {
      const decision = decisions[row];
      if (decision >= largest.length) continue;
      this.#weights[row] = Math.exp(this.#weights[row] - largest[decision]);
      totals[decision] += this.#weights[row];
    }
  }

  /**
   * Gives credit for the decisions that were drawn for: each row by its probability over the decision's mean one,
   * which is a total by the number of `rounds` that it is over.
   */
  credit(log: DecisionLog, n: number, totals: Float64Array, rounds: number): void {
    const gain = this.#gain.data;
    const share = this.#share.data;
    const decisions = this.#decisions;
    gain.fill(0);
    share.fill(0);
    for (let row = 0; row < decisions.length; row++) {
      const decision = decisions[row];
      if (decision >= totals.length) continue;
      this.#weights[row] *= rounds / totals[decision];
      const feedback = log.feedback(n + decision);
      gain[row] = this.#weights[row] * feedback;
      share[row] = this.#weights[row];
      for (const { taken } of this.#credits) if (taken !== undefined) taken.data[row] = feedback;
    }
    this.#credits.forEach((credit, k) => {
      credit.run();
      if (k === 0) this.#addSquares(credit, log, n, totals.length);
      this.updates[k].forEach((update, l) => {
        update.add(this.#gradients[l].data);
      });
    });
  }

  /** Divides the sums over so many decisions. */
  finish(decisions: number): void {
    for (const update of this.updates.flat()) update.divide(decisions * this.#rounds);
    for (let l = 0; l < this.squares.length; l++) this.squares[l] /= decisions * this.count;
  }

  /** A row of that decision. */
  firstRow(decision: number): number {
    return decision * this.#rounds;
  }

  #bind(rule: CreditRule, context: RuleContext): Credit {
    const { engine, layers, replicas, batch } = this.network;
    const bound = rule.bind(this.network, context);
    const gain = bound.feedback === undefined ? this.#gain : this.#share;
    const credited = layers.map(({ eligibility, units }) =>
      bound.handsOutRewards ? engine.tensor(replicas, batch, units) : eligibility,
    );
    const run = engine.record(() => {
      for (let l = layers.length - 1; l >= 0; l--) {
        const { input, eligibility, reward, temperature } = layers[l];
        bound.credit(l);
        if (bound.handsOutRewards) engine.multiply(credited[l], eligibility, reward);
        engine.outer(this.#gradients[l], input, credited[l], gain, temperature);
      }
    });
    return { credited, taken: bound.feedback, run };
  }

  /** Adds ‖f h_inᵀ e/T‖² = f² (‖h_in‖² + 1) ‖e‖²/T² of every row by its weight. */
  #addSquares({ credited, taken }: Credit, log: DecisionLog, n: number, count: number): void {
    const decisions = this.#decisions;
    this.network.layers.forEach(({ input, inputs, units, temperature }, l) => {
      const below = input.data;
      const { data } = credited[l];
      let sum = 0;
      for (let row = 0; row < decisions.length; row++) {
        if (decisions[row] >= count) continue;
        const feedback = taken === undefined ? log.feedback(n + decisions[row]) : 1;
        const factor = this.#weights[row] * feedback ** 2;
        sum += factor * (squared(below, row * inputs, inputs) + 1) * squared(data, row * units, units);
      }
      this.squares[l] += sum / temperature.data[0] ** 2;
    });
  }
}

/** What one rule makes of the current draws. */
interface Credit {
  /** Eligibility of each layer, with a unit's own reward in it. */
  readonly credited: readonly Tensor[];
  /** Where a rule that takes each row's feedback into its eligibility finds it. */
  readonly taken: Tensor | undefined;
  /** Writes that, and the sums over rows. */
  readonly run: () => void;
}

/** Fills each replica with the values of another tensor's only one. */
function repeat(target: Tensor, { data }: Tensor): void {
  for (let start = 0; start < target.data.length; start += data.length) target.data.set(data, start);
}

function squared(values: ArrayLike<number>, start: number, count: number): number {
  let sum = 0;
  for (let k = start; k < start + count; k++) sum += values[k] * values[k];
  return sum;
}
