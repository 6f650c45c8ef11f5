import type { InfoArrays } from "../native/native-infos.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { EnvSpec } from "../registry.js";
import { Discrete } from "../spaces/discrete.js";
import type { TransitionTable } from "./transition-table.js";

export interface TabularVectorOptions {
  readonly spec: EnvSpec;
  readonly numEnvs: number;
  readonly maxEpisodeSteps: number | undefined;
  readonly table: TransitionTable;
  /** Numbers of a state besides the observation, which is its state. */
  readonly extraState?: number;
  /** Infos besides `prob`. */
  readonly infos?: InfoArrays;
}

/** Tabular environments, many at once. */
export class TabularVectorEnv extends NativeVectorEnv<Int32Array> {
  protected readonly table: TransitionTable;
  readonly #probabilities: Float64Array;

  constructor({ spec, numEnvs, maxEpisodeSteps, table, extraState = 0, infos = {} }: TabularVectorOptions) {
    const prob = new Float64Array(numEnvs);
    super({
      ...{ spec, numEnvs, maxEpisodeSteps },
      observationSpace: new Discrete(table.states),
      actionSpace: new Discrete(table.actions),
      stateSize: extraState,
      infos: { prob, ...infos },
    });
    this.table = table;
    this.#probabilities = prob;
  }

  protected begin(i: number): void {
    this.observations[i] = this.table.firstState(this.generators[i]!.random());
    this.#probabilities[i] = 1;
  }

  /** Called with the state before a step and the one after it, which it may change. */
  protected moved?(i: number, before: number, after: number): number;

  protected advance(): void {
    const n = this.numEnvs;
    const { observations, rewards, terminated, truncated, actions, elapsed, generators, limit, table } = this;
    const { next, rewards: pay, terminated: ends, probabilities } = table;
    const probability = this.#probabilities;
    const changes = this.moved !== undefined;
    for (let i = 0; i < n; i++) {
      const before = observations[i]!;
      const at = table.outcome(before, actions[i]!, generators[i]!.random());
      const after = next[at]!;
      observations[i] = changes ? this.moved!(i, before, after) : after;
      rewards[i] = pay[at]!;
      probability[i] = probabilities[at]!;
      const over = ends[at]!;
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      const timeout = steps >= limit ? 1 : 0;
      terminated[i] = over;
      truncated[i] = timeout;
      if ((over | timeout) !== 0) this.end(i);
    }
  }
}
