import type { Tensor } from "../src/engine/engine.js";
import type { OptimizerConfig, Schedule } from "./config.js";
import type { Layer } from "./networks/layer.js";
import type { Network } from "./networks/network.js";
import { createOptimizer, type LayerOptimizer, type Optimizer } from "./optimizers/index.js";
import type { BoundRule, CreditRule } from "./rules/rule.js";
import { isSettled, scheduled } from "./schedule.js";

/**
 * When feedback meets eligibility: `direct` at once; `traces` through decaying eligibility traces;
 * `episodic` summed over an episode and applied at its end.
 */
export type LearnerMode = "direct" | "traces" | "episodic";

export interface LearnerOptions {
  readonly network: Network;
  readonly rule: CreditRule;
  readonly optimizer: OptimizerConfig;
  /** Rates of each replica's layers, bottom to top. */
  readonly rates: readonly (readonly Schedule[])[];
  readonly mode: LearnerMode;
}

interface LearnerLayer {
  readonly layer: Layer;
  readonly optimizer: LayerOptimizer;
  readonly rate: Tensor;
  /** Absent where fused operations need no storage for it. */
  readonly gradient: Tensor | null;
  /** `episodic`: Σ feedback · eligibility of the running episodes, one a sample. */
  readonly sum: Tensor | null;
}

/** What was recorded for one set of activity and the tensors that feedback arrives in. */
interface Recording {
  readonly slot: number;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor | null;
  readonly run: () => void;
}

/** Credit, traces and optimizer steps of one network. */
export class Learner {
  /** Optimizer updates that each replica has taken. */
  readonly updates: number[];
  /** [replicas, 1, 1]: 0 leaves a replica's weights alone. */
  readonly active: Tensor;
  readonly #network: Network;
  readonly #rule: CreditRule;
  readonly #bound: BoundRule;
  readonly #optimizer: Optimizer;
  readonly #layers: readonly LearnerLayer[];
  readonly #rates: readonly (readonly Schedule[])[];
  readonly #mode: LearnerMode;
  readonly #fused: boolean;
  readonly #ones: Tensor;
  readonly #programs: Recording[] = [];
  #ratesSettled = false;

  constructor({ network, rule, optimizer, rates, mode }: LearnerOptions) {
    const { engine, replicas, batch } = network;
    this.#network = network;
    this.#rule = rule;
    this.#rates = rates;
    this.#mode = mode;
    this.#optimizer = createOptimizer(optimizer);
    this.updates = new Array<number>(replicas).fill(0);
    this.active = engine.tensor(replicas, 1, 1);
    this.active.data.fill(1);
    this.#ones = engine.tensor(replicas, batch, 1);
    this.#ones.data.fill(1);
    if (mode !== "direct") {
      for (const layer of network.layers) layer.trace = this.#perSample(layer);
    }
    // An episode's sum is linear in e, so rules that hand out rewards need no trace of their own there.
    this.#bound = this.#bindRule();
    this.#fused =
      batch === 1 && optimizer.kind === "adam" && mode !== "episodic" && !this.#bound.handsOutRewards;
    this.#layers = network.layers.map((layer) => this.#learnerLayer(layer));
    this.#setRates(0);
  }

  /**
   * One update from the current activity.
   * @param gain [replicas, batch, 1]: feedback of each sample times its share in the mean
   * @param decay [replicas, batch, 1]: γλ, or 0 where an episode has just started; unused when `direct`
   */
  learn(gain: Tensor, decay: Tensor): void {
    this.#beginUpdate();
    const program =
      this.#recorded(gain, decay, null) ?? this.#record(() => this.#learnNow(gain, decay), gain, decay, null);
    program();
  }

  /**
   * `episodic`: adds a step to the running sums, Σ_k r_k Σ_{t≤k} γ^{k−t} e_t − Σ_t b_t e_t, which is
   * Σ_t (return_t − b_t) e_t.
   * @param decay γ, or 0 where an episode has just started
   */
  collect(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    const program =
      this.#recorded(reward, negativeBaseline, decay) ??
      this.#record(() => this.#collectNow(reward, negativeBaseline, decay), reward, negativeBaseline, decay);
    program();
  }

