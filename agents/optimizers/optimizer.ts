import type { Tensor } from "../../src/engine/engine.js";
import type { Layer } from "../networks/layer.js";

/** Turns gradients of one layer into changes of its weights. */
export interface LayerOptimizer {
  /** The optimizer's own memory, by name, each shaped like the weights. */
  readonly memory: Readonly<Record<string, Tensor>>;
  apply(gradient: Tensor): void;
  /** Same as storing gain · h_inᵀ e / T and applying it; only there for one sample a replica. */
  applyOuter?(gain: Tensor): void;
  /** Same as moving the layer's trace on, storing gain · trace and applying it; one sample a replica. */
  applyTrace?(decay: Tensor, gain: Tensor): void;
}

export interface Optimizer {
  /** Announces the update with this number, 1 for the first; `apply` then belongs to it. */
  begin(update: number): void;
  /** @param rate [replicas, 1, 1], @param active [replicas, 1, 1]: 0 leaves a replica alone */
  bind(layer: Layer, rate: Tensor, active: Tensor): LayerOptimizer;
}
