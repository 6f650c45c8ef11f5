import type { Activation, Engine, Head, Tensor } from "../../src/engine/engine.js";
import type { Model } from "../../src/engine/model.js";
import { drawsOf } from "./heads.js";

/** What one forward pass leaves behind in a layer, each [replicas, batch, units]. */
export interface Activity {
  /** Logits, divided by the temperature. */
  readonly z: Tensor;
  /** Firing probabilities or means. */
  readonly p: Tensor;
  /** Values sent upwards. */
  readonly h: Tensor;
  /** f′(z) of deterministic and Gaussian units. */
  readonly slope: Tensor;
}

export interface LayerOptions {
  readonly engine: Engine;
  readonly inputs: number;
  readonly units: number;
  /** What is drawn together; empty for deterministic units. */
  readonly heads?: readonly Head[];
  /** f of deterministic units and of Gaussian units' means; linear unless given. */
  readonly activation?: Activation;
  readonly replicas: number;
  readonly batch: number;
  /** Set where the log σ of Gaussian heads are parameters of their own or constants; otherwise they are logits. */
  readonly scale?: Layer | Tensor;
  /** One of the same shape whose weights and temperature this one has too. */
  readonly shared?: Layer;
  /** Computes the logits from the observation: the layer has no inputs, and its weights are of no use. */
  readonly model?: Model;
}

/** One layer of units with its incoming weights. Rules read its activity and write its credit. */
export class Layer {
  readonly engine: Engine;
  readonly inputs: number;
  readonly units: number;
  readonly replicas: number;
  readonly batch: number;
  /** Drawn together; empty for deterministic units. */
  readonly heads: readonly Head[];
  readonly #activation: Activation;
  readonly #scale: Layer | Tensor | null;
  readonly #model: Model | null;
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
  /** [replicas, batch · (inputs + 1), units], one a group, once traces are in use. */
  readonly traces: Tensor[] = [];
  /** The layer below (or the observation): [replicas, batch, inputs]. */
  input!: Tensor;
  z!: Tensor;
  p!: Tensor;
  h!: Tensor;
  slope!: Tensor;
  /** The current one of several groups of samples that take turns. */
  group = 0;
  readonly #activities: { readonly input: Tensor; readonly own: Activity }[] = [];

  constructor(options: LayerOptions) {
    const { engine, inputs, units, heads = [], activation, replicas, batch, scale, shared } = options;
    this.engine = engine;
    this.inputs = inputs;
    this.units = units;
    this.replicas = replicas;
    this.batch = batch;
    this.heads = heads;
    this.#activation = activation ?? "linear";
    this.#scale = scale ?? null;
    this.#model = options.model ?? null;
    this.draws = this.heads.reduce((sum, head) => sum + drawsOf(head), 0);
    this.weights = shared?.weights ?? engine.tensor(replicas, inputs + 1, units);
    this.temperature = shared?.temperature ?? engine.tensor(replicas, 1, 1);
    if (shared === undefined) this.temperature.data.fill(1);
    this.eligibility = engine.tensor(replicas, batch, units);
    this.reward = engine.tensor(replicas, batch, units);
  }

  /** That of the current group once traces are in use. */
  get trace(): Tensor | null {
    return this.traces[this.group] ?? null;
  }

  /** Whether the units draw their values at random. */
  get stochastic(): boolean {
    return this.heads.length > 0;
  }

  /** Whether any of the units is Gaussian. */
  get gaussian(): boolean {
    return this.heads.some(({ kind }) => kind === "gaussian");
  }

  /** log σ of Gaussian units, [replicas, batch, any], at each head's `scaleStart`. */
  get logScale(): Tensor {
    if (this.#scale === null) return this.z;
    return this.#scale instanceof Layer ? this.#scale.z : this.#scale;
  }

  /** Adds a set of activity tensors that reads from `input`; {@link select} makes it the current one. */
  addActivity(input: Tensor): Activity {
    const tensor = (): Tensor => this.engine.tensor(this.replicas, this.batch, this.units);
    const own = { z: tensor(), p: tensor(), h: tensor(), slope: tensor() };
    this.#activities.push({ input, own });
    return own;
  }

  /** @param activity number of a set of activity, @param group whose traces to use */
  select(activity: number, group: number): void {
    const { input, own } = this.#activities[activity];
    this.group = group;
    this.input = input;
    this.z = own.z;
    this.p = own.p;
    this.h = own.h;
    this.slope = own.slope;
  }

  /** Logits and probabilities from the current input; values too, for deterministic units. */
  evaluate(): void {
    const { engine, z, p, h, slope } = this;
    if (this.#model === null) engine.affine(z, this.input, this.weights, this.temperature);
    else this.#model.evaluate(z, this.input);
    if (!this.stochastic) engine.activate(h, slope, z, this.#activation);
    else if (this.gaussian) engine.activate(p, slope, z, this.#activation);
    for (const head of this.heads) {
      if (head.kind === "bernoulli") engine.logistic(p, z, head);
      else if (head.kind === "softmax") engine.softmax(p, z, head);
    }
  }

  /** Draws the values of stochastic units from the uniforms in column `offset` and beyond. */
  sample(uniforms: Tensor, offset: number): void {
    const { engine, h, p } = this;
    let column = offset;
    for (const head of this.heads) {
      if (head.kind === "bernoulli") engine.sampleBernoulli(h, p, uniforms, head, column);
      else if (head.kind === "softmax") engine.sampleSoftmax(h, p, uniforms, head, column);
      else engine.sampleGaussian(h, p, this.logScale, uniforms, head, column);
      column += drawsOf(head);
    }
  }

  /**
   * Writes the score of what was drawn, the derivative of its log-probability by the logits, into
   * `eligibility`.
   */
  score(): void {
    const { engine, eligibility, h, p, heads, logScale } = this;
    engine.score(eligibility, h, p);
    if (!this.gaussian) return;
    for (const head of heads) {
      if (head.kind !== "gaussian") continue;
      engine.gaussianScore(eligibility, h, p, logScale, head);
      if (logScale === this.z) engine.gaussianScaleScore(eligibility, h, p, logScale, head);
    }
    if (this.#activation !== "linear") engine.multiply(eligibility, eligibility, this.slope);
  }

  /** Writes the score of log σ into the eligibility of the layer that holds it, where that is one. */
  scoreScale(): void {
    const scale = this.#scale;
    if (!(scale instanceof Layer)) return;
    for (const head of this.heads) {
      if (head.kind !== "gaussian") continue;
      this.engine.gaussianScaleScore(scale.eligibility, this.h, this.p, scale.z, head);
    }
  }
}
