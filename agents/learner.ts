import type { Tensor } from "../src/engine/engine.js";
import type { OptimizerConfig, Schedule } from "./config.js";
import { AgentConfigError } from "./errors.js";
import { limitNorm } from "./gradient-norm.js";
import { LayerLearner, type LearnerMode, perSample } from "./layer-learner.js";
import type { Layer } from "./networks/layer.js";
import type { Network } from "./networks/network.js";
import { createOptimizer, type Optimizer } from "./optimizers/index.js";
import { RecordedPrograms } from "./recorded-programs.js";
import type { BoundRule, CreditRule, RuleContext } from "./rules/rule.js";

export interface LearnerOptions {
  readonly network: Network;
  readonly rule: CreditRule;
  /** For rules that need one. */
  readonly context?: RuleContext;
  readonly optimizer: OptimizerConfig;
  /** Rates of each replica's layers, bottom to top. */
  readonly rates: readonly (readonly Schedule[])[];
  /** Of each replica's embedding under the layers; that of the first layer where it is null or not given. */
  readonly embeddingRates?: readonly (Schedule | null)[];
  /** Of each replica's log σ where it is learned; that of the output layer where it is null or not given. */
  readonly scaleRates?: readonly (Schedule | null)[];
  /** Each update takes this times the rate off every weight and bias, one a replica; 0 unless given. */
  readonly weightDecays?: readonly number[];
  /** `batch`: the most that the norm of each replica's whole gradient may be; no limit where it is null or not given. */
  readonly gradientNorms?: readonly (number | null)[];
  readonly mode: LearnerMode;
}

/** Credit, traces and optimizer steps of one network. */
export class Learner {
  /** Its current activity is what is learned from. */
  readonly network: Network;
  /** Optimizer updates that each replica has taken. */
  readonly updates: number[];
  /** [replicas, 1, 1]: 0 leaves a replica's weights alone. */
  readonly active: Tensor;
  readonly #rule: CreditRule;
  readonly #bound: BoundRule;
  readonly #optimizer: Optimizer;
  /** Those that the rule gives credit to, bottom to top. */
  readonly #layers: readonly LayerLearner[];
  readonly #embedding: LayerLearner | null;
  readonly #scale: LayerLearner | null;
  readonly #all: readonly LayerLearner[];
  readonly #gradientNorms: readonly (number | null)[];
  readonly #ones: Tensor;
  readonly #programs: RecordedPrograms;
  #ratesSettled = false;

