import { AdvantageControl } from "../../agents/feedback/advantage-control.js";
import type { LabelledSamples } from "./labelled-samples.js";
import {
  beginLifetime,
  emptyHistory,
  learnFrom,
  learns,
  type PlayOptions,
  prepareSlot,
  type SlotPlan,
} from "./lifetime-slot.js";

const NUMBER = 4;

/** What the lifetimes on a task are shown. */
export interface LifetimeSamples {
  /** A minibatch for each update and, unless there are samples to test with, one more that is only measured. */
  readonly learned: LabelledSamples;
  /** Measured after the last update. */
  readonly tested: LabelledSamples | undefined;
}

/**
 * All lifetimes on one task whose samples are labelled, one after the other in the first slot. They are shown the same
 * minibatches, and answers change nothing of that, so that no environment has to play along.
 */
export class LabelledPlay {
  readonly #options: PlayOptions;
  readonly #samples: LifetimeSamples;
  readonly #plan: SlotPlan;

  /** @throws EngineMemoryError */
  constructor(options: PlayOptions, samples: LifetimeSamples, plan: SlotPlan) {
    const { memory, setting } = options;
    this.#options = options;
    this.#samples = samples;
    this.#plan = plan;
    while (memory.room(0) < setting.batch) memory.grow(0);
    prepareSlot(memory, 0, plan);
  }

  /** Returns the samples that all lifetimes have seen. */
  run(): number {
    const { memory, topDown } = this.#options;
    const { learned, tested } = this.#samples;
    const each = learned.labels.length + (tested?.labels.length ?? 0);
    let seen = 0;
    for (;;) {
      const member = this.#plan.nextMember();
      if (member === undefined) return seen;
      beginLifetime(memory, 0, this.#plan, topDown[member]);
      this.#live(member);
      seen += each;
    }
  }

  #live(member: number): void {
    const { setting, advantage, updates } = this.#options;
    const control = advantage === "true" ? null : new AdvantageControl(advantage, [this.#plan.seed]);
    const told = new Float64Array(setting.batch);
    let isNumber = true;
    for (let update = 0; update <= updates; update++) {
      this.#plan.finished(member, update, isNumber ? this.#score(update) : Number.NaN);
      if (update === updates || !learns(setting) || !isNumber) continue;
      for (let k = 0; k < told.length; k++) told[k] = control === null ? 1 : control.next(0, 1);
      isNumber = learnFrom(this.#options, 0, this.#plan, update + 1, told);
    }
  }

  /** Mean log π(label) of minibatch `update`, or of all test samples in place of the last. */
  #score(update: number): number {
    const { setting, updates } = this.#options;
    const { learned, tested } = this.#samples;
    if (tested === undefined || update < updates) return this.#answer(learned, update) / setting.batch;
    let sum = 0;
    for (let b = 0; b < tested.labels.length / setting.batch; b++) sum += this.#answer(tested, b);
    return sum / tested.labels.length;
  }

  /** Answers minibatch b; returns the sum of log π(label). */
  #answer({ observations, labels }: LabelledSamples, b: number): number {
    const { memory, setting } = this.#options;
    const { batch, observation } = setting;
    const numbers = batch * observation;
    memory.floats.set(observations.subarray(b * numbers, (b + 1) * numbers), memory.observations / NUMBER);
    memory.actions(batch).set(labels.subarray(b * batch, (b + 1) * batch));
    emptyHistory(memory, 0);
    const { shape, observations: seenAt, actionsAt, kernels } = memory;
    return kernels.answer(shape, memory.slot(0), batch, seenAt, actionsAt);
  }
}