  /**
   * `episodic`: one update of each replica in which episodes have ended, from their sums alone.
   * @param share [replicas, batch, 1]: 1/(ended episodes of the replica) where an episode ended, else 0
   * @param keep [replicas, batch, 1]: 0 where an episode ended, else 1
   * @param ended whether any episode of each replica ended
   */
  finish(share: Tensor, keep: Tensor, ended: readonly boolean[]): void {
    const { engine } = this.#network;
    const alive = Array.from(this.active.data);
    const due = ended.map((done, replica) => done && alive[replica] !== 0);
    // Replicas may have taken different numbers of updates, which Adam's bias correction must know.
    for (const count of new Set(this.updates.filter((_, replica) => due[replica]))) {
      const group = due.map((isDue, replica) => isDue && this.updates[replica] === count);
      this.active.data.set(group.map(Number));
      this.#optimizer.begin(count + 1);
      for (const { optimizer, gradient, sum } of this.#layers) {
        engine.reduceTrace(gradient!, sum!, share, null);
        optimizer.apply(gradient!);
      }
      group.forEach((isDue, replica) => {
        if (isDue) this.updates[replica]++;
      });
    }
    this.active.data.set(alive);
    for (const { sum } of this.#layers) engine.scaleSamples(sum!, keep);
  }

  /** Brings scheduled rates to the given agent step. */
  setStep(step: number): void {
    if (!this.#ratesSettled) this.#setRates(step);
  }

  /** Everything that outlives an update, by name. */
  tensors(): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    this.#layers.forEach(({ layer, optimizer, sum }, l) => {
      tensors[`${l}.weights`] = layer.weights;
      for (const [name, tensor] of Object.entries(optimizer.memory)) tensors[`${l}.${name}`] = tensor;
      if (layer.trace !== null) tensors[`${l}.trace`] = layer.trace;
      if (sum !== null) tensors[`${l}.sum`] = sum;
    });
    tensors.active = this.active;
    return tensors;
  }

  /** Takes up after `tensors` were filled from a checkpoint. */
  restored(updates: readonly number[], step: number): void {
    updates.forEach((count, replica) => {
      this.updates[replica] = count;
    });
    this.#ratesSettled = false;
    this.#setRates(step);
  }

  /** What was recorded for the current activity and these tensors. */
  #recorded(a: Tensor, b: Tensor, c: Tensor | null): (() => void) | undefined {
    const { slot } = this.#network;
    for (let k = 0; k < this.#programs.length; k++) {
      const program = this.#programs[k];
      if (program.slot === slot && program.a === a && program.b === b && program.c === c) return program.run;
    }
    return undefined;
  }

  #record(operations: () => void, a: Tensor, b: Tensor, c: Tensor | null): () => void {
    const { engine, slot } = this.#network;
    const run = engine.record(operations);
    this.#programs.push({ slot, a, b, c, run });
    return run;
  }

  #learnNow(gain: Tensor, decay: Tensor): void {
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { layer } = this.#layers[l];
      this.#bound.credit(l);
      if (this.#mode === "traces" && !this.#fused) this.#moveTrace(layer, decay);
      if (this.#rule.stepsTopDown) this.#update(l, gain, decay);
    }
    if (this.#rule.stepsTopDown) return;
    for (let l = this.#layers.length - 1; l >= 0; l--) this.#update(l, gain, decay);
  }

  #collectNow(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    const { engine } = this.#network;
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { layer, sum } = this.#layers[l];
      this.#bound.credit(l);
      this.#moveTrace(layer, decay);
      engine.accumulateTrace(sum!, layer.trace!, reward);
      engine.accumulateOuter(
        sum!,
        layer.input,
        layer.eligibility,
        this.#ones,
        negativeBaseline,
        layer.temperature,
      );
    }
  }

  #bindRule(): BoundRule {
    if (this.#mode !== "episodic") return this.#rule.bind(this.#network);
    const { layers } = this.#network;
    const traces = layers.map((layer) => layer.trace);
    for (const layer of layers) layer.trace = null;
    const bound = this.#rule.bind(this.#network);
    layers.forEach((layer, l) => {
      layer.trace = traces[l];
    });
    return bound;
  }

  #learnerLayer(layer: Layer): LearnerLayer {
    const { engine, replicas } = this.#network;
    const rate = engine.tensor(replicas, 1, 1);
    return {
      layer,
      rate,
      optimizer: this.#optimizer.bind(layer, rate, this.active),
      gradient: this.#fused ? null : engine.tensor(replicas, layer.inputs + 1, layer.units),
      sum: this.#mode === "episodic" ? this.#perSample(layer) : null,
    };
  }

  #perSample(layer: Layer): Tensor {
    const { engine, replicas, batch } = this.#network;
    return engine.tensor(replicas, batch * (layer.inputs + 1), layer.units);
  }

  #beginUpdate(): void {
    for (let r = 0; r < this.updates.length; r++) this.updates[r]++;
    this.#optimizer.begin(this.updates[0]);
  }

  #moveTrace(layer: Layer, decay: Tensor): void {
    const { engine } = this.#network;
    engine.accumulateOuter(layer.trace!, layer.input, layer.eligibility, decay, null, layer.temperature);
  }

  #update(l: number, gain: Tensor, decay: Tensor): void {
    const { engine } = this.#network;
    const { layer, optimizer, gradient } = this.#layers[l];
    if (this.#fused) {
      if (this.#mode === "traces") optimizer.applyTrace!(decay, gain);
      else optimizer.applyOuter!(gain);
      return;
    }
    if (this.#mode === "traces") {
      const reward = this.#bound.handsOutRewards ? layer.reward : null;
      engine.reduceTrace(gradient!, layer.trace!, gain, reward);
    } else {
      engine.outer(gradient!, layer.input, layer.eligibility, gain, layer.temperature);
    }
    optimizer.apply(gradient!);
  }

  #setRates(step: number): void {
    this.#layers.forEach(({ rate }, l) => {
      this.#rates.forEach((rates, replica) => {
        rate.data[replica] = scheduled(rates[l], step);
      });
    });
    this.#ratesSettled = this.#rates.every((rates) => rates.every((rate) => isSettled(rate, step)));
  }
}
