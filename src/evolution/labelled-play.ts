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

/**
 * All lifetimes on one task whose samples are labelled, one after the other in the first slot. They are shown the same
 * minibatches, and answers change nothing of that, so that no environment has to play along.
 */
export class LabelledPlay {
  readonly #options: PlayOptions;
  readonly #samples: LabelledSamples;
  readonly #plan: SlotPlan;

  /** @param samples `updates` + 1 minibatches. @throws EngineMemoryError */
  constructor(options: PlayOptions, samples: LabelledSamples, plan: SlotPlan) {
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
    let seen = 0;
    for (;;) {
      const member = this.#plan.nextMember();
      if (member === undefined) return seen;
      beginLifetime(memory, 0, this.#plan, topDown[member]);
      this.#live(member);
      seen += this.#samples.labels.length;
    }
  }

  #live(member: number): void {
    const { setting, advantage, updates } = this.#options;
    const control = advantage === "true" ? null : new AdvantageControl(advantage, [this.#plan.seed]);
    const told = new Float64Array(setting.batch);
    let isNumber = true;
    for (let update = 0; update <= updates; update++) {
      this.#plan.finished(member, update, isNumber ? this.#answer(update) / setting.batch : Number.NaN);
      if (update === updates || !learns(setting) || !isNumber) continue;
      for (let k = 0; k < told.length; k++) told[k] = control === null ? 1 : control.next(0, 1);
      isNumber = learnFrom(this.#options, 0, this.#plan, update + 1, told);
    }
  }

  /** Answers minibatch b; returns the sum of log π(label). */
  #answer(b: number): number {
    const { memory, setting } = this.#options;
    const { batch, observation } = setting;
    const { observations, labels } = this.#samples;
    const numbers = batch * observation;
    memory.floats.set(observations.subarray(b * numbers, (b + 1) * numbers), memory.observations / NUMBER);
    memory.actions(batch).set(labels.subarray(b * batch, (b + 1) * batch));
    emptyHistory(memory, 0);
    const { shape, observations: seenAt, actionsAt, kernels } = memory;
    return kernels.answer(shape, memory.slot(0), batch, seenAt, actionsAt);
  }
}
