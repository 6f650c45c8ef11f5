import type { VectorStep } from "gymnasium-js";
import type { AgentConfig } from "../../agents/config.js";
import { batchAdvantages } from "../../agents/feedback/batch-advantages.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { TaskFamily, TaskParameters } from "../../envs/families/index.js";
import { philox } from "../random/philox.js";
import { CounterStream, type StreamKey, streamKey } from "../random/streams.js";
import { PlainOptimizer } from "./plain-optimizer.js";
import { PlainTopDown } from "./plain-top-down.js";

export interface PlainLifetimeOptions {
  readonly family: TaskFamily;
  /** Tanh units, softmax-full, fan-in initialisation, batch-return, constant rates. */
  readonly config: AgentConfig;
  readonly rule: string;
  readonly topDown: TopDownSpec | null;
  /** Of the top-down network. */
  readonly parameters: ArrayLike<number>;
  readonly updates: number;
  readonly task: TaskParameters;
  readonly seed: number;
}

/** What was seen, done and earned at one step; `hidden` bottom to top. */
interface Step {
  readonly seen: readonly number[];
  readonly hidden: readonly (readonly number[])[];
  readonly policy: readonly number[];
  readonly action: number;
  readonly reward: number;
}

/**
 * One lifetime as `LifetimeRunner` has it, in plain TypeScript and float64 and one step after the other: what the
 * fast ones are checked and measured against.
 */
export class PlainLifetime {
  /** Of each layer, bottom to top: [inputs + 1, units] in C order, biases last. */
  readonly parameters: number[][];
  /** Mean return of each batch. */
  readonly returns: number[] = [];
  steps = 0;
  readonly #options: PlainLifetimeOptions;
  readonly #sizes: readonly number[];
  readonly #optimizer: PlainOptimizer;
  readonly #topDown: PlainTopDown | null;
  /** Fixed feedback of each hidden layer, [actions × units]. */
  readonly #feedback: readonly number[][];
  readonly #key: StreamKey;
  readonly #words = new Uint32Array(4);