  /**
   * @throws {AgentConfigError} where the rule has not what it needs, for an embedding under a rule that hands out
   * rewards behind traces, and for feedback that comes later to a rule that takes it into its eligibility
   */
  constructor(options: LearnerOptions) {
    const { network, rule, context, optimizer, rates, mode } = options;
    const { engine, replicas, batch, groups, layers, embedding, scale } = network;
    this.network = network;
    this.#programs = new RecordedPrograms(network);
    this.#gradientNorms = options.gradientNorms ?? [];
    this.#rule = rule;
    this.#optimizer = createOptimizer(optimizer);
    this.updates = new Array<number>(replicas).fill(0);
    this.active = engine.tensor(replicas, 1, 1);
    this.active.data.fill(1);
    this.#ones = engine.tensor(replicas, mode === "batch" ? 1 : batch, 1);
    this.#ones.data.fill(1);
    const all = [...layers, embedding, scale].filter((layer) => layer !== null);
    // An episode's sum is linear in e, so rules that hand out rewards need no trace of their own there.
    if (mode === "episodic") this.#bound = rule.bind(network, context);
    if (mode === "traces" || mode === "episodic") {
      for (const layer of all) {
        for (let group = 0; group < groups; group++) layer.traces.push(perSample(layer));
      }
    }
    this.#bound ??= rule.bind(network, context);
    if (this.feedback !== null && (mode === "traces" || mode === "episodic")) {
      throw new AgentConfigError(
        `agent.topDown.spec.mode is "input", and rule "${rule.id}" then needs each step's whole feedback with its credit: ` +
          'allowed is agent.feedback "reward", "batch-return", "label", or "td-error" with agent.lambda 0',
      );
    }
    const rewarded = this.#bound.handsOutRewards ?? false;
    if (rewarded && embedding !== null) {
      throw new AgentConfigError(
        `agent.observation.embedding is ${embedding.units}, but rule "${rule.id}" with agent.lambda above 0 ` +
          "has no credit for it: allowed is null, or agent.lambda 0",
      );
    }
    const isOnline = mode === "direct" || mode === "traces";
    const fused = batch === 1 && optimizer.kind === "adam" && isOnline && !rewarded;
    const { weightDecays = rates.map(() => 0) } = options;
    const learnerOf = (layer: Layer, near: number, own: LearnerOptions["scaleRates"]): LayerLearner =>
      new LayerLearner({
        ...{ layer, groups, mode, fused, optimizer: this.#optimizer, active: this.active },
        rates: rates.map((ofReplica, r) => own?.[r] ?? ofReplica[near]),
        rewarded: rewarded && layer !== scale,
        weightDecays: layer === scale ? rates.map(() => 0) : weightDecays,
      });
    this.#layers = layers.map((layer, l) => learnerOf(layer, l, undefined));
    this.#embedding = embedding && learnerOf(embedding, 0, options.embeddingRates);
    this.#scale = scale && learnerOf(scale, layers.length - 1, options.scaleRates);
    this.#all = [...this.#layers, this.#embedding, this.#scale].filter((layer) => layer !== null);
    this.#setRates(0);
  }

  /**
   * [replicas, batch, 1], where the rule takes each sample's feedback into its eligibility: to be filled before
   * {@link learn}. Null for all other rules.
   */
  get feedback(): Tensor | null {
    return this.#bound.feedback ?? null;
  }

  /**
   * One update from the current activity.
   * @param gain [replicas, batch, 1]: feedback of each sample times its share in the mean; where there is
   * {@link feedback} the share alone
   * @param decay [replicas, batch, 1]: γλ, or 0 where an episode has just started; unused when `direct`
   */
  learn(gain: Tensor, decay: Tensor): void {
    this.#beginUpdate();
    const program =
      this.#programs.find(gain, decay, null) ??
      this.#programs.record(() => this.#learnNow(gain, decay), gain, decay, null);
    program();
  }

  /**
   * `episodic`: adds a step to the running sums, Σ_k r_k Σ_{t≤k} γ^{k−t} e_t − Σ_t b_t e_t, which is
   * Σ_t (return_t − b_t) e_t.
   * @param decay γ, or 0 where an episode has just started
   */
  collect(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    const program =
      this.#programs.find(reward, negativeBaseline, decay) ??
      this.#programs.record(
        () => this.#collectNow(reward, negativeBaseline, decay),
        reward,
        negativeBaseline,
        decay,
      );
    program();
  }

