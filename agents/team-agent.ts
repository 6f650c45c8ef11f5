import type { ActionBatch, NumericArray, Space } from "gymnasium-js";
import type { Engine, Tensor } from "../src/engine/engine.js";
import type { StreamKey } from "../src/random/streams.js";
import type { Agent, Checkpoint, Transition } from "./agent.js";
import { checkConfig } from "./check-config.js";
import type { AgentConfig } from "./config.js";
import { ValueCritic } from "./critics/value-critic.js";
import { type Decision, decisionFor } from "./decision.js";
import { AgentConfigError } from "./errors.js";
import { EpisodicReturnFeedback } from "./feedback/episodic-return.js";
import { copyInto, type Feedback } from "./feedback/feedback.js";
import { RewardFeedback } from "./feedback/reward.js";
import { TdErrorFeedback } from "./feedback/td-error.js";
import { Learner, type LearnerMode } from "./learner.js";
import { Network, unitKeys } from "./networks/network.js";
import type { NetworkSpec } from "./networks/spec.js";
import type { CreditRule } from "./rules/rule.js";

export interface TeamAgentOptions {
  readonly engine: Engine;
  readonly rule: CreditRule;
  readonly config: AgentConfig;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** One a replica; replicas are independent trials that run packed together. */
  readonly seeds: readonly number[];
  /** Sub-environments of each replica; the vector environment has seeds.length × batch. */
  readonly batch: number;
}

/**
 * A network as a team of agents: units act together on the observation, and a credit rule tells each
 * what the feedback means to it.
 * @throws {AgentConfigError} where rule, network and spaces do not fit together
 */
export function createTeamAgent(options: TeamAgentOptions): TeamAgent {
  return new TeamAgent(options);
}

export class TeamAgent implements Agent {
  readonly actor: Network;
  readonly critic: ValueCritic | null;
  readonly #decision: Decision;
  readonly #learner: Learner;
  readonly #feedback: Feedback;
  readonly #keys: readonly StreamKey[];
  readonly #lag: boolean;
  #slot = 0;
  #step = 0;

