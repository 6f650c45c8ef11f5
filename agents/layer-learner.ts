import type { Tensor } from "../src/engine/engine.js";
import type { Schedule } from "./config.js";
import { groupName } from "./group-name.js";
import type { Layer } from "./networks/layer.js";
import type { LayerOptimizer, Optimizer } from "./optimizers/index.js";
import { isSettled, scheduled } from "./schedule.js";

/**
 * When feedback meets eligibility: `direct` at once; `traces` through decaying eligibility traces;
 * `episodic` summed over an episode and applied at its end; `batch` summed over recorded steps, one update from all.
 */
export type LearnerMode = "direct" | "traces" | "episodic" | "batch";

export interface LayerLearnerOptions {
  readonly layer: Layer;
  /** Groups of samples that take turns. */
  readonly groups: number;
  readonly mode: LearnerMode;
  /** Whether the optimizer forms the gradient itself, which then needs no storage. */
  readonly fused: boolean;
  /** Whether what the trace holds is still to be multiplied with the units' rewards. */
  readonly rewarded: boolean;
  readonly optimizer: Optimizer;
  /** One a replica. */
  readonly rates: readonly Schedule[];
  /** One a replica. */
  readonly weightDecays: readonly number[];
  /** [replicas, 1, 1]: 0 leaves a replica's weights alone. */
  readonly active: Tensor;
}

/** Traces, gradient and optimizer of one layer, whose eligibility has been written. */
export class LayerLearner {
  readonly layer: Layer;
  readonly #options: LayerLearnerOptions;
  readonly #optimizer: LayerOptimizer;
  /** [replicas, 1, 1]. */
  readonly #rate: Tensor;
  /** [replicas, 1, 1]: what an update leaves of the weights; null where none decay. */
  readonly #keep: Tensor | null;
  readonly #gradient: Tensor | null;
  /** `batch`: the current activity's share of the gradient. */
  readonly #share: Tensor | null;
  /** `episodic`: Σ feedback · eligibility of the running episodes, one a sample; for each group. */
  readonly #sums: readonly Tensor[];

  constructor(options: LayerLearnerOptions) {
    const { layer, groups, fused, mode, optimizer, active, weightDecays } = options;
    const { engine, replicas, inputs, units } = layer;
    this.layer = layer;
    this.#options = options;
    this.#rate = engine.tensor(replicas, 1, 1);
    this.#keep = weightDecays.every((decay) => decay === 0) ? null : engine.tensor(replicas, 1, 1);
    this.#optimizer = optimizer.bind(layer, this.#rate, active);
    this.#gradient = fused ? null : engine.tensor(replicas, inputs + 1, units);
    this.#share = mode === "batch" ? engine.tensor(replicas, inputs + 1, units) : null;
    this.#sums = mode === "episodic" ? Array.from({ length: groups }, () => perSample(layer)) : [];
  }

  /** After the eligibility was written; `decay` [replicas, batch, 1] is γλ, or 0 where an episode starts. */
  credited(decay: Tensor): void {
    if (this.#options.mode === "traces" && !this.#options.fused) this.#moveTrace(decay);
  }

  /** One step from eligibility or trace; `gain` [replicas, batch, 1]. */
  update(gain: Tensor, decay: Tensor): void {
    const { layer } = this;
    const { engine } = layer;
    const { fused, mode, rewarded } = this.#options;
    const gradient = this.#gradient!;
    if (!fused && mode === "traces") {
      engine.reduceTrace(gradient, layer.trace!, gain, rewarded ? layer.reward : null);
    } else if (!fused) {
      engine.outer(gradient, layer.input, layer.eligibility, gain, layer.temperature);
    }
    this.#shrink();
    if (!fused) this.#optimizer.apply(gradient);
    else if (mode === "traces") this.#optimizer.applyTrace!(decay, gain);
    else this.#optimizer.applyOuter!(gain);
  }

  /** `episodic`: adds a step to the sums; `ones` [replicas, batch, 1]. */
  collect(reward: Tensor, negativeBaseline: Tensor, decay: Tensor, ones: Tensor): void {
    const { engine, input, eligibility, temperature, trace } = this.layer;
    this.#moveTrace(decay);
    engine.accumulateTrace(this.#sum, trace!, reward);
    engine.accumulateOuter(this.#sum, input, eligibility, ones, negativeBaseline, temperature);
  }

  /** `episodic`: one step from the sums; `share` [replicas, batch, 1]. */
  finish(share: Tensor): void {
    this.layer.engine.reduceTrace(this.gradient, this.#sum, share, null);
    this.step();
  }

  /** `batch`: adds the current activity to the gradient; `gain` [replicas, batch, 1], `one` [replicas, 1, 1]. */
  accumulate(gain: Tensor, one: Tensor): void {
    const { engine, input, eligibility, temperature } = this.layer;
    engine.outer(this.#share!, input, eligibility, gain, temperature);
    engine.accumulateTrace(this.gradient, this.#share!, one);
  }

  /** One step from the gradient. */
  step(): void {
    this.#shrink();
    this.#optimizer.apply(this.gradient);
  }

  /** `episodic`: keeps the sums where `keep` [replicas, batch, 1] is 1. */
  forget(keep: Tensor): void {
    this.layer.engine.scaleSamples(this.#sum, keep);
  }

  /** Brings the rates to an agent step; returns whether they stay as they are from then on. */
  setRate(step: number): boolean {
    const { rates } = this.#options;
    rates.forEach((rate, replica) => {
      this.#rate.data[replica] = scheduled(rate, step);
    });
    return rates.every((rate) => isSettled(rate, step));
  }

  /** Brings what an update leaves of the weights to the rates of now. */
  setDecay(): void {
    if (this.#keep === null) return;
    const { active, weightDecays } = this.#options;
    for (let r = 0; r < this.#keep.data.length; r++) {
      this.#keep.data[r] = active.data[r] === 0 ? 1 : 1 - this.#rate.data[r] * weightDecays[r];
    }
  }

  /** Of the next step, shaped like the weights; not there where the optimizer forms it itself. */
  get gradient(): Tensor {
    return this.#gradient!;
  }

  /** Everything that outlives an update, by name. */
  tensors(): Record<string, Tensor> {
    const { weights, traces } = this.layer;
    const tensors: Record<string, Tensor> = { weights, ...this.#optimizer.memory };
    traces.forEach((trace, group) => {
      tensors[groupName("trace", group)] = trace;
    });
    this.#sums.forEach((sum, group) => {
      tensors[groupName("sum", group)] = sum;
    });
    return tensors;
  }

  /** That of the current group. */
  get #sum(): Tensor {
    return this.#sums[this.layer.group];
  }

  #shrink(): void {
    if (this.#keep !== null) this.layer.engine.scaleSamples(this.layer.weights, this.#keep);
  }

  #moveTrace(decay: Tensor): void {
    const { engine, trace, input, eligibility, temperature } = this.layer;
    engine.accumulateOuter(trace!, input, eligibility, decay, null, temperature);
  }
}

/** Storage of the size of a layer's weights for each sample. */
export function perSample({ engine, replicas, batch, inputs, units }: Layer): Tensor {
  return engine.tensor(replicas, batch * (inputs + 1), units);
}
