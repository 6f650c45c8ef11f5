import type { ActionBatch, Space, VectorEnv, VectorReset, VectorStep } from "gymnasium-js";

const space = (kind: string, shape: readonly number[], dtype: Space["dtype"]): Space => ({
  kind,
  shape,
  dtype,
  contains: (_value: unknown): _value is unknown => true,
  sample: () => 0,
  seed: () => {},
  toString: () => kind,
});

export interface CountingOptions {
  /** Transitions of each sub-environment's episodes. */
  readonly lengths: readonly number[];
  /** As Gymnasium's NEXT_STEP: an invalid reset transition after each end. */
  readonly resetTransitions?: boolean;
  /** Answers with promises. */
  readonly asynchronous?: boolean;
  /** Called with each step's result before it is handed over. */
  readonly tamper?: (result: VectorStep, step: number) => void;
  readonly actionSpace?: Space;
}

/**
 * Observation: [sub-environment, transitions made in the episode]. Reward: that number + 1 before
 * the step. Reuses its arrays, as native environments do. The seed is added to the observation's
 * first entry.
 */
export class CountingEnv implements VectorEnv {
  readonly spec = {
    id: "Counting-v0",
    entryPoint: () => {
      throw new Error("vector only");
    },
  };
  readonly observationSpace = space("Box", [2], "float32");
  readonly actionSpace: Space;
  readonly numEnvs: number;
  resets = 0;
  steps = 0;
  closed = false;
  private offset = 0;
  private readonly counts: number[];
  private readonly waiting: boolean[];
  private readonly current: Float32Array;
  private readonly result: VectorStep;

  constructor(private readonly options: CountingOptions) {
    const count = options.lengths.length;
    this.numEnvs = count;
    this.actionSpace = options.actionSpace ?? space("Discrete", [], "int64");
    this.counts = options.lengths.map(() => 0);
    this.waiting = options.lengths.map(() => false);
    this.current = new Float32Array(2 * count);
    this.result = {
      observations: this.current,
      rewards: new Float64Array(count),
      terminated: new Uint8Array(count),
      truncated: new Uint8Array(count),
      finalObservations: new Float32Array(2 * count),
      valid: new Uint8Array(count),
      infos: {},
    };
  }

  reset(options: { seed?: unknown } = {}): VectorReset | Promise<VectorReset> {
    this.resets++;
    this.offset = Number(options.seed ?? 0);
    this.counts.fill(0);
    this.waiting.fill(false);
    this.write();
    const reset = { observations: this.current, infos: {} };
    return this.options.asynchronous === true ? Promise.resolve(reset) : reset;
  }

  step(_actions: ActionBatch): VectorStep | Promise<VectorStep> {
    this.steps++;
    const { result, counts, waiting } = this;
    for (let i = 0; i < this.numEnvs; i++) {
      result.terminated[i] = 0;
      if (waiting[i]) {
        waiting[i] = false;
        result.valid[i] = 0;
        result.rewards[i] = 0;
        continue;
      }
      result.valid[i] = 1;
      counts[i] = counts[i]! + 1;
      result.rewards[i] = counts[i]!;
      if (counts[i] === this.options.lengths[i]) {
        result.terminated[i] = 1;
        result.finalObservations[2 * i] = i;
        result.finalObservations[2 * i + 1] = counts[i]!;
        counts[i] = 0;
        waiting[i] = this.options.resetTransitions === true;
      }
    }
    this.write();
    this.options.tamper?.(result, this.steps);
    return this.options.asynchronous === true ? Promise.resolve(result) : result;
  }

  close(): void {
    this.closed = true;
  }

  private write(): void {
    for (let i = 0; i < this.numEnvs; i++) {
      this.current[2 * i] = this.offset + i;
      this.current[2 * i + 1] = this.counts[i]!;
    }
  }
}