  /**
   * `episodic`: one update of each replica in which episodes have ended, from their sums alone.
   * @param share [replicas, batch, 1]: 1/(ended episodes of the replica) where an episode ended, else 0
   * @param keep [replicas, batch, 1]: 0 where an episode ended, else 1
   * @param ended whether any episode of each replica ended
   */
  finish(share: Tensor, keep: Tensor, ended: readonly boolean[]): void {
    this.#update(ended, (layer) => layer.finish(share));
    for (const layer of this.#all) layer.forget(keep);
  }

  /** `batch`: begins a gradient anew. */
  begin(): void {
    for (const layer of this.#all) layer.gradient.data.fill(0);
  }

  /**
   * `batch`: evaluates the network with the values that its stochastic units hold, gives credit, and adds
   * Σ_b gain_b h_inᵀ e/T to the gradient.
   * @param gain [replicas, batch, 1]
   */
  accumulate(gain: Tensor): void {
    const program =
      this.#programs.find(gain, gain, null) ??
      this.#programs.record(() => this.#accumulateNow(gain), gain, gain, null);
    program();
  }

  /** `batch`: one update of each replica that is due, from the gradient. */
  step(due: readonly boolean[]): void {
    if (this.#gradientNorms.some((limit) => limit !== null)) {
      limitNorm(
        this.#all.map(({ gradient }) => gradient),
        this.#gradientNorms,
      );
    }
    this.#update(due, (layer) => layer.step());
  }

  /** Brings scheduled rates to the given agent step. */
  setStep(step: number): void {
    if (!this.#ratesSettled) this.#setRates(step);
  }

  /** Everything that outlives an update, by name. */
  tensors(): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = { active: this.active };
    const add = (name: string, layer: LayerLearner | null): void => {
      for (const [kind, tensor] of Object.entries(layer?.tensors() ?? {}))
        tensors[`${name}.${kind}`] = tensor;
    };
    this.#layers.forEach((layer, l) => {
      add(String(l), layer);
    });
    add("embedding", this.#embedding);
    add("scale", this.#scale);
    return tensors;
  }

  /** Takes up after `tensors` were filled from a checkpoint. */
  restored(updates: readonly number[], step: number): void {
    updates.forEach((count, replica) => {
      this.updates[replica] = count;
    });
    this.#ratesSettled = false;
    this.#setRates(step);
  }

  /** Leaves a replica's weights as they are from now on. */
  retire(replica: number): void {
    this.active.data[replica] = 0;
  }

  /** Lets the layers of those replicas that are due take one step. */
  #update(due: readonly boolean[], take: (layer: LayerLearner) => void): void {
    const alive = Array.from(this.active.data);
    const isDue = due.map((done, replica) => done && alive[replica] !== 0);
    // Replicas may have taken different numbers of updates, which a correction of bias must know.
    const counts = [...this.updates];
    for (const count of new Set(counts.filter((_, replica) => isDue[replica]))) {
      const group = isDue.map((own, replica) => own && counts[replica] === count);
      this.active.data.set(group.map(Number));
      this.#optimizer.begin(count + 1);
      this.#setDecay();
      for (const layer of this.#all) take(layer);
      group.forEach((own, replica) => {
        if (own) this.updates[replica]++;
      });
    }
    this.active.data.set(alive);
  }

  #learnNow(gain: Tensor, decay: Tensor): void {
    const immediate = this.#rule.stepsTopDown === true;
    this.#giveCredit((layer) => {
      layer.credited(decay);
      if (immediate) layer.update(gain, decay);
    });
    if (immediate) return;
    for (let l = this.#all.length - 1; l >= 0; l--) this.#all[l].update(gain, decay);
  }

  #collectNow(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    this.#giveCredit((layer) => {
      layer.collect(reward, negativeBaseline, decay, this.#ones);
    });
  }

  #accumulateNow(gain: Tensor): void {
    this.network.evaluate();
    this.#giveCredit((layer) => {
      layer.accumulate(gain, this.#ones);
    });
  }

  /** Writes the eligibilities of all layers, those above first, and calls `then` after each. */
  #giveCredit(then: (layer: LayerLearner) => void): void {
    const top = this.#layers.length - 1;
    for (let l = top; l >= 0; l--) {
      this.#bound.credit(l);
      if (l === top && this.#scale !== null) {
        this.network.output.scoreScale();
        then(this.#scale);
      }
      if (l === 0 && this.#embedding !== null) this.#creditEmbedding(this.#embedding);
      then(this.#layers[l]);
    }
    if (this.#embedding !== null) then(this.#embedding);
  }

  /** The derivative of what the first layer's units are credited for by what they see. */
  #creditEmbedding({ layer }: LayerLearner): void {
    const { weights, eligibility, temperature } = this.network.layers[0];
    this.network.engine.project(layer.eligibility, weights, eligibility, temperature);
  }

  #beginUpdate(): void {
    for (let r = 0; r < this.updates.length; r++) this.updates[r]++;
    this.#optimizer.begin(this.updates[0]);
    this.#setDecay();
  }

  #setDecay(): void {
    for (const layer of this.#all) layer.setDecay();
  }

  #setRates(step: number): void {
    this.#ratesSettled = this.#all.map((layer) => layer.setRate(step)).every(Boolean);
  }
}
