import type { ActionBatch, NumericArray, Space } from "gymnasium-js";
import type { Engine, Tensor } from "../src/engine/engine.js";
import type { Model } from "../src/engine/model.js";
import type { StreamKey } from "../src/random/streams.js";
import { type Decision, decisionFor } from "./actions/decision.js";
import { actorSpec } from "./actor-spec.js";
import type { Agent, Checkpoint, Transition } from "./agent.js";
import { checkConfig } from "./check-config.js";
import { checkModels } from "./check-models.js";
import { checkRule } from "./check-rule.js";
import type { AgentConfig } from "./config.js";
import { createLearner } from "./create-learner.js";
import { ValueCritic } from "./critics/value-critic.js";
import { AgentConfigError } from "./errors.js";
import { AdvantageControl } from "./feedback/advantage-control.js";
import { createFeedback } from "./feedback/create-feedback.js";
import type { DecisionRecorder } from "./feedback/decision-recorder.js";
import type { Feedback } from "./feedback/feedback.js";
import { labelsOf } from "./feedback/label.js";
import { RewardNormalizer } from "./feedback/reward-normalizer.js";
import { groupName } from "./group-name.js";
import { needsCritic } from "./learner-mode.js";
import type { NetworkLearner } from "./network-learner.js";
import { Network, unitKeys } from "./networks/network.js";
import { ObservationEncoder } from "./observations/observation-encoder.js";
import { checkReplicas } from "./replica-settings.js";
import type { CreditRule } from "./rules/rule.js";
import { savedSteps } from "./saved-steps.js";

export interface TeamAgentOptions {
  readonly engine: Engine;
  readonly rule: CreditRule;
  readonly config: AgentConfig;
  /**
   * One a replica, where they differ: in numbers that each has of its own, such as rates; `config` unless given, which
   * is then the first.
   */
  readonly configs?: readonly AgentConfig[];
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** One a replica; replicas are independent trials that run packed together. */
  readonly seeds: readonly number[];
  /** Sub-environments of each replica; the vector environment has seeds.length × batch. */
  readonly batch: number;
  /**
   * Vector environments of that size that take turns; 1 unless given. They share everything that is
   * learned, schedules and statistics; an update follows each one's step. Activity, traces and what
   * feedback waits for are each one's own.
   */
  readonly groups?: number;
  /** Whether to take the most probable action instead of drawing one; hidden units are drawn all the same. */
  readonly greedy?: boolean;
  /** For an agent that only acts: each act draws anew, and nothing is kept to be learned from. */
  readonly frozen?: boolean;
  /**
   * Puts out the logits in place of the actor's layers (`createTfModel`); `config.hidden` is then [], and `config.rates`
   * the rate of all its weights. For `backprop`, and one seed. The agent trains it where it is.
   */
  readonly model?: Model;
  /** The same for the critic, of which it puts out the value; `config.critic.hidden` is then []. */
  readonly criticModel?: Model;
}

/**
 * A network as a team of agents: units act together on the observation, and a credit rule tells each
 * what the feedback means to it.
 * @throws {AgentConfigError} where rule, network and spaces do not fit together
 */
export function createTeamAgent(options: TeamAgentOptions): TeamAgent {
  return new TeamAgent(options);
}

/** Holds plain numbers that outlive a step. */
type Counting = Pick<Feedback, "counters" | "restored" | "histories" | "restoreHistories">;

export class TeamAgent implements Agent {
  readonly actor: Network;
  readonly critic: ValueCritic | null;
  readonly #decision: Decision;
  readonly #learner: NetworkLearner;
  /** One a group. */
  readonly #feedbacks: readonly Feedback[];
  readonly #encoder: ObservationEncoder;
  readonly #normalizer: RewardNormalizer | null;
  readonly #greedy: boolean;
  readonly #frozen: boolean;
  readonly #keys: readonly StreamKey[];
  readonly #lag: boolean;
  readonly #groups: number;
  #group = 0;
  /** Of each group: the set of activity in use. */
  readonly #slots: number[];
  /** Of each group: steps learned from. */
  readonly #steps: number[];
  /** Those of all groups. */
  #step = 0;

