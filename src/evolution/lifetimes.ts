import type { NativeVectorEnv } from "gymnasium-js";
import type { AgentConfig } from "../../agents/config.js";
import { type TopDownSpec, topDownParameters } from "../../agents/top-down/top-down-spec.js";
import type { TaskFamily, TaskParameters } from "../../envs/families/index.js";
import { show, UsageError } from "../errors/usage-error.js";
import { LabelledPlay, type LifetimeSamples } from "./labelled-play.js";
import { type LabelledSamples, labelledSamples, testTask } from "./labelled-samples.js";
import { type LifetimeParts, prepareLifetimes } from "./lifetime-parts.js";
import { LifetimePlay } from "./lifetime-play.js";
import { checkRun, spacesOf } from "./lifetime-setting.js";
import type { PlayOptions, SlotPlan } from "./lifetime-slot.js";
import { nativeVector } from "./native-vector.js";

/** Their histories and weights fit into the nearest caches. */
const DEFAULT_SLOTS = 8;
/** That a lifetime is tested on, at least; whole minibatches. */
const TEST_SAMPLES = 512;

export interface LifetimeOptions {
  readonly family: TaskFamily;
  /** With `feedback` "batch-return" or "label". Rates of 0 everywhere stand for no learning. */
  readonly config: AgentConfig;
  /** `tdca`, `backprop`, `direct-feedback-alignment` or `output-only`. */
  readonly rule: string;
  /** Of each lifetime, an integer ≥ 0. */
  readonly updates: number;
  /** Shape of the members' top-down networks, with `tdca`. */
  readonly topDown: TopDownSpec | null;
  /** Samples of a minibatch, with `feedback` "label"; 1 unless given, and otherwise. */
  readonly batch?: number;
  /** Whether the last minibatch is of test samples, with `feedback` "label"; false unless given. */
  readonly isTested?: boolean;
  /** What the learner is told: the advantage, unless given; 0; or the advantage with a random sign. */
  readonly advantage?: "true" | "zero" | "random-sign";
  /** Lifetimes that are under way at a time, an integer ≥ 1. It changes the speed and nothing else. */
  readonly slots?: number;
}

export interface Lifetimes {
  /**
   * [members × tasks × (updates + 1)]: mean return of each batch of episodes; with `feedback` "label" the mean of
   * log π(label) over each minibatch, as it was before its update; the last may be of test samples.
   */
  readonly returns: Float64Array;
  /** Environment steps of all lifetimes, or samples. */
  readonly steps: number;
}

/**
 * Many short lifetimes of small policies, fast: the inner loop of evolution. Each is a new network, one task,
 * `updates` updates of `config.batchReturn.episodes` episodes each, and one more batch that is only measured. But
 * for float32 rounding it is what a `TeamAgent` with the same configuration and `seeds: [seed]` does on
 * `family.makeVec([task])` reset with that seed; so members meet the same first states, first weights and draws.
 * With `feedback` "label" an update is from one minibatch, of one sample from each of `batch` sub-environments of the
 * task.
 * A lifetime's numbers depend on nothing but member, task and seed.
 */
export class LifetimeRunner {
  readonly #options: LifetimeOptions;
  readonly #parts: LifetimeParts;

  /** @throws UsageError, AgentConfigError where the fast lifetimes cannot do what is asked for */
  constructor(options: LifetimeOptions) {
    checkCount("updates", options.updates, 0);
    checkCount("slots", options.slots ?? DEFAULT_SLOTS, 1);
    this.#options = options;
    this.#parts = prepareLifetimes(options, options.slots ?? DEFAULT_SLOTS);
  }

