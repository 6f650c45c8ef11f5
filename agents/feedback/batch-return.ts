import type { Tensor } from "../../src/engine/engine.js";
import type { Transition } from "../agent.js";
import type { AgentConfig } from "../config.js";
import { groupName } from "../group-name.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Layer } from "../networks/layer.js";
import type { Network } from "../networks/network.js";
import type { AdvantageControl } from "./advantage-control.js";
import { batchAdvantages } from "./batch-advantages.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import type { EntropyBonus } from "./entropy-bonus.js";
import type { Feedback, History } from "./feedback.js";
import { StepHistory } from "./step-history.js";

export interface BatchReturnOptions {
  /** Of one sub-environment a replica. */
  readonly actor: Network;
  /** Of a network with the actor's weights, in which recorded steps are brought back. */
  readonly learner: NetworkLearner;
  readonly bonus: EntropyBonus | null;
  /** Of controls: what becomes of advantages. */
  readonly control: AdvantageControl | null;
  /** One a replica. */
  readonly configs: readonly Pick<AgentConfig, "discount" | "batchReturn">[];
}

/**
 * Return advantages of a batch of whole episodes ({@link batchAdvantages}): a network plays `episodes` of them, then
 * takes one step from the mean over all their N steps, (1/N) Σ A h_inᵀ e/T (REINFORCE with reward-to-go, Williams
 * 1992, with a baseline for each time step). An entropy bonus is added to A.
 *
 * What a step's credit needs are its input and what was drawn: weights stay as they are until the update, so that
 * all else can be worked out again, many steps at a time. Memory grows with the episodes of a batch.
 */
