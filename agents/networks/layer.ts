import type { Activation, Engine, Head, Tensor } from "../../src/engine/engine.js";
import { type HeadSpec, logitsOf, type UnitKind } from "./spec.js";

/** What one forward pass leaves behind in a layer, each [replicas, batch, units]. */
export interface Activity {
  /** Logits, divided by the temperature. */
  readonly z: Tensor;
  /** Firing probabilities or means. */
  readonly p: Tensor;
  /** Values sent upwards. */
  readonly h: Tensor;
  /** f′(z) of deterministic units. */
  readonly slope: Tensor;
}

/** One layer of units with its incoming weights. Rules read its activity and write its credit. */
export class Layer {
  /** Drawn together; empty for deterministic units. */
  readonly heads: readonly Head[];
  /** Of deterministic units; heads without a draw are linear. */
  readonly #activation: Activation;
  /** Uniforms that one sample uses up. */
  readonly draws: number;
  /** [replicas, inputs + 1, units], biases last. */
  readonly weights: Tensor;
  /** [replicas, 1, 1]. */
  readonly temperature: Tensor;
  /** [replicas, batch, units]: the delta of each unit for feedback 1. */
  readonly eligibility: Tensor;
  /** [replicas, batch, units]: a unit's own reward for feedback 1, for rules that hand out rewards. */
  readonly reward: Tensor;
  /** [replicas, batch · (inputs + 1), units] once traces are in use. */
  trace: Tensor | null = null;
  /** The layer below (or the observation): [replicas, batch, inputs]. */
  input!: Tensor;
  z!: Tensor;
  p!: Tensor;
  h!: Tensor;
  slope!: Tensor;
  readonly #activities: { readonly input: Tensor; readonly own: Activity }[] = [];

  constructor(
    readonly engine: Engine,
    kind: UnitKind | "heads",
    readonly inputs: number,
    readonly units: number,
    heads: readonly HeadSpec[],
    readonly replicas: number,
    readonly batch: number,
  ) {
    this.heads = kind === "bernoulli" ? [bernoulli(units)] : headsOf(heads);
    this.#activation = kind === "heads" || kind === "bernoulli" ? "linear" : kind;
    this.draws = this.heads.reduce((sum, head) => sum + drawsOf(head), 0);
    this.weights = engine.tensor(replicas, inputs + 1, units);
    this.temperature = engine.tensor(replicas, 1, 1);
    this.eligibility = engine.tensor(replicas, batch, units);
    this.reward = engine.tensor(replicas, batch, units);
  }

  /** Whether the units draw their values at random. */
  get stochastic(): boolean {
    return this.heads.length > 0;
  }

  /** Adds a set of activity tensors that reads from `input`; {@link select} makes it the current one. */
  addActivity(input: Tensor): Activity {
    const tensor = (): Tensor => this.engine.tensor(this.replicas, this.batch, this.units);
    const own = { z: tensor(), p: tensor(), h: tensor(), slope: tensor() };
    this.#activities.push({ input, own });
    return own;
  }

  select(slot: number): void {
    const { input, own } = this.#activities[slot];
    this.input = input;
    this.z = own.z;
    this.p = own.p;
    this.h = own.h;
    this.slope = own.slope;
  }

  /** Logits and probabilities from the current input; values too, for deterministic units. */
  evaluate(): void {
    const { engine } = this;
    engine.affine(this.z, this.input, this.weights, this.temperature);
    if (!this.stochastic) {
      engine.activate(this.h, this.slope, this.z, this.#activation);
      return;
    }
    for (const head of this.heads) {
      if (head.kind === "bernoulli") engine.logistic(this.p, this.z, head);
      else engine.softmax(this.p, this.z, head);
    }
  }

  /** Draws the values of stochastic units from the uniforms in column `offset` and beyond. */
  sample(uniforms: Tensor, offset: number): void {
    let column = offset;
    for (const head of this.heads) {
      if (head.kind === "bernoulli") this.engine.sampleBernoulli(this.h, this.p, uniforms, head, column);
      else this.engine.sampleSoftmax(this.h, this.p, uniforms, head, column);
      column += drawsOf(head);
    }
  }
}

function drawsOf(head: Head): number {
  return head.kind === "bernoulli" ? head.count : 1;
}

function bernoulli(units: number): Head {
  return { kind: "bernoulli", start: 0, count: units, fixedLast: false };
}

function headsOf(specs: readonly HeadSpec[]): Head[] {
  const heads: Head[] = [];
  let start = 0;
  for (const spec of specs) {
    const count = logitsOf(spec);
    if (spec.kind !== "linear") {
      heads.push({
        kind: spec.kind,
        start,
        count,
        fixedLast: spec.kind === "softmax" && spec.fullLogits !== true,
      });
    }
    start += count;
  }
  return heads;
}