  /** @param sizes observed numbers, then hidden units bottom to top, then actions */
  constructor(options: PlainLifetimeOptions, sizes: readonly number[]) {
    const { config, rule, seed, topDown } = options;
    const { hidden } = config;
    this.#options = options;
    this.#sizes = sizes;
    this.#key = streamKey(seed, "units");
    const stream = new CounterStream(seed, "initialisation");
    this.parameters = sizes.slice(1).map((units, l) => {
      const count = sizes[l] * units;
      const weights = Array.from({ length: count }, () => (2 * stream.uniform() - 1) / Math.sqrt(sizes[l]));
      return [...weights, ...new Array<number>(units).fill(0)];
    });
    this.#optimizer = new PlainOptimizer(config.optimizer, config.rates as readonly number[]);
    this.#topDown = rule === "tdca" ? new PlainTopDown(topDown!, options.parameters, hidden) : null;
    this.#feedback = hidden.map((units, l) => {
      const entries = new CounterStream(seed, "feedback-alignment", l);
      const count = sizes[sizes.length - 1] * units;
      return Array.from({ length: count }, () => (2 * entries.uniform() - 1) / Math.sqrt(units));
    });
  }

  /** Plays the whole lifetime. */
  run(): void {
    const { family, task, seed, updates, config } = this.#options;
    const env = family.makeVec([task]);
    let observation = observationOf(env.reset({ seed }));
    for (let update = 0; update <= updates; update++) {
      const steps: Step[] = [];
      const lengths: number[] = [];
      let start = 0;
      while (lengths.length < config.batchReturn.episodes) {
        const decision = this.#decide(observation);
        const result = env.step(Int32Array.of(decision.action)) as VectorStep;
        steps.push({ ...decision, reward: result.rewards[0] });
        observation = observationOf(result);
        if (!result.terminated[0] && !result.truncated[0]) continue;
        lengths.push(steps.length - start);
        start = steps.length;
      }
      this.returns.push(steps.reduce((sum, { reward }) => sum + reward, 0) / lengths.length);
      if (update < updates) this.#learn(steps, lengths);
    }
  }

  #decide(observation: readonly number[]): Omit<Step, "reward"> {
    const { scale } = this.#options.config.observation;
    const seen = observation.map((value, i) => value * (scale?.[i] ?? 1));
    const hidden: number[][] = [];
    let below: readonly number[] = seen;
    for (let l = 0; l < this.parameters.length - 1; l++) {
      below = this.#affine(l, below).map(Math.tanh);
      hidden.push(below as number[]);
    }
    const logits = this.#affine(this.parameters.length - 1, below);
    const most = Math.max(...logits);
    const powers = logits.map((z) => Math.exp(z - most));
    const total = powers.reduce((sum, power) => sum + power);
    const policy = powers.map((power) => power / total);
    philox(this.#words, [0, 0, this.steps++, 0], this.#key);
    const draw = (this.#words[0] >>> 8) * 2 ** -24;
    let action = 0;
    let cumulative = policy[0];
    while (action < policy.length - 1 && draw >= cumulative) cumulative += policy[++action];
    return { seen, hidden, policy, action };
  }

  #learn(steps: readonly Step[], lengths: readonly number[]): void {
    const { discount, batchReturn, gradientNorm } = this.#options.config;
    const rewards = steps.map(({ reward }) => reward);
    const advantages = batchAdvantages(rewards, lengths, discount, batchReturn.clip);
    const gradient = this.parameters.map((layer) => layer.map(() => 0));
    steps.forEach((step, n) => {
      const inputs = [step.seen, ...step.hidden];
      this.#deltas(step, advantages[n]).forEach((deltas, l) => {
        const below = inputs[l];
        for (let i = 0; i <= below.length; i++) {
          const x = (below[i] ?? 1) / steps.length;
          for (let j = 0; j < deltas.length; j++) gradient[l][i * deltas.length + j] += x * deltas[j];
        }
      });
    });
    const norm = Math.hypot(...gradient.flat());
    const scale = gradientNorm !== null && norm > gradientNorm ? gradientNorm / norm : 1;
    this.#optimizer.step(
      this.parameters,
      gradient.map((layer) => layer.map((g) => scale * g)),
    );
  }

  /** What each layer's logits are to grow along, bottom to top. */
  #deltas({ hidden, policy, action }: Step, advantage: number): number[][] {
    const { rule } = this.#options;
    const credits = this.#topDown?.credits(policy, action, advantage);
    const score = policy.map((p, k) => advantage * (Number(k === action) - p));
    const deltas = [credits?.at(-1) ?? score];
    for (let l = hidden.length - 1; l >= 0; l--) {
      let credit = credits?.[l] ?? hidden[l].map(() => 0);
      if (rule === "backprop")
        credit = this.#throughWeights(this.parameters[l + 1], deltas[0], hidden[l].length);
      if (rule === "direct-feedback-alignment") {
        const units = hidden[l].length;
        credit = hidden[l].map((_, j) =>
          score.reduce((sum, s, k) => sum + s * this.#feedback[l][k * units + j], 0),
        );
      }
      deltas.unshift(credit.map((c, j) => c * (1 - hidden[l][j] ** 2)));
    }
    return deltas;
  }

  #throughWeights(weights: readonly number[], above: readonly number[], units: number): number[] {
    return Array.from({ length: units }, (_, i) => {
      return above.reduce((sum, delta, j) => sum + weights[i * above.length + j] * delta, 0);
    });
  }

  #affine(l: number, below: readonly number[]): number[] {
    const units = this.#sizes[l + 1];
    const w = this.parameters[l];
    return Array.from({ length: units }, (_, j) => {
      let z = w[below.length * units + j];
      for (let i = 0; i < below.length; i++) z += below[i] * w[i * units + j];
      return z;
    });
  }
}

/** The one observation of a native vector environment of one, which never returns a promise. */
function observationOf(result: unknown): readonly number[] {
  return Array.from((result as VectorStep).observations as ArrayLike<number>);
}