  constructor(options: TeamAgentOptions) {
    const { engine, rule, seeds, batch, groups = 1, model, observationSpace, actionSpace } = options;
    const { configs = seeds.map(() => options.config) } = options;
    const config = configs[0] ?? options.config;
    for (const own of new Set([config, ...configs])) checkConfig(own, seeds, batch, groups);
    checkReplicas(configs, seeds);
    this.#groups = groups;
    this.#slots = new Array<number>(groups).fill(0);
    this.#steps = new Array<number>(groups).fill(0);
    this.#encoder = new ObservationEncoder(observationSpace, config.observation, seeds.length, batch);
    this.#decision = decisionFor(actionSpace, config);
    const inputs = this.#encoder.size;
    const spec = actorSpec(config, rule, inputs, this.#decision.heads, model);
    checkRule(rule, spec, config);
    checkModels(options, spec);
    this.#lag = config.lag;
    this.#greedy = options.greedy ?? false;
    this.#frozen = options.frozen ?? false;
    this.#keys = unitKeys(seeds);
    this.actor = new Network(engine, spec, seeds.length, batch, config.lag ? 2 : 1, groups);
    configs.forEach(({ temperatures }, replica) => {
      this.actor.temper(replica, temperatures);
    });
    this.actor.initialise(seeds, "initialisation", config.initialisation);
    this.#learner = createLearner({ actor: this.actor, rule, configs, seeds, model });
    const of = <T>(part: (config: AgentConfig) => T): T[] => configs.map(part);
    this.critic = needsCritic(config)
      ? new ValueCritic({
          ...{ engine, inputs, seeds, batch, groups },
          configs: of((own) => own.critic),
          observations: of((own) => own.observation),
          model: options.criticModel,
        })
      : null;
    this.#normalizer = config.normalizeRewards
      ? new RewardNormalizer(
          of((own) => own.discount),
          batch,
          groups,
        )
      : null;
    const { advantage } = rule;
    this.#feedbacks = this.#slots.map((_, group) =>
      createFeedback(configs, {
        actor: this.actor,
        learner: this.#learner,
        control: advantage === undefined ? null : new AdvantageControl(advantage, seeds, group),
        critic: this.critic,
        encoder: this.#encoder,
        labels: config.feedback === "label" ? labelsOf(actionSpace) : null,
      }),
    );
  }

