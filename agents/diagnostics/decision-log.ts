import type { Checkpoint } from "../agent.js";
import type { DecisionRecorder } from "../feedback/decision-recorder.js";
import type { Network } from "../networks/network.js";
import { DecisionRing } from "./decision-ring.js";

/**
 * The latest decisions that an actor has learned from: what its input held, the values that its output
 * drew, and the feedback. Where feedback is a return, those of episodes that have ended.
 */
export class DecisionLog {
  readonly #actor: Network;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #learned: DecisionRing;
  /** Of running episodes, one a sub-environment of each group: with reward and negative baseline. */
  readonly #running: readonly DecisionRing[];

  /** @param capacity decisions to keep, ≥ 1 */
  constructor(actor: Network, capacity: number) {
    const { spec, output, batch, groups } = actor;
    this.#actor = actor;
    this.#inputs = spec.inputs;
    this.#outputs = output.units;
    const width = spec.inputs + output.units;
    this.#learned = new DecisionRing(capacity, width + 1);
    this.#running = Array.from({ length: groups * batch }, () => new DecisionRing(capacity, width + 2));
  }

  get count(): number {
    return this.#learned.count;
  }

  get capacity(): number {
    return this.#learned.capacity;
  }

  /** Of all decisions: what the input held, what the output drew, and feedback, from {@link start} on. */
  get values(): Float64Array {
    return this.#learned.rows;
  }

  /** Where in `values` the n-th decision begins, the oldest one being 0. */
  start(n: number): number {
    return this.#learned.start(n);
  }

  /** What multiplies the eligibility of the n-th decision. */
  feedback(n: number): number {
    return this.values[this.start(n) + this.#inputs + this.#outputs];
  }

  /** What fills the log, one a group. */
  recorders(): readonly DecisionRecorder[] {
    const { batch, groups } = this.#actor;
    return Array.from({ length: groups }, (_, group) => {
      const running = this.#running.slice(group * batch, (group + 1) * batch);
      return {
        learned: (k, feedback) => {
          const end = this.#capture(this.#learned, k);
          this.#learned.rows[end] = feedback;
        },
        collected: (k, starts, reward, negativeBaseline) => {
          const ring = running[k];
          if (starts) ring.clear();
          const end = this.#capture(ring, k);
          ring.rows[end] = reward;
          ring.rows[end + 1] = negativeBaseline;
        },
        ended: (k, discount) => this.#end(running[k], discount),
      };
    });
  }

  state(): Checkpoint {
    const learned = this.#learned.values();
    const episodes = this.#running.map((ring) => ring.values());
    const running = new Float64Array(episodes.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const values of episodes) {
      running.set(values, at);
      at += values.length;
    }
    const width = this.#inputs + this.#outputs;
    return {
      tensors: { learned, running },
      shapes: {
        learned: [learned.length / (width + 1), width + 1],
        running: [running.length / (width + 2), width + 2],
      },
      metadata: { lengths: this.#running.map(({ count }) => count) },
    };
  }

  restore({ tensors, metadata }: Checkpoint): void {
    this.#learned.restore(tensors.learned);
    let at = 0;
    this.#running.forEach((ring, k) => {
      const end = at + (metadata.lengths as readonly number[])[k] * ring.width;
      ring.restore(tensors.running.subarray(at, end));
      at = end;
    });
  }

  /** Copies what the actor saw and did in sub-environment k; returns where the numbers behind that go. */
  #capture(ring: DecisionRing, k: number): number {
    const inputs = this.#inputs;
    const outputs = this.#outputs;
    const start = ring.push();
    const { rows } = ring;
    const input = this.#actor.input.data;
    const output = this.#actor.output.h.data;
    for (let i = 0; i < inputs; i++) rows[start + i] = input[k * inputs + i];
    for (let j = 0; j < outputs; j++) rows[start + inputs + j] = output[k * outputs + j];
    return start + inputs + outputs;
  }

  /** Moves an episode's decisions over, with the discounted return from each on less the baseline. */
  #end(episode: DecisionRing, discount: number): void {
    const width = this.#inputs + this.#outputs;
    const { rows, count } = episode;
    let ahead = 0;
    for (let n = count - 1; n >= 0; n--) {
      const end = episode.start(n) + width;
      ahead = rows[end] + discount * ahead;
      rows[end] = ahead;
    }
    for (let n = 0; n < count; n++) {
      const from = episode.start(n);
      const to = this.#learned.push();
      const target = this.#learned.rows;
      for (let i = 0; i < width; i++) target[to + i] = rows[from + i];
      target[to + width] = rows[from + width] + rows[from + width + 1];
    }
    episode.clear();
  }
}
