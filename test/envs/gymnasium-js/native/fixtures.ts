import {
  Box,
  checkKwargs,
  Discrete,
  type EnvSpec,
  type Info,
  NativeEnv,
  type NativeStep,
  NativeVectorEnv,
  Tuple,
} from "gymnasium-js";

const spaces = () => ({
  observationSpace: new Tuple([new Discrete(100), new Discrete(2)]),
  actionSpace: new Discrete(3),
  stateSize: 2,
});

/** Counts up by the action to 10, from a random first count; the second part says odd. */
export class CounterEnv extends NativeEnv<readonly [number, number], number> {
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({ name: "Counter", ...spaces() });
    checkKwargs(kwargs, []);
  }

  protected begin(): void {
    this.variables[0] = this.generator.integers(0, 4);
    this.variables[1] = 0;
  }

  protected observe(): readonly [number, number] {
    return [this.variables[0]!, this.variables[0]! % 2];
  }

  protected override resetInfo(): Info {
    return this.#info();
  }

  protected advance(action: number): NativeStep {
    this.variables[0]! += action;
    this.variables[1]! += 1;
    const terminated = this.variables[0]! >= 10;
    return { reward: action, terminated, info: this.#info() };
  }

  #info(): Info {
    const [count, steps] = [this.variables[0]!, this.variables[1]!];
    return { steps, pair: Int8Array.of(count, -count) };
  }
}

/** {@link CounterEnv}, many at once. */
export class CounterVectorEnv extends NativeVectorEnv<Int32Array> {
  readonly #steps: Float64Array;
  readonly #pair: Int8Array;

  constructor(numEnvs: number, limit?: number) {
    const steps = new Float64Array(numEnvs);
    const pair = new Int8Array(2 * numEnvs);
    const spec: EnvSpec = { id: "Counter-v0", entryPoint: (kwargs) => new CounterEnv(kwargs) };
    super({ spec, numEnvs, maxEpisodeSteps: limit, ...spaces(), infos: { steps, pair } });
    this.#steps = steps;
    this.#pair = pair;
  }

  protected begin(i: number): void {
    this.#show(i, this.generators[i]!.integers(0, 4), 0);
  }

  protected advance(): void {
    for (let i = 0; i < this.numEnvs; i++) {
      const steps = this.elapsed[i]! + 1;
      const count = this.states[i]! + this.actions[i]!;
      this.elapsed[i] = steps;
      this.rewards[i] = this.actions[i]!;
      this.#show(i, count, steps);
      this.terminated[i] = count >= 10 ? 1 : 0;
      this.truncated[i] = steps >= this.limit ? 1 : 0;
      if (count >= 10 || steps >= this.limit) this.end(i);
    }
  }

  #show(i: number, count: number, steps: number): void {
    this.states[i] = count;
    this.states[this.numEnvs + i] = steps;
    this.observations[2 * i] = count;
    this.observations[2 * i + 1] = count % 2;
    this.#steps[i] = steps;
    this.#pair[2 * i] = count;
    this.#pair[2 * i + 1] = -count;
  }
}

/** Shows float64 numbers, which native vector environments do not hold. */
export class WideVectorEnv extends NativeVectorEnv {
  constructor() {
    super({
      spec: { id: "Wide-v0", entryPoint: () => new CounterEnv() },
      numEnvs: 2,
      maxEpisodeSteps: undefined,
      observationSpace: new Box(0, 1, { shape: [3], dtype: "float64" }),
      actionSpace: new Discrete(2),
      stateSize: 1,
    });
  }

  protected begin(): void {}

  protected advance(): void {}
}
