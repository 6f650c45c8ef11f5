import { type EnvSpec, NativeVectorEnv, type VectorReset, type VectorResetOptions } from "gymnasium-js";
import type { TaskParameters } from "../task-family.js";
import { labelSpace, type SampleSet, type Samples, sampleSpace } from "./samples.js";
import { type PassState, passIn, TrainingOrder } from "./training-order.js";

export interface ClassificationVectorOptions<Task> {
  /** At least one, of one set, and of samples of one size with as many classes. */
  readonly tasks: readonly Task[];
  /** Names of the numbers in which they may differ. */
  readonly differing: readonly (keyof Task & string)[];
  readonly samplesOf: (task: Task) => Samples;
  readonly maxEpisodeSteps: number | undefined;
  readonly spec: EnvSpec;
}

const LABEL = 0;
const SEED = 1;
const LEFT = 2;
/** Then the task's numbers: a saved state brings its tasks along. */
const NUMBERS = 3;

/** Sub-environment i plays `tasks[i]` and equals the single environment of that task. */
export class ClassificationVectorEnv<
  Task extends TaskParameters & { readonly set: SampleSet },
> extends NativeVectorEnv {
  readonly #options: ClassificationVectorOptions<Task>;
  readonly #labels: Int32Array;
  readonly #samples: Samples[] = [];
  readonly #orders: TrainingOrder[] = [];
  readonly #passes: readonly PassState[];

  constructor(options: ClassificationVectorOptions<Task>) {
    const { tasks, differing, spec, maxEpisodeSteps } = options;
    const n = tasks.length;
    const samples = options.samplesOf(tasks[0]!);
    const labels = new Int32Array(n);
    super({
      ...{ spec, numEnvs: n, maxEpisodeSteps },
      observationSpace: sampleSpace(samples),
      actionSpace: labelSpace(samples),
      // The samples are the observations.
      stateSize: NUMBERS + differing.length,
      infos: { label: labels },
    });
    this.#options = options;
    this.#labels = labels;
    for (const [i, task] of tasks.entries()) {
      for (const [k, key] of differing.entries()) this.states[(NUMBERS + k) * n + i] = task[key] as number;
    }
    this.#passes = tasks.map((_, i) => passIn(this.states, SEED * n + i, LEFT * n + i));
    this.#build();
  }

  /** The samples of the tasks in `states`; sub-environments of one task share them. */
  #build(): void {
    const n = this.numEnvs;
    const { tasks, differing, samplesOf } = this.#options;
    const shared = new Map<string, Samples>();
    for (let i = 0; i < n; i++) {
      const numbers = differing.map((key, k) => [key, this.states[(NUMBERS + k) * n + i]!] as const);
      const key = JSON.stringify(numbers);
      const samples = shared.get(key) ?? samplesOf({ ...tasks[0]!, ...Object.fromEntries(numbers) });
      shared.set(key, samples);
      this.#samples[i] = samples;
      this.#orders[i] = new TrainingOrder(samples.trainingSize);
    }
  }

  /** A seed begins a pass through the training set. */
  override reset(options: VectorResetOptions = {}): VectorReset {
    const { seed, mask } = options;
    const before = this.#passes.map(({ left }) => left);
    try {
      for (const [i, pass] of this.#passes.entries()) {
        const own = typeof seed === "object" ? seed[i] : seed;
        if (own != null && mask?.[i] !== 0) pass.left = 0;
      }
      return super.reset(options);
    } catch (error) {
      for (const [i, pass] of this.#passes.entries()) pass.left = before[i]!;
      throw error;
    }
  }

  /** @throws InvalidStateError */
  override restore(state: Uint8Array): void {
    super.restore(state);
    this.#build();
  }

  protected begin(i: number): void {
    const { observations, observationSize: size } = this;
    const generator = this.generators[i]!;
    const samples = this.#samples[i]!;
    const label =
      this.#options.tasks[0]!.set === "training"
        ? samples.training(this.#orders[i]!.next(generator, this.#passes[i]!), observations, i * size)
        : samples.test(generator, observations, i * size);
    this.states[LABEL * this.numEnvs + i] = label;
    this.#labels[i] = label;
  }

  protected advance(): void {
    const n = this.numEnvs;
    const { states, rewards, terminated, truncated, actions } = this;
    const timeout = this.limit <= 1 ? 1 : 0;
    for (let i = 0; i < n; i++) {
      const label = states[LABEL * n + i]!;
      rewards[i] = actions[i] === label ? 1 : 0;
      // What a restored environment told last is not in its state.
      this.#labels[i] = label;
      terminated[i] = 1;
      truncated[i] = timeout;
      this.end(i);
    }
  }
}