  constructor({ engine, rule, config, observationSpace, actionSpace, seeds, batch }: TeamAgentOptions) {
    checkConfig(config, seeds, batch);
    const inputs = observationSize(observationSpace);
    this.#decision = decisionFor(actionSpace, config.output);
    const spec: NetworkSpec = {
      inputs,
      hidden: config.hidden.map((units) => ({ units, kind: config.units ?? rule.defaultUnits })),
      heads: this.#decision.heads,
      temperatures: config.temperatures ?? undefined,
    };
    const supported = rule.supports(spec);
    if (supported !== true) throw new AgentConfigError(supported);
    if (rule.stepsTopDown && config.feedback === "return") {
      throw new AgentConfigError(
        `agent.feedback is "return", but rule "${rule.id}" updates its layers at every step: ` +
          'allowed is "reward" or "td-error"',
      );
    }
    this.#lag = config.lag;
    this.#keys = unitKeys(seeds);
    this.actor = new Network(engine, spec, seeds.length, batch, config.lag ? 2 : 1);
    this.actor.initialise(seeds, "initialisation");
    this.#learner = new Learner({
      network: this.actor,
      rule,
      optimizer: config.optimizer,
      rates: seeds.map(() => config.rates),
      mode: modeOf(config),
    });
    this.critic = needsCritic(config)
      ? new ValueCritic({ engine, inputs, config: config.critic, seeds, batch })
      : null;
    this.#feedback = createFeedback(config, this.actor, this.#learner, this.critic);
  }

  act(observations: NumericArray, actions: ActionBatch): void {
    if (this.#lag && this.#step > 0) {
      this.#slot = 1 - this.#slot;
      this.actor.select(this.#slot);
    }
    copyInto(this.actor.input.data, observations);
    this.actor.forward(this.#keys, this.#step);
    this.#feedback.acted?.(this.#slot, observations);
    this.#decision.read(this.actor.output.h, actions);
  }

  learn(transition: Transition): void {
    this.#learner.setStep(this.#step);
    this.critic?.learner.setStep(this.#step);
    this.#feedback.learn(transition);
    this.#step++;
  }

  state(): Checkpoint {
    const tensors: Record<string, Float32Array | Float64Array> = {};
    const shapes: Record<string, readonly number[]> = {};
    for (const [name, tensor] of Object.entries(this.#tensors())) {
      tensors[name] = tensor.data.slice();
      shapes[name] = [tensor.replicas, tensor.rows, tensor.columns];
    }
    const metadata: Record<string, number | readonly number[]> = {
      step: this.#step,
      slot: this.#slot,
      actorUpdates: [...this.#learner.updates],
      criticUpdates: [...(this.critic?.learner.updates ?? [])],
    };
    for (const [name, values] of Object.entries(this.#feedback.counters())) {
      metadata[`feedback.${name}`] = values;
    }
    return { tensors, shapes, metadata };
  }

  restore({ tensors, metadata }: Checkpoint): void {
    for (const [name, tensor] of Object.entries(this.#tensors())) {
      const saved = tensors[name];
      if (saved === undefined || saved.length !== tensor.data.length) {
        throw new AgentConfigError(
          `checkpoint tensor "${name}" has ${saved?.length ?? 0} values, but the agent needs ${tensor.data.length}`,
        );
      }
      tensor.data.set(saved);
    }
    this.#step = metadata.step as number;
    this.#slot = metadata.slot as number;
    this.actor.select(this.#slot);
    this.#learner.restored(metadata.actorUpdates as readonly number[], this.#step);
    this.critic?.learner.restored(metadata.criticUpdates as readonly number[], this.#step);
    const counters: Record<string, readonly number[]> = {};
    for (const name of Object.keys(this.#feedback.counters())) {
      counters[name] = metadata[`feedback.${name}`] as readonly number[];
    }
    this.#feedback.restored(counters);
  }

  #tensors(): Record<string, Tensor> {
    const named = (prefix: string, tensors: Record<string, Tensor>): [string, Tensor][] =>
      Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]);
    const all = Object.fromEntries([
      ...named("actor", this.#learner.tensors()),
      ...named("critic", this.critic?.learner.tensors() ?? {}),
      ...named("feedback", this.#feedback.tensors()),
    ]);
    this.actor.select(this.#slot);
    return all;
  }
}

function observationSize(space: Space): number {
  if (space.kind !== "Box") {
    throw new AgentConfigError(`observation space ${space} is not supported: allowed is Box`);
  }
  return space.shape.reduce((product, length) => product * length, 1);
}

function needsCritic({ feedback, baseline }: AgentConfig): boolean {
  return feedback === "td-error" || (feedback === "return" && baseline === "critic");
}

function modeOf({ feedback, lambda }: AgentConfig): LearnerMode {
  if (feedback === "return") return "episodic";
  return feedback === "td-error" && lambda > 0 ? "traces" : "direct";
}

function createFeedback(
  config: AgentConfig,
  actor: Network,
  learner: Learner,
  critic: ValueCritic | null,
): Feedback {
  const { discount, lambda, bootstrapTruncated, lag } = config;
  const criticLambda = config.critic.lambda;
  switch (config.feedback) {
    case "reward":
      return new RewardFeedback(actor, learner);
    case "td-error":
      return new TdErrorFeedback({
        actor,
        learner,
        critic: critic!,
        discount,
        lambda,
        criticLambda,
        bootstrapTruncated,
        lag,
      });
    case "return":
      return new EpisodicReturnFeedback({
        actor,
        learner,
        discount,
        meanBaseline: config.baseline === "mean",
        critic,
        criticLambda,
        bootstrapTruncated,
      });
  }
}