export class BatchReturnFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;
  readonly #options: BatchReturnOptions;
  /** One a replica; a row holds input, drawn values, reward and bonus. */
  readonly #histories: readonly StepHistory[];
  /** Layers that draw, of the actor and of the learner's network. */
  readonly #drawn: readonly Layer[];
  readonly #replayed: readonly Layer[];
  /** [replicas, rows, 1] of the learner's network. */
  readonly #gain: Tensor;

  constructor(options: BatchReturnOptions) {
    const { actor, learner } = options;
    const { engine, replicas, batch } = learner.network;
    this.#options = options;
    this.#drawn = actor.layers.filter(({ stochastic }) => stochastic);
    this.#replayed = learner.network.layers.filter(({ stochastic }) => stochastic);
    const columns = this.#drawn.reduce((sum, { units }) => sum + units, actor.spec.inputs + 2);
    this.#histories = Array.from({ length: replicas }, () => new StepHistory(columns));
    this.#gain = engine.tensor(replicas, batch, 1);
  }

  learn({ rewards, terminated, truncated, valid }: Transition): void {
    let isAnyDue = false;
    this.#histories.forEach((history, r) => {
      if (!valid[r]) return;
      this.#record(history, r, rewards[r]);
      if (!terminated[r] && !truncated[r]) return;
      history.endEpisode();
      if (this.#isDue(history, r)) isAnyDue = true;
    });
    if (isAnyDue) this.#update();
  }

  acted(): void {
    this.#options.bonus?.acted(this.#options.actor.output);
  }

  abandonEpisodes(): void {
    for (const history of this.#histories) history.abandonEpisode();
  }

  tensors(): Record<string, Tensor> {
    return {};
  }

  counters(): Record<string, readonly number[]> {
    const lengths = this.#histories.map(
      (history, r) => [groupName("lengths", r), [...history.lengths]] as const,
    );
    return { ...Object.fromEntries(lengths), ...this.#options.control?.counters() };
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#histories.forEach((history, r) => {
      history.restore(counters[groupName("lengths", r)], []);
    });
    this.#options.control?.restored(counters);
  }

  histories(): Record<string, History> {
    return Object.fromEntries(
      this.#histories.map((history, r) => [
        groupName("history", r),
        { values: history.values(), columns: history.columns },
      ]),
    );
  }

  restoreHistories(saved: (name: string) => ArrayLike<number>): void {
    this.#histories.forEach((history, r) => {
      history.restore([...history.lengths], saved(groupName("history", r)));
    });
  }

  /** Appends what the actor's current activity holds. */
  #record(history: StepHistory, r: number, reward: number): void {
    const { actor, bonus } = this.#options;
    let at = history.push();
    const { rows } = history;
    at = copyRow(actor.input, r, rows, at);
    for (const { h } of this.#drawn) at = copyRow(h, r, rows, at);
    rows[at] = reward;
    rows[at + 1] = bonus?.values[r] ?? 0;
  }

  #isDue({ lengths }: StepHistory, r: number): boolean {
    return lengths.length === this.#options.configs[r].batchReturn.episodes;
  }

  #update(): void {
    const { learner } = this.#options;
    const due = this.#histories.map((history, r) => this.#isDue(history, r));
    const feedbacks = this.#histories.map((history, r) => (due[r] ? this.#feedbackOf(history, r) : NOTHING));
    const most = Math.max(...feedbacks.map(({ length }) => length));
    learner.begin();
    for (let first = 0; first < most; first += learner.network.batch) {
      feedbacks.forEach((feedback, r) => {
        this.#bringBack(r, feedback, first);
      });
      learner.accumulate(this.#gain);
    }
    learner.step(due);
    this.#histories.forEach((history, r) => {
      if (!due[r]) return;
      if (this.recorder !== null) this.#tell(this.recorder, r, feedbacks[r]);
      history.clear();
    });
  }

  /** What multiplies the eligibility of each step of a batch. */
  #feedbackOf({ rows, count, columns, lengths }: StepHistory, r: number): Float64Array {
    const { configs, control } = this.#options;
    const { discount, batchReturn } = configs[r];
    const rewards = new Float64Array(count);
    for (let n = 0; n < count; n++) rewards[n] = rows[(n + 1) * columns - 2];
    const feedback = batchAdvantages(rewards, lengths, discount, batchReturn.clip);
    for (let n = 0; n < count; n++) feedback[n] += rows[(n + 1) * columns - 1];
    return control === null ? feedback : feedback.map((value) => control.next(r, value));
  }

  /** Puts a replica's steps from number `first` on into the learner's network; rows without a step get gain 0. */
  #bringBack(r: number, feedback: Float64Array, first: number): void {
    const { network, feedback: taken } = this.#options.learner;
    const { rows, columns } = this.#histories[r];
    const { batch } = network;
    const gain = this.#gain.data;
    const steps = Math.min(Math.max(feedback.length - first, 0), batch);
    for (let b = 0; b < batch; b++) {
      // A rule may take the feedback into its eligibility.
      const factor = taken === null ? feedback[first + b] : 1;
      gain[r * batch + b] = b < steps ? factor / feedback.length : 0;
      if (taken !== null && b < steps) taken.data[r * batch + b] = feedback[first + b];
    }
    let from = first * columns;
    for (const tensor of [network.input, ...this.#replayed.map(({ h }) => h)]) {
      const { data, columns: units } = tensor;
      const start = r * batch * units;
      for (let b = 0; b < steps; b++) {
        for (let i = 0; i < units; i++) data[start + b * units + i] = rows[from + b * columns + i];
      }
      from += units;
    }
  }

  /** Brings each step back into the actor's activity, which the next act writes over. */
  #tell(recorder: DecisionRecorder, r: number, feedback: Float64Array): void {
    const { actor } = this.#options;
    const { rows, columns } = this.#histories[r];
    const { h, units } = actor.output;
    const { inputs } = actor.spec;
    for (let n = 0; n < feedback.length; n++) {
      const start = n * columns;
      const drawn = start + columns - 2 - units;
      actor.input.data.set(rows.subarray(start, start + inputs), r * inputs);
      h.data.set(rows.subarray(drawn, drawn + units), r * units);
      recorder.learned(r, feedback[n]);
    }
  }
}

const NOTHING = new Float64Array(0);

/** Copies row r; returns where the next numbers go. */
function copyRow({ data, columns }: Tensor, r: number, target: Float64Array, at: number): number {
  const from = r * columns;
  for (let i = 0; i < columns; i++) target[at + i] = data[from + i];
  return at + columns;
}
