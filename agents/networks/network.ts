import type { Engine, Tensor } from "../../src/engine/engine.js";
import { CounterStream, type Purpose, type StreamKey, streamKey } from "../../src/random/streams.js";
import { Layer } from "./layer.js";
import { logitsOf, type NetworkSpec } from "./spec.js";

/**
 * Layers of units, bottom to top, over `replicas` independent copies with `batch` samples each.
 * Copies share nothing but the arithmetic: each has weights, temperature and random numbers of its own.
 */
export class Network {
  /** Bottom to top; the last one is the output. */
  readonly layers: readonly Layer[];
  /** The current observation, [replicas, batch, inputs]. */
  get input(): Tensor {
    return this.layers[0].input;
  }
  readonly #uniforms: Tensor;
  readonly #slots: number;
  /** What follows the drawing of uniforms in a forward pass, one a set of activity. */
  readonly #passes: (() => void)[] = [];
  #slot = -1;

  /**
   * @param slots sets of activity; a second one lets a forward pass leave the first one untouched
   */
  constructor(
    readonly engine: Engine,
    readonly spec: NetworkSpec,
    readonly replicas: number,
    readonly batch: number,
    slots = 1,
  ) {
    const layers: Layer[] = [];
    let inputs = spec.inputs;
    for (const { units, kind } of spec.hidden) {
      layers.push(new Layer(engine, kind, inputs, units, [], replicas, batch));
      inputs = units;
    }
    const logits = spec.heads.reduce((sum, head) => sum + logitsOf(head), 0);
    layers.push(new Layer(engine, "heads", inputs, logits, spec.heads, replicas, batch));
    this.layers = layers;
    this.#slots = slots;
    for (let slot = 0; slot < slots; slot++) {
      let below = engine.tensor(replicas, batch, spec.inputs);
      for (const layer of layers) below = layer.addActivity(below).h;
    }
    this.select(0);
    layers.forEach((layer, l) => {
      layer.temperature.data.fill(spec.temperatures?.[l] ?? 1);
    });
    const draws = layers.reduce((sum, layer) => sum + layer.draws, 0);
    this.#uniforms = engine.tensor(replicas, batch, Math.max(draws, 1));
    for (let slot = slots - 1; slot >= 0; slot--) {
      this.select(slot);
      this.#passes[slot] = engine.record(() => this.#pass());
    }
  }

  /** The current set of activity. */
  get slot(): number {
    return this.#slot;
  }

  get output(): Layer {
    return this.layers[this.layers.length - 1];
  }

  /** Makes one set of activity the current one. */
  select(slot: number): void {
    if (slot === this.#slot) return;
    if (slot >= this.#slots) throw new RangeError(`activity slot ${slot} of ${this.#slots}`);
    this.#slot = slot;
    for (const layer of this.layers) layer.select(slot);
  }

  /** Glorot-uniform weights and biases uniform within ±1e-3, from each replica's own stream. */
  initialise(seeds: readonly number[], purpose: Purpose): void {
    seeds.forEach((seed, replica) => {
      const stream = new CounterStream(seed, purpose);
      for (const { inputs, units, weights } of this.layers) {
        const limit = Math.sqrt(6 / (inputs + units));
        const start = replica * (inputs + 1) * units;
        const data = weights.data;
        for (let k = 0; k < (inputs + 1) * units; k++) {
          data[start + k] = (2 * stream.uniform() - 1) * (k < inputs * units ? limit : 1e-3);
        }
      }
    });
  }

  /** Runs the current input through the network, drawing stochastic units with step `step`'s numbers. */
  forward(keys: readonly StreamKey[], step: number): void {
    this.engine.uniforms(this.#uniforms, keys, step);
    this.#passes[this.#slot]();
  }

  /** Runs the current input through a network without random units. */
  forwardDeterministic(): void {
    this.#passes[this.#slot]();
  }

  /** Evaluates the network with the values of its stochastic units given: one array a layer, [replicas, batch, units]. */
  force(values: readonly ArrayLike<number>[]): void {
    this.layers.forEach((layer, l) => {
      layer.evaluate();
      if (layer.stochastic) layer.h.data.set(values[l]);
    });
  }

  #pass(): void {
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
