import { makeVec } from "gymnasium-js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import { creditRule } from "../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../agents/team-agent.js";
import type { Engine } from "../engine/engine.js";
import { CounterStream } from "../random/streams.js";

/** Independent networks, and samples of each: 1×1024 is one network with 1024 rows. */
export interface BatchedShape {
  readonly replicas: number;
  readonly rows: number;
  /** Units of the hidden layers, bottom to top, of actor and critic alike; the reference actor-critic's unless given. */
  readonly hidden?: readonly number[];
  /** Whether the critic keeps eligibility traces, for each sample; false unless given. */
  readonly traces?: boolean;
}

/** The reference actor-critic, without traces so that gradients are reduced over the batch at once. */
export function batchedConfig({ hidden = DEFAULT_AGENT.hidden, traces = false }: BatchedShape): AgentConfig {
  const { critic } = DEFAULT_AGENT;
  return { ...DEFAULT_AGENT, hidden, critic: { ...critic, hidden, lambda: traces ? critic.lambda : 0 } };
}

/** As tables call it: `1×1024, 64-32`. */
export function shapeName(shape: BatchedShape): string {
  const traces = shape.traces ? ", with traces" : "";
  return `${shape.replicas}×${shape.rows}, ${batchedConfig(shape).hidden.join("-")}${traces}`;
}

/** What CartPole shows. */
export const OBSERVED = 4;
/** Different batches, gone through again and again. */
const BATCHES = 16;
const RULE = "weight-max";

/** What all subjects learn from: made-up observations, rewards and ends of episodes, C order. */
export interface BatchedData {
  readonly observations: Float32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
}

/** One a batch. */
export function batchedData({ replicas, rows }: BatchedShape): BatchedData[] {
  const stream = new CounterStream(1, "environment");
  const samples = replicas * rows;
  return Array.from({ length: BATCHES }, () => ({
    observations: Float32Array.from({ length: samples * OBSERVED }, () => 4 * stream.uniform() - 2),
    rewards: Float64Array.from({ length: samples }, () => Math.fround(stream.uniform())),
    terminated: Uint8Array.from({ length: samples }, () => (stream.uniform() < 0.05 ? 1 : 0)),
  }));
}

/**
 * A whole training step of many samples, as agents take it: act (forward, draw), then learn (values of both states, TD
 * error, Weight Maximization's credit, gradients reduced over each replica's batch, Adam), without an environment.
 */
export class BatchedStep {
  readonly samples: number;
  readonly agent: TeamAgent;
  readonly #hidden: readonly number[];
  readonly #data: readonly BatchedData[];
  readonly #actions: Int32Array;
  readonly #never: Uint8Array;
  readonly #valid: Uint8Array;
  #count = 0;

  constructor(engine: Engine, shape: BatchedShape, data: readonly BatchedData[]) {
    const { observationSpace, actionSpace } = makeVec("CartPole-v1", { numEnvs: 1 });
    const { replicas, rows } = shape;
    const config = batchedConfig(shape);
    this.#hidden = config.hidden;
    this.agent = createTeamAgent({
      ...{ engine, rule: creditRule(RULE), config, observationSpace, actionSpace },
      ...{ seeds: batchedSeeds(shape), batch: rows },
    });
    this.samples = replicas * rows;
    this.#data = data;
    this.#actions = new Int32Array(this.samples);
    this.#never = new Uint8Array(this.samples);
    this.#valid = new Uint8Array(this.samples).fill(1);
  }

  step(): void {
    const { observations, rewards, terminated } = this.#data[this.#count % BATCHES];
    const { observations: nextObservations } = this.#data[(this.#count + 1) % BATCHES];
    this.agent.act(observations, this.#actions);
    this.agent.learn({
      ...{ observations, actions: this.#actions, rewards, terminated, truncated: this.#never },
      ...{ nextObservations, finalObservations: nextObservations, valid: this.#valid },
    });
    this.#count++;
  }

  /** Of the actor's and then the critic's layers, bottom to top, those of all replicas side by side. */
  weights(): number[] {
    const { tensors } = this.agent.state();
    return ["actor", "critic"].flatMap((network) =>
      [...this.#hidden, 1].flatMap((_, l) => Array.from(tensors[`${network}.${l}.weights`])),
    );
  }
}

/** One a replica. */
export function batchedSeeds({ replicas }: BatchedShape): number[] {
  return Array.from({ length: replicas }, (_, r) => r + 1);
}
