import type { NativeVectorEnv } from "gymnasium-js";
import { AdvantageControl } from "../../agents/feedback/advantage-control.js";
import { batchAdvantages } from "../../agents/feedback/batch-advantages.js";
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

/** All lifetimes of some slots on one vector environment. */
export class LifetimePlay {
  readonly #options: PlayOptions;
  readonly #env: NativeVectorEnv;
  readonly #slots: readonly SlotPlan[];
  readonly #states: readonly SlotState[];
  /** 1 for slots with a lifetime under way. */
  readonly #live: Uint8Array;
  /** Steps of each slot's batch. */
  readonly #counts: Int32Array;
  /** Rewards of each slot's batch. */
  readonly #rewards: Float64Array[];
  #left = 0;

  /** @param env of which sub-environment i is for slot i */
  constructor(options: PlayOptions, env: NativeVectorEnv, slots: readonly SlotPlan[]) {
    const { memory } = options;
    this.#options = options;
    this.#env = env;
    this.#slots = slots;
    this.#states = slots.map(() => ({ member: 0, update: 0, start: 0, lengths: [], control: null }));
    this.#live = new Uint8Array(slots.length);
    this.#counts = new Int32Array(slots.length);
    this.#rewards = slots.map((_, i) => new Float64Array(memory.room(i)));
    slots.forEach((plan, i) => {
      prepareSlot(memory, i, plan);
    });
  }

  /** Plays until no lifetime is left; returns the steps of all of them. */
  run(): number {
    const env = this.#env;
    const { memory } = this.#options;
    const { kernels, shape, slots, observations, actionsAt } = memory;
    const count = this.#slots.length;
    env.reset({ seed: this.#slots.map(({ seed }) => seed) });
    for (let i = 0; i < count; i++) this.#begin(i, false);
    let actions = memory.actions(count);
    let steps = 0;
    while (this.#left > 0) {
      memory.floats.set(env.observations, observations / NUMBER);
      kernels.act(shape, slots, count, observations, actionsAt);
      if (actions.length === 0) actions = memory.actions(count);
      const { rewards, terminated, truncated } = env.step(actions);
      steps += this.#left;
      for (let i = 0; i < count; i++) {
        if (this.#live[i] === 0) continue;
        const n = this.#counts[i];
        this.#rewards[i][n] = rewards[i];
        this.#counts[i] = n + 1;
        if ((terminated[i] | truncated[i]) !== 0) this.#episodeEnded(i);
        else if (n + 1 === this.#rewards[i].length) this.#grow(i);
      }
    }
    return steps;
  }

  /** Starts the slot's next lifetime, if there is one. */
  #begin(i: number, resets = true): void {
    const { memory, topDown, advantage } = this.#options;
    const { seed, nextMember } = this.#slots[i];
    const member = nextMember();
    this.#left += Number(member !== undefined) - this.#live[i];
    this.#live[i] = Number(member !== undefined);
    memory.setSlot(i, "live", this.#live[i]);
    if (member === undefined) return;
    const state = this.#states[i];
    state.member = member;
    state.update = 0;
    state.control = advantage === "true" ? null : new AdvantageControl(advantage, [seed]);
    beginLifetime(memory, i, this.#slots[i], topDown[member]);
    this.#beginBatch(i);
    if (!resets) return;
    const seeds = this.#slots.map((_, k) => (k === i ? seed : null));
    this.#env.reset({ seed: seeds, mask: Uint8Array.from(seeds, (own) => Number(own !== null)) });
  }

  #beginBatch(i: number): void {
    const state = this.#states[i];
    state.start = 0;
    state.lengths.length = 0;
    this.#counts[i] = 0;
    emptyHistory(this.#options.memory, i);
  }

  #episodeEnded(i: number): void {
    const { setting, updates } = this.#options;
    const state = this.#states[i];
    const { lengths, start } = state;
    const steps = this.#counts[i];
    lengths.push(steps - start);
    state.start = steps;
    const { episodes } = setting.config.batchReturn;
    if (lengths.length < episodes) {
      if (steps === this.#rewards[i].length) this.#grow(i);
      return;
    }
    let total = 0;
    for (let n = 0; n < steps; n++) total += this.#rewards[i][n];
    this.#slots[i].finished(state.member, state.update, total / episodes);
    if (state.update === updates) {
      this.#begin(i);
      return;
    }
    state.update++;
    if (this.#learn(i)) this.#beginBatch(i);
    else this.#diverged(i);
  }

  /** Ends a lifetime whose weights are no longer numbers. */
  #diverged(i: number): void {
    const { member, update } = this.#states[i];
    for (let batch = update; batch <= this.#options.updates; batch++) {
      this.#slots[i].finished(member, batch, Number.NaN);
    }
    this.#begin(i);
  }

  /** Whether the weights are finite numbers still. */
  #learn(i: number): boolean {
    const { setting } = this.#options;
    const { config } = setting;
    if (!learns(setting)) return true;
    const { lengths, update, control } = this.#states[i];
    const steps = this.#counts[i];
    const rewards = this.#rewards[i].subarray(0, steps);
    const advantages = batchAdvantages(rewards, lengths, config.discount, config.batchReturn.clip);
    if (control !== null) {
      for (let n = 0; n < steps; n++) advantages[n] = control.next(0, advantages[n]);
    }
    return learnFrom(this.#options, i, this.#slots[i], update, advantages);
  }

  #grow(i: number): void {
    this.#options.memory.grow(i);
    const grown = new Float64Array(this.#options.memory.room(i));
    grown.set(this.#rewards[i]);
    this.#rewards[i] = grown;
  }
}

/** Of a slot's lifetime and its batch. */
interface SlotState {
  member: number;
  /** Number of its batch. */
  update: number;
  /** Where in the batch the episode under way began. */
  start: number;
  /** Steps of the batch's episodes that have ended. */
  readonly lengths: number[];
  control: AdvantageControl | null;
}
