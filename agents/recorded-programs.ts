import type { Tensor } from "../src/engine/engine.js";
import type { Network } from "./networks/network.js";

/** What was recorded for one set of activity and the tensors that feedback arrives in. */
interface Recording {
  readonly activity: number;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor | null;
  readonly run: () => void;
}

/** What a network's learner does, recorded once for each set of its activity and of the tensors that come in. */
export class RecordedPrograms {
  readonly #network: Network;
  readonly #recordings: Recording[] = [];

  constructor(network: Network) {
    this.#network = network;
  }

  /** What was recorded for the current activity and these tensors. */
  find(a: Tensor, b: Tensor, c: Tensor | null): (() => void) | undefined {
    const { activity } = this.#network;
    for (let k = 0; k < this.#recordings.length; k++) {
      const recording = this.#recordings[k];
      const { activity: own, run } = recording;
      if (own === activity && recording.a === a && recording.b === b && recording.c === c) return run;
    }
    return undefined;
  }

  /** @param operations that only use the current activity and these tensors */
  record(operations: () => void, a: Tensor, b: Tensor, c: Tensor | null): () => void {
    const { engine, activity } = this.#network;
    const run = engine.record(operations);
    this.#recordings.push({ activity, a, b, c, run });
    return run;
  }
}