  /**
   * The lifetimes of all members on all tasks.
   *
   * @param members parameters of their top-down networks, in the order of `topDownLayers`; without `tdca` none each
   * @param seeds one a task, integers from 0 to 2^53 − 1
   * @throws UsageError, EngineMemoryError
   */
  run(
    members: readonly Float32Array[],
    tasks: readonly TaskParameters[],
    seeds: readonly number[],
  ): Lifetimes {
    const { updates } = this.#options;
    const { setting, memory } = this.#parts;
    const { topDown } = setting;
    checkRun(members, topDown === null ? 0 : topDownParameters(topDown), tasks, seeds);
    const returns = new Float64Array(members.length * tasks.length * (updates + 1));
    const topDownAt = this.#placeMembers(members);
    const options: PlayOptions = {
      ...{ setting, memory, updates, topDown: topDownAt },
      advantage: this.#options.advantage ?? "true",
    };
    const planOf = (t: number): SlotPlan => this.#planOf(t, seeds[t], members.length, tasks.length, returns);
    let steps = 0;
    if (setting.config.feedback === "label") {
      tasks.forEach((task, t) => {
        steps += new LabelledPlay(options, this.#samplesOf(task, seeds[t]), planOf(t)).run();
      });
      return { returns, steps };
    }
    for (let first = 0; first < tasks.length; first += memory.count) {
      const last = Math.min(first + memory.count, tasks.length);
      // With fewer tasks than slots, several slots share a task's members.
      const shares = Math.max(1, Math.min(Math.floor(memory.count / (last - first)), members.length));
      const slots: SlotPlan[] = [];
      const played: TaskParameters[] = [];
      for (let t = first; t < last; t++) {
        const plan = planOf(t);
        for (let share = 0; share < shares; share++) {
          slots.push(plan);
          played.push(tasks[t]);
        }
      }
      steps += new LifetimePlay(options, this.#make(played), slots).run();
    }
    return { returns, steps };
  }

  /** What all lifetimes on a task are shown: a minibatch for each update, and what is only measured. */
  #samplesOf(task: TaskParameters, seed: number): LifetimeSamples {
    const { updates, isTested = false } = this.#options;
    const { batch } = this.#parts.setting;
    const shown = (own: TaskParameters, batches: number): LabelledSamples =>
      labelledSamples(this.#make(new Array<TaskParameters>(batch).fill(own)), seed, batches);
    const learned = shown(task, isTested ? updates : updates + 1);
    return { learned, tested: isTested ? shown(testTask(task), Math.ceil(TEST_SAMPLES / batch)) : undefined };
  }

  #make(tasks: readonly TaskParameters[]): NativeVectorEnv {
    const { setting } = this.#parts;
    const env = nativeVector(this.#options.family, tasks);
    const { observation, actions } = spacesOf(env);
    if (observation === setting.observation && actions === setting.actions) return env;
    throw new UsageError(
      `tasks have ${observation} observed numbers and ${actions} actions: ` +
        `allowed are the ${setting.observation} and ${setting.actions} of the family's own`,
    );
  }

  /** What the slots of a task share: the members whose turn has not come. */
  #planOf(task: number, seed: number, members: number, tasks: number, returns: Float64Array): SlotPlan {
    const { updates } = this.#options;
    const { numbers, layout } = this.#parts;
    let next = 0;
    return {
      seed,
      weights: numbers.initialWeights(seed),
      feedback: layout.feedback === 0 ? NONE : numbers.feedback(seed),
      nextMember: () => (next < members ? next++ : undefined),
      finished: (member, update, meanReturn) => {
        returns[(member * tasks + task) * (updates + 1) + update] = meanReturn;
      },
    };
  }

  /** Puts members' networks into the memory; returns their addresses. */
  #placeMembers(members: readonly Float32Array[]): readonly number[] {
    const { layout, memory, numbers } = this.#parts;
    const bytes = layout.topDown;
    const start = memory.makeMembers(members.length * bytes);
    return members.map((member, k) => {
      if (bytes > 0) memory.floats.set(numbers.topDown(member), (start + k * bytes) / 4);
      return start + k * bytes;
    });
  }
}

const NONE = new Float32Array(0);

function checkCount(field: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new UsageError(`${field} is ${show(value)}: allowed is an integer of at least ${least}`);
}