  act(observations: NumericArray, actions: ActionBatch, group = 0): void {
    this.#enter(group);
    const step = this.#steps[group];
    if (this.#lag && step > 0) {
      this.#slots[group] = 1 - this.#slots[group];
      this.actor.select(this.#slots[group]);
    }
    this.#encoder.encode(observations, this.actor.input.data);
    // No two acts draw the same numbers.
    this.actor.forward(this.#keys, step * this.#groups + group);
    // A frozen agent counts its acts here, others what they learned from.
    if (this.#frozen) this.#count(group);
    else this.#feedbacks[group].acted?.(this.#slots[group]);
    this.#decision.read(this.actor.output, actions, this.#greedy);
  }

  learn(transition: Transition): void {
    const { group = 0 } = transition;
    this.#enter(group);
    this.#learner.setStep(this.#step);
    this.critic?.learner.setStep(this.#step);
    this.#encoder.observe(transition.observations, transition.valid);
    this.#feedbacks[group].learn(this.#normalizer?.normalize(transition) ?? transition);
    this.#count(group);
  }

  /** Tells `recorders`, one a group, what the actor learns from; nothing else changes. */
  watch(recorders: readonly DecisionRecorder[]): void {
    recorders.forEach((recorder, group) => {
      this.#feedbacks[group].recorder = recorder;
    });
  }

  /** Tells that episodes under way never end: every sub-environment was reset. */
  abandonEpisodes(): void {
    this.#feedbacks.forEach((feedback, group) => {
      this.#enter(group);
      feedback.abandonEpisodes?.();
    });
    this.#normalizer?.abandonEpisodes();
  }

  /** Leaves a replica's weights as they are from now on. */
  retire(replica: number): void {
    this.#learner.retire(replica);
    this.critic?.learner.retire(replica);
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
      slot: this.#slots[0],
      ...(this.#groups > 1 ? { steps: [...this.#steps], slots: [...this.#slots] } : {}),
      actorUpdates: [...this.#learner.updates],
      criticUpdates: [...(this.critic?.learner.updates ?? [])],
    };
    for (const { prefix, holder } of this.#counting()) {
      for (const [name, values] of Object.entries(holder.counters())) metadata[`${prefix}.${name}`] = values;
      for (const [name, { values, columns }] of Object.entries(holder.histories?.() ?? {})) {
        tensors[`${prefix}.${name}`] = values;
        shapes[`${prefix}.${name}`] = [values.length / columns, columns];
      }
    }
    return { tensors, shapes, metadata };
  }

  /** An agent of one group also takes up after one of several, as its first group. */
  restore({ tensors, metadata }: Checkpoint): void {
    const { step, steps, slots } = savedSteps(metadata, this.#groups);
    for (const [name, tensor] of Object.entries(this.#tensors())) {
      const saved = tensors[name];
      if (saved === undefined || saved.length !== tensor.data.length) {
        throw new AgentConfigError(
          `checkpoint tensor "${name}" has ${saved?.length ?? 0} values, but the agent needs ${tensor.data.length}`,
        );
      }
      tensor.data.set(saved);
    }
    this.#step = step;
    for (let group = 0; group < this.#groups; group++) {
      this.#steps[group] = steps[group];
      this.#slots[group] = slots[group];
    }
    this.#select(0);
    this.#learner.restored(metadata.actorUpdates as readonly number[], this.#step);
    this.critic?.learner.restored(metadata.criticUpdates as readonly number[], this.#step);
    for (const { prefix, holder } of this.#counting()) {
      const counters: Record<string, readonly number[]> = {};
      for (const name of Object.keys(holder.counters())) {
        counters[name] = metadata[`${prefix}.${name}`] as readonly number[];
      }
      holder.restored(counters);
      holder.restoreHistories?.((name) => tensors[`${prefix}.${name}`]);
    }
  }

  /** What has numbers to save besides tensors. */
  #counting(): readonly { readonly prefix: string; readonly holder: Counting }[] {
    const all: { readonly prefix: string; readonly holder: Counting }[] = this.#feedbacks.map(
      (holder, group) => ({ prefix: groupName("feedback", group), holder }),
    );
    all.push({ prefix: "observations", holder: this.#encoder });
    return this.#normalizer === null ? all : [...all, { prefix: "rewards", holder: this.#normalizer }];
  }

  #tensors(): Record<string, Tensor> {
    const named = (prefix: string, tensors: Record<string, Tensor>): [string, Tensor][] =>
      Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]);
    const all = Object.fromEntries([
      ...named("actor", this.#learner.tensors()),
      ...named("critic", this.critic?.learner.tensors() ?? {}),
      ...this.#feedbacks.flatMap((feedback, group) => {
        this.#select(group);
        return named(groupName("feedback", group), feedback.tensors());
      }),
    ]);
    this.#select(this.#group);
    return all;
  }

  /** Turns to a group's activity and traces. */
  #enter(group: number): void {
    if (group === this.#group) return;
    if (!(group >= 0 && group < this.#groups)) {
      const made = this.#groups === 1 ? "one environment" : `${this.#groups} environments that take turns`;
      throw new AgentConfigError(
        `group is ${group}, but the agent was made for ${made}: set its option groups`,
      );
    }
    this.#select(group);
  }

  #select(group: number): void {
    this.#group = group;
    this.actor.select(this.#slots[group], group);
    this.critic?.network.select(0, group);
  }

  #count(group: number): void {
    this.#steps[group]++;
    this.#step++;
  }
}
