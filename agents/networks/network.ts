import type { Engine, Tensor } from "../../src/engine/engine.js";
import { CounterStream, type Purpose, type StreamKey, streamKey } from "../../src/random/streams.js";
import { gaussianUnits, outputHeads, wholeLayer } from "./heads.js";
import { Layer } from "./layer.js";
import {
  DEFAULT_GAUSSIAN,
  DEFAULT_SCALE,
  type Initialisation,
  logitsOf,
  type NetworkSpec,
  type UnitKind,
} from "./spec.js";

/**
 * Layers of units, bottom to top, over `replicas` independent copies with `batch` samples each.
 * Copies share nothing but the arithmetic: each has weights, temperature and random numbers of its own.
 * Groups share all of that, and have activity and traces of their own: they take turns.
 */
export class Network {
  /** Bottom to top; the last one is the output. Rules give credit to these. */
  readonly layers: readonly Layer[];
  /** Linear units under the first layer, which learn from its credit whatever the rule. */
  readonly embedding: Layer | null;
  /** log σ of Gaussian heads as parameters: a layer without inputs, whose biases they are. */
  readonly scale: Layer | null;
  readonly #uniforms: Tensor;
  readonly #slots: number;
  readonly #shared: Network | undefined;
  /** What follows the drawing of uniforms in a forward pass, one a set of activity. */
  readonly #passes: (() => void)[] = [];
  #group = 0;
  #activity = -1;

