import type { Info, VectorStep } from "gymnasium-js";
import { toldLabel } from "../../../agents/feedback/told-labels.js";

/** The labels of several environments' steps, told as one environment tells them. */
export class PackedLabels {
  readonly infos: Info;
  readonly #batch: number;
  readonly #label: Float64Array;
  readonly #told: Uint8Array;

  /** @param batch sub-environments of each of `count` environments */
  constructor(batch: number, count: number) {
    this.#batch = batch;
    this.#label = new Float64Array(batch * count);
    this.#told = new Uint8Array(batch * count);
    this.infos = { label: this.#label, _label: this.#told };
  }

  /** Takes those of environment `k`. */
  take(k: number, { infos }: VectorStep): void {
    for (let i = 0; i < this.#batch; i++) {
      const label = toldLabel(infos, i);
      this.#told[k * this.#batch + i] = label === undefined ? 0 : 1;
      this.#label[k * this.#batch + i] = label ?? 0;
    }
  }
}
