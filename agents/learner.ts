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
  /** Of an embedding under the layers; that of the first layer unless given. */
  readonly embeddingRate?: Schedule;
  /** Of log σ where it is learned; that of the output layer unless given. */
  readonly scaleRate?: Schedule;
  /** Each update takes this times the rate off every weight and bias; 0 unless given. */
  readonly weightDecay?: number;
  readonly mode: LearnerMode;
}

interface LearnerLayer {
  readonly layer: Layer;
  readonly optimizer: LayerOptimizer;
  /** [replicas, 1, 1]. */
  readonly rate: Tensor;
  readonly schedules: readonly Schedule[];
  /** [replicas, 1, 1]: what an update leaves of the weights; null where none decay. */
  readonly keep: Tensor | null;
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
  /** Those that the rule gives credit to, bottom to top. */
  readonly #layers: readonly LearnerLayer[];
  readonly #embedding: LearnerLayer | null;
  readonly #scale: LearnerLayer | null;
  readonly #all: readonly LearnerLayer[];
  readonly #weightDecay: number;
  readonly #mode: LearnerMode;
  readonly #fused: boolean;
  readonly #ones: Tensor;
  readonly #programs: Recording[] = [];
  #ratesSettled = false;

  constructor(options: LearnerOptions) {
    const { network, rule, optimizer, rates, mode } = options;
    const { engine, replicas, batch, embedding, scale } = network;
    this.#network = network;
    this.#rule = rule;
    this.#weightDecay = options.weightDecay ?? 0;
    this.#mode = mode;
    this.#optimizer = createOptimizer(optimizer);
    this.updates = new Array<number>(replicas).fill(0);
    this.active = engine.tensor(replicas, 1, 1);
    this.active.data.fill(1);
    this.#ones = engine.tensor(replicas, batch, 1);
    this.#ones.data.fill(1);
    if (mode !== "direct") {
      for (const layer of network.layers) layer.trace = this.#perSample(layer);
      if (embedding !== null) embedding.trace = this.#perSample(embedding);
      if (scale !== null) scale.trace = this.#perSample(scale);
    }
    // An episode's sum is linear in e, so rules that hand out rewards need no trace of their own there.
    this.#bound = this.#bindRule();
    this.#fused =
      batch === 1 && optimizer.kind === "adam" && mode !== "episodic" && !this.#bound.handsOutRewards;
    this.#layers = network.layers.map((layer, l) =>
      this.#learnerLayer(
        layer,
        rates.map((own) => own[l]),
      ),
    );
    const extra = (layer: Layer | null, rate: Schedule | undefined, near: number): LearnerLayer | null =>
      layer === null
        ? null
        : this.#learnerLayer(
            layer,
            rates.map((own) => rate ?? own[near]),
          );
    this.#embedding = extra(embedding, options.embeddingRate, 0);
    this.#scale = extra(scale, options.scaleRate, network.layers.length - 1);
    this.#all = [...this.#layers, this.#embedding, this.#scale].filter((layer) => layer !== null);
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
      this.#setDecay();
      for (const layer of this.#all) {
        engine.reduceTrace(layer.gradient!, layer.sum!, share, null);
        this.#step(layer, () => layer.optimizer.apply(layer.gradient!));
      }
      group.forEach((isDue, replica) => {
        if (isDue) this.updates[replica]++;
      });
    }
    this.active.data.set(alive);
    for (const { sum } of this.#all) engine.scaleSamples(sum!, keep);
  }

  /** Brings scheduled rates to the given agent step. */
  setStep(step: number): void {
    if (!this.#ratesSettled) this.#setRates(step);
  }

  /** Everything that outlives an update, by name. */
  tensors(): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    const add = (name: string, { layer, optimizer, sum }: LearnerLayer): void => {
      tensors[`${name}.weights`] = layer.weights;
      for (const [kind, tensor] of Object.entries(optimizer.memory)) tensors[`${name}.${kind}`] = tensor;
      if (layer.trace !== null) tensors[`${name}.trace`] = layer.trace;
      if (sum !== null) tensors[`${name}.sum`] = sum;
    };
    this.#layers.forEach((layer, l) => {
      add(String(l), layer);
    });
    if (this.#embedding !== null) add("embedding", this.#embedding);
    if (this.#scale !== null) add("scale", this.#scale);
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
    const immediate = this.#rule.stepsTopDown === true;
    this.#giveCredit((layer) => {
      if (this.#mode === "traces" && !this.#fused) this.#moveTrace(layer.layer, decay);
      if (immediate) this.#update(layer, gain, decay);
    });
    if (immediate) return;
    for (let l = this.#all.length - 1; l >= 0; l--) this.#update(this.#all[l], gain, decay);
  }

  #collectNow(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    const { engine } = this.#network;
    this.#giveCredit(({ layer, sum }) => {
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
    });
  }

  /** Writes the eligibilities of all layers, those above first, and calls `then` after each. */
  #giveCredit(then: (layer: LearnerLayer) => void): void {
    const top = this.#layers.length - 1;
    for (let l = top; l >= 0; l--) {
      this.#bound.credit(l);
      if (l === top && this.#scale !== null) {
        this.#network.output.scoreScale();
        then(this.#scale);
      }
      if (l === 0 && this.#embedding !== null) this.#creditEmbedding(this.#embedding);
      then(this.#layers[l]);
    }
    if (this.#embedding !== null) then(this.#embedding);
  }

  /** The derivative of what the first layer's units are credited for by what they see. */
  #creditEmbedding({ layer }: LearnerLayer): void {
    const { weights, eligibility, temperature } = this.#network.layers[0];
    this.#network.engine.project(layer.eligibility, weights, eligibility, temperature);
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

  #learnerLayer(layer: Layer, schedules: readonly Schedule[]): LearnerLayer {
    const { engine, replicas, scale } = this.#network;
    const rate = engine.tensor(replicas, 1, 1);
    return {
      layer,
      rate,
      schedules,
      keep: this.#weightDecay === 0 || layer === scale ? null : engine.tensor(replicas, 1, 1),
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
    this.#setDecay();
  }

  /** Brings what an update leaves of the weights to the rates of now. */
  #setDecay(): void {
    if (this.#weightDecay === 0) return;
    for (const { keep, rate } of this.#all) {
      if (keep === null) continue;
      for (let r = 0; r < keep.data.length; r++) {
        keep.data[r] = this.active.data[r] === 0 ? 1 : 1 - rate.data[r] * this.#weightDecay;
      }
    }
  }

  #moveTrace(layer: Layer, decay: Tensor): void {
    const { engine } = this.#network;
    engine.accumulateOuter(layer.trace!, layer.input, layer.eligibility, decay, null, layer.temperature);
  }

  #update(target: LearnerLayer, gain: Tensor, decay: Tensor): void {
    const { engine } = this.#network;
    const { layer, optimizer, gradient } = target;
    if (this.#fused) {
      this.#step(target, () => {
        if (this.#mode === "traces") optimizer.applyTrace!(decay, gain);
        else optimizer.applyOuter!(gain);
      });
      return;
    }
    if (this.#mode === "traces") {
      const reward = this.#bound.handsOutRewards && layer !== this.#network.scale ? layer.reward : null;
      engine.reduceTrace(gradient!, layer.trace!, gain, reward);
    } else {
      engine.outer(gradient!, layer.input, layer.eligibility, gain, layer.temperature);
    }
    this.#step(target, () => optimizer.apply(gradient!));
  }

  #step({ layer, keep }: LearnerLayer, apply: () => void): void {
    if (keep !== null) this.#network.engine.scaleSamples(layer.weights, keep);
    apply();
  }

  #setRates(step: number): void {
    for (const { rate, schedules } of this.#all) {
      schedules.forEach((schedule, replica) => {
        rate.data[replica] = scheduled(schedule, step);
      });
    }
    this.#ratesSettled = this.#all.every(({ schedules }) => schedules.every((rate) => isSettled(rate, step)));
  }
}