  /**
   * @param batch samples of each group
   * @param slots sets of activity a group; a second one lets a forward pass leave the first one untouched
   * @param shared one of the same shape and number of replicas whose weights and temperatures this one has too
   */
  constructor(
    readonly engine: Engine,
    readonly spec: NetworkSpec,
    readonly replicas: number,
    readonly batch: number,
    slots = 1,
    readonly groups = 1,
    shared?: Network,
  ) {
    this.#shared = shared;
    this.embedding = this.#embeddingLayer();
    const layers: Layer[] = [];
    let inputs = spec.embedding ?? spec.inputs;
    spec.hidden.forEach(({ units, kind }, l) => {
      layers.push(this.#hiddenLayer(kind, inputs, units, shared?.layers[l]));
      inputs = units;
    });
    this.scale = this.#scaleLayer();
    layers.push(this.#outputLayer(inputs));
    this.layers = layers;
    this.#slots = slots;
    for (let activity = 0; activity < groups * slots; activity++) this.#addActivity();
    this.select(0);
    layers.forEach((layer, l) => {
      if (shared === undefined) layer.temperature.data.fill(spec.temperatures?.[l] ?? 1);
    });
    const draws = layers.reduce((sum, layer) => sum + layer.draws, 0);
    this.#uniforms = engine.tensor(replicas, batch, Math.max(draws, 1));
    for (let activity = groups * slots - 1; activity >= 0; activity--) {
      this.select(activity % slots, Math.floor(activity / slots));
      this.#passes[activity] = engine.record(() => this.#pass());
    }
  }

  /** The current observation, [replicas, batch, inputs]. */
  get input(): Tensor {
    return (this.embedding ?? this.layers[0]).input;
  }

  /** Number of the current set of activity among those of all groups. */
  get activity(): number {
    return this.#activity;
  }

  get output(): Layer {
    return this.layers[this.layers.length - 1];
  }

  /** Makes one set of activity the current one, of the current group unless another is given. */
  select(slot: number, group = this.#group): void {
    const activity = group * this.#slots + slot;
    if (activity === this.#activity) return;
    if (slot >= this.#slots) throw new RangeError(`activity slot ${slot} of ${this.#slots}`);
    if (group >= this.groups) throw new RangeError(`group ${group} of ${this.groups}`);
    this.#group = group;
    this.#activity = activity;
    this.embedding?.select(activity, group);
    this.scale?.select(activity, group);
    for (const layer of this.layers) layer.select(activity, group);
  }

  /** Gives a replica temperatures of its own, before it is initialised: one a layer, the output layer last; null for 1. */
  temper(replica: number, temperatures: readonly number[] | null): void {
    this.layers.forEach(({ temperature }, l) => {
      temperature.data[replica] = temperatures?.[l] ?? 1;
    });
  }

  /** Weights and biases from each replica's own stream; embeddings uniform with variance 1. */
  initialise(seeds: readonly number[], purpose: Purpose, how: Initialisation = "glorot"): void {
    seeds.forEach((seed, replica) => {
      const stream = new CounterStream(seed, purpose);
      const fill = ({ inputs, units, weights: { data } }: Layer, limit: number, bias: number): void => {
        const start = replica * (inputs + 1) * units;
        for (let k = 0; k < (inputs + 1) * units; k++) {
          const most = k < inputs * units ? limit : bias;
          data[start + k] = most === 0 ? 0 : (2 * stream.uniform() - 1) * most;
        }
      };
      for (const layer of this.layers) {
        if (how === "fan-in") fill(layer, 1 / Math.sqrt(layer.inputs), 0);
        else fill(layer, Math.sqrt(6 / (layer.inputs + layer.units)), 1e-3);
      }
      if (this.embedding !== null) fill(this.embedding, Math.sqrt(3), 1e-3);
    });
    this.#initialiseScale();
  }

  /** Runs the current input through the network, drawing stochastic units with step `step`'s numbers. */
  forward(keys: readonly StreamKey[], step: number): void {
    this.engine.uniforms(this.#uniforms, keys, step);
    this.#passes[this.#activity]();
  }

  /** Runs the current input through a network without random units. */
  forwardDeterministic(): void {
    this.#passes[this.#activity]();
  }

  /** Evaluates the network with the values of its stochastic units given: one array a layer, [replicas, batch, units]. */
  force(values: readonly ArrayLike<number>[]): void {
    this.layers.forEach((layer, l) => {
      if (layer.stochastic) layer.h.data.set(values[l]);
    });
    this.evaluate();
  }

  /** Evaluates the network with the values that its stochastic units hold; nothing is drawn. */
  evaluate(): void {
    this.embedding?.evaluate();
    this.scale?.evaluate();
    for (const layer of this.layers) layer.evaluate();
  }

  /** One with `batch` samples, which has this one's weights and temperatures, and activity and credit of its own. */
  withBatch(batch: number): Network {
    return new Network(this.engine, this.spec, this.replicas, batch, 1, 1, this);
  }

  #embeddingLayer(): Layer | null {
    const { engine, replicas, batch, spec } = this;
    if (spec.embedding === undefined) return null;
    const shared = this.#shared?.embedding ?? undefined;
    return new Layer({ engine, replicas, batch, inputs: spec.inputs, units: spec.embedding, shared });
  }

  #hiddenLayer(kind: UnitKind, inputs: number, units: number, shared?: Layer): Layer {
    const { engine, replicas, batch } = this;
    const sizes = { engine, replicas, batch, inputs, units, shared };
    if (kind === "bernoulli") return new Layer({ ...sizes, heads: [wholeLayer(kind, units)] });
    if (kind !== "gaussian") return new Layer({ ...sizes, activation: kind });
    const { mean, scale } = this.spec.gaussian ?? DEFAULT_GAUSSIAN;
    const heads = [wholeLayer(kind, units)];
    return new Layer({ ...sizes, heads, activation: mean, scale: this.#constantScale(units, scale) });
  }

  #outputLayer(inputs: number): Layer {
    const { engine, replicas, batch, spec } = this;
    const { model } = spec;
    const scale = spec.scale ?? DEFAULT_SCALE;
    const units = spec.heads.reduce((sum, head) => sum + logitsOf(head, scale), 0);
    const heads = outputHeads(spec.heads, scale);
    const shared = this.#shared?.output;
    const sizes = { engine, replicas, batch, inputs: model === undefined ? inputs : 0, units, shared, model };
    const gaussians = gaussianUnits(heads);
    if (gaussians === 0 || scale.kind === "predicted") return new Layer({ ...sizes, heads });
    return new Layer({ ...sizes, heads, scale: this.scale ?? this.#constantScale(gaussians, scale.initial) });
  }

  #scaleLayer(): Layer | null {
    const { engine, replicas, batch, spec } = this;
    const scale = spec.scale ?? DEFAULT_SCALE;
    const units = gaussianUnits(outputHeads(spec.heads, scale));
    if (units === 0 || scale.kind !== "learned") return null;
    return new Layer({ engine, replicas, batch, inputs: 0, units, shared: this.#shared?.scale ?? undefined });
  }

  #constantScale(units: number, scale: number): Tensor {
    const tensor = this.engine.tensor(this.replicas, this.batch, units);
    tensor.data.fill(Math.log(scale));
    return tensor;
  }

  #initialiseScale(): void {
    const initial = Math.log((this.spec.scale ?? DEFAULT_SCALE).initial);
    this.scale?.weights.data.fill(initial);
    const { heads, weights, inputs, units, logScale, z, temperature } = this.output;
    if (logScale !== z) return;
    for (const { kind, count, scaleStart = 0 } of heads) {
      if (kind !== "gaussian") continue;
      for (let r = 0; r < this.replicas; r++) {
        const start = (r * (inputs + 1) + inputs) * units + scaleStart;
        // Logits are divided by the temperature.
        weights.data.fill(initial * temperature.data[r], start, start + count);
      }
    }
  }

  #addActivity(): void {
    const { engine, replicas, batch, spec } = this;
    let below = engine.tensor(replicas, batch, spec.inputs);
    if (this.embedding !== null) below = this.embedding.addActivity(below).h;
    this.scale?.addActivity(engine.tensor(replicas, batch, 0));
    for (const layer of this.layers) below = layer.addActivity(below).h;
  }

  #pass(): void {
    this.embedding?.evaluate();
    this.scale?.evaluate();
    let offset = 0;
    for (const layer of this.layers) {
      layer.evaluate();
      if (!layer.stochastic) continue;
      layer.sample(this.#uniforms, offset);
      offset += layer.draws;
    }
  }
}

/** The keys with which {@link Network.forward} draws, one a replica. */
export function unitKeys(seeds: readonly number[]): StreamKey[] {
  return seeds.map((seed) => streamKey(seed, "units"));
}
