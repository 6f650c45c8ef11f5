import type { Layer } from "../networks/layer.js";
import { DEFAULT_GAUSSIAN, type NetworkSpec, type UnitKind } from "../networks/spec.js";

/** A probability (or |tanh|) this close to a limit is at it. */
const AT_LIMIT = 0.01;
/** Values that differ by less do not vary. */
const LEAST_RANGE = 1e-3;
/** Share of decisions from which on a unit is at a limit nearly always. */
const NEARLY_ALWAYS = 0.95;

/** Of the units of one layer that the question can be asked of; null where there is none. */
export interface UnitShares {
  readonly entropy: number | null;
  readonly dead: number | null;
  readonly saturated: number | null;
}

/**
 * What the units of one layer do over many decisions.
 *
 * - Bernoulli units and the classes of a softmax (those that have a logit) are on with a probability p. Their
 *   entropy is that of one such value, in bits, on average over units and decisions. Dead: p is on average
 *   below .01 or above .99. At a limit: p is below .01 or above .99.
 * - Other units are judged by their value f(z), Gaussian ones by their mean. Dead: its largest and its
 *   smallest differ by less than .001, as those of a relu that is never above 0. At a limit: |tanh| is above
 *   .99, a relu is 0; other functions have none.
 * - Saturated: at a limit in more than 95 % of the decisions.
 *
 * Predicted log σ are no units here.
 */
export class UnitStatistics {
  readonly #layer: Layer;
  /** Of each column; `bernoulli` for all that are on or off, null for what is no unit. */
  readonly #kinds: readonly (UnitKind | null)[];
  readonly #sum: Float64Array;
  readonly #least: Float64Array;
  readonly #largest: Float64Array;
  readonly #atLimit: Float64Array;
  #entropy = 0;
  #count = 0;

  /** @param l number of the layer in the network, 0 being the bottom one */
  constructor(spec: NetworkSpec, layer: Layer, l: number) {
    const { units } = layer;
    this.#layer = layer;
    this.#kinds = kindsOf(spec, layer, l);
    this.#sum = new Float64Array(units);
    this.#least = new Float64Array(units).fill(Number.POSITIVE_INFINITY);
    this.#largest = new Float64Array(units).fill(Number.NEGATIVE_INFINITY);
    this.#atLimit = new Float64Array(units);
  }

  /** Takes the layer's activity in one row into account. */
  add(row: number): void {
    const { units, stochastic, p, h } = this.#layer;
    const values = stochastic ? p.data : h.data;
    for (let i = 0; i < units; i++) {
      const value = values[row * units + i];
      const kind = this.#kinds[i];
      if (kind === "bernoulli") this.#entropy += binaryEntropy(value);
      this.#sum[i] += value;
      this.#least[i] = Math.min(this.#least[i], value);
      this.#largest[i] = Math.max(this.#largest[i], value);
      if (isAtLimit(kind, value)) this.#atLimit[i]++;
    }
    this.#count++;
  }

  shares(): UnitShares {
    const binary = this.#columns((kind) => kind === "bernoulli");
    return {
      entropy: binary.length === 0 ? null : this.#entropy / (binary.length * this.#count),
      dead: shareOf(
        this.#columns((kind) => kind !== null),
        (i) => this.#isDead(i),
      ),
      saturated: shareOf(this.#columns(hasLimit), (i) => this.#atLimit[i] > NEARLY_ALWAYS * this.#count),
    };
  }

  #isDead(i: number): boolean {
    if (this.#kinds[i] !== "bernoulli") return this.#largest[i] - this.#least[i] < LEAST_RANGE;
    const mean = this.#sum[i] / this.#count;
    return mean < AT_LIMIT || mean > 1 - AT_LIMIT;
  }

  #columns(belongs: (kind: UnitKind | null) => boolean): number[] {
    return [...this.#kinds.keys()].filter((i) => belongs(this.#kinds[i]));
  }
}

function kindsOf(spec: NetworkSpec, { units, heads }: Layer, l: number): (UnitKind | null)[] {
  const hidden = spec.hidden[l]?.kind;
  if (hidden !== undefined) {
    const { mean } = spec.gaussian ?? DEFAULT_GAUSSIAN;
    return new Array<UnitKind>(units).fill(hidden === "gaussian" ? mean : hidden);
  }
  const kinds = new Array<UnitKind | null>(units).fill(null);
  for (const { kind, start, count } of heads) {
    kinds.fill(kind === "gaussian" ? "linear" : "bernoulli", start, start + count);
  }
  return kinds;
}

function hasLimit(kind: UnitKind | null): boolean {
  return kind === "bernoulli" || kind === "tanh" || kind === "relu";
}

function isAtLimit(kind: UnitKind | null, value: number): boolean {
  if (kind === "bernoulli") return value < AT_LIMIT || value > 1 - AT_LIMIT;
  if (kind === "tanh") return Math.abs(value) > 1 - AT_LIMIT;
  return kind === "relu" && value === 0;
}

function binaryEntropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}

function shareOf(units: readonly number[], holds: (unit: number) => boolean): number | null {
  return units.length === 0 ? null : units.filter(holds).length / units.length;
}
