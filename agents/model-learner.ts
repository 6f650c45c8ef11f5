import type { Engine, Tensor } from "../src/engine/engine.js";
import type { Model } from "../src/engine/model.js";
import type { OptimizerConfig, Schedule } from "./config.js";
import { limitNorm } from "./gradient-norm.js";
import { LayerLearner, type LearnerMode, perSample } from "./layer-learner.js";
import type { NetworkLearner } from "./network-learner.js";
import { Layer } from "./networks/layer.js";
import type { Network } from "./networks/network.js";
import { createOptimizer, type Optimizer } from "./optimizers/index.js";
import { creditOutput } from "./rules/support.js";

export interface ModelLearnerOptions {
  /** One replica, whose logits come from the model. */
  readonly network: Network;
  readonly model: Model;
  readonly optimizer: OptimizerConfig;
  /** Of all parameters. */
  readonly rate: Schedule;
  /** Of log σ where it is learned; `rate` unless given. */
  readonly scaleRate?: Schedule;
  /** As the `Learner` has it; 0 unless given. */
  readonly weightDecay?: number;
  /** As the `Learner` has it. */
  readonly gradientNorm?: number;
  readonly mode: LearnerMode;
}

/**
 * Trains a network whose logits come from a model, by backpropagation: the output's credit e = ∂ log π/∂z (1 for a
 * critic's value) times ∂z/∂θ, which the model derives.
 *
 * To traces and optimizers each parameter is a layer without inputs, whose biases it is and whose eligibility is that
 * derivative. Where nothing is to be kept of single samples, one derivation gives the sum over the batch, and else each
 * sample takes one.
 */
export class ModelLearner implements NetworkLearner {
  readonly network: Network;
  readonly updates = [0];
  readonly feedback = null;
  readonly #model: Model;
  readonly #optimizer: Optimizer;
  /** One a parameter; those that training changes. */
  readonly #parts: readonly LayerLearner[];
  /** Copies of what it does not. */
  readonly #constants: readonly Tensor[];
  readonly #scale: LayerLearner | null;
  readonly #all: readonly LayerLearner[];
  readonly #mode: LearnerMode;
  readonly #gradientNorm: number | undefined;
  /** `batch`: what the current activity adds to the gradients. */
  readonly #shares: readonly Tensor[];
  /** [1, batch, outputs], of the network's engine: eligibility times gain. */
  readonly #cotangents: Tensor;
  /** What travels to the model's engine, [1, batch, 1] each. */
  readonly #copies: readonly Tensor[];
  /** [1, 1, 1], of the model's engine and of the network's. */
  readonly #active: readonly Tensor[];
  /** [1, batch, 1] of ones, of the model's engine and of the network's. */
  readonly #ones: Tensor;
  readonly #scaleOnes: Tensor;

  constructor(options: ModelLearnerOptions) {
    const { network, model, mode, rate, scaleRate = rate, weightDecay = 0 } = options;
    const { engine, batch, groups, scale } = network;
    this.network = network;
    this.#model = model;
    this.#mode = mode;
    this.#gradientNorm = options.gradientNorm;
    this.#optimizer = createOptimizer(options.optimizer);
    const active = ones(model.engine, 1);
    const scaleActive = ones(engine, 1);
    this.#active = [active, scaleActive];

    const isEach = mode === "traces" || mode === "episodic";
    const samples = isEach ? batch : 1;
    const common = { groups, mode, fused: false, rewarded: false, optimizer: this.#optimizer };
    this.#parts = sizesOf(model, true).map((size) => {
      const layer = parameterLayer(model.engine, size, samples);
      return new LayerLearner({ ...common, layer, rates: [rate], active, weightDecays: [weightDecay] });
    });
    this.#scale =
      scale &&
      new LayerLearner({
        ...common,
        layer: scale,
        rates: [scaleRate],
        active: scaleActive,
        weightDecays: [0],
      });
    this.#all = this.#scale === null ? this.#parts : [...this.#parts, this.#scale];
    if (isEach) for (const { layer } of this.#all) addTraces(layer, groups);
    this.#constants = sizesOf(model, false).map((size) => model.engine.tensor(1, 1, size));
    model.read(this.#parameters);

    this.#shares =
      mode !== "batch" ? [] : this.#parts.map(({ layer }) => model.engine.tensor(1, 1, layer.units));
    this.#cotangents = engine.tensor(1, batch, network.output.units);
    this.#copies = Array.from({ length: 3 }, () => model.engine.tensor(1, batch, 1));
    this.#ones = ones(model.engine, samples);
    this.#scaleOnes = ones(engine, mode === "batch" ? 1 : batch);
    this.setStep(0);
  }

  /** Leaves the weights as they are from now on; there is one replica. */
  retire(): void {
    for (const active of this.#active) active.data[0] = 0;
  }

  learn(gain: Tensor, decay: Tensor): void {
    this.#beginUpdate();
    if (this.#mode === "direct") {
      const gradients = this.#parts.map(({ gradient }) => gradient);
      this.#credit(gain, gradients);
      for (const part of this.#parts) part.step();
    } else {
      const [gains, decays] = this.#copied(gain, decay);
      this.#creditEach();
      for (const part of this.#parts) {
        part.credited(decays);
        part.update(gains, decays);
      }
    }
    this.#scale?.credited(decay);
    this.#scale?.update(gain, decay);
    this.#wroteParameters();
  }

  collect(reward: Tensor, negativeBaseline: Tensor, decay: Tensor): void {
    this.#creditEach();
    const [rewards, baselines, decays] = this.#copied(reward, negativeBaseline, decay);
    for (const part of this.#parts) part.collect(rewards, baselines, decays, this.#ones);
    this.#scale?.collect(reward, negativeBaseline, decay, this.#scaleOnes);
  }

  finish(share: Tensor, keep: Tensor, [ended = false]: readonly boolean[]): void {
    const [shares, keeps] = this.#copied(share, keep);
    this.#selectGroup();
    if (ended) {
      this.#beginUpdate();
      for (const part of this.#parts) part.finish(shares);
      this.#scale?.finish(share);
      this.#wroteParameters();
    }
    for (const part of this.#parts) part.forget(keeps);
    this.#scale?.forget(keep);
  }

  begin(): void {
    for (const { gradient } of this.#all) filled(gradient, 0);
  }

  accumulate(gain: Tensor): void {
    this.network.evaluate();
    this.#credit(gain, this.#shares);
    this.#parts.forEach(({ gradient }, k) => {
      this.#model.engine.accumulateTrace(gradient, this.#shares[k], this.#ones);
    });
    this.#scale?.accumulate(gain, this.#scaleOnes);
  }

  step([due]: readonly boolean[]): void {
    if (!due) return;
    if (this.#gradientNorm !== undefined) {
      limitNorm(
        this.#all.map(({ gradient }) => gradient),
        [this.#gradientNorm],
      );
    }
    this.#beginUpdate();
    for (const layer of this.#all) layer.step();
    this.#wroteParameters();
  }

  setStep(step: number): void {
    for (const layer of this.#all) layer.setRate(step);
  }

  tensors(): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    const add = (name: string, layer: LayerLearner): void => {
      for (const [kind, tensor] of Object.entries(layer.tensors())) tensors[`${name}.${kind}`] = tensor;
    };
    this.#parts.forEach((part, k) => {
      add(`model.${k}`, part);
    });
    this.#constants.forEach((tensor, k) => {
      tensors[`model.${this.#parts.length + k}.weights`] = tensor;
    });
    if (this.#scale !== null) add("scale", this.#scale);
    return tensors;
  }

  restored([updates]: readonly number[], step: number): void {
    this.updates[0] = updates;
    this.setStep(step);
    this.#model.write(this.#parameters, false);
  }

  get #parameters(): readonly Tensor[] {
    return [...this.#parts.map(({ layer }) => layer.weights), ...this.#constants];
  }

  /** Σ_b gain_b e_b ∂z_b/∂θ, one [1, 1, size] a parameter. */
  #credit(gain: Tensor, gradients: readonly Tensor[]): void {
    const { network } = this;
    this.#creditOutput();
    network.engine.addScaled(this.#cotangents, network.output.eligibility, gain, 0, false);
    this.#model.derive(gradients, network.input, this.#cotangents);
  }

  /** e_b ∂z_b/∂θ of each sample into the parts' eligibilities. */
  #creditEach(): void {
    const { input, output } = this.network;
    this.#selectGroup();
    this.#creditOutput();
    this.#model.derive(
      this.#parts.map(({ layer }) => layer.eligibility),
      input,
      output.eligibility,
    );
  }

  #creditOutput(): void {
    creditOutput(this.network);
    if (this.#scale !== null) this.network.output.scoreScale();
  }

  #selectGroup(): void {
    for (const { layer } of this.#parts) layer.select(0, this.network.output.group);
  }

  #beginUpdate(): void {
    this.updates[0]++;
    this.#optimizer.begin(this.updates[0]);
    for (const layer of this.#all) layer.setDecay();
  }

  #wroteParameters(): void {
    this.#model.write(
      this.#parts.map(({ layer }) => layer.weights),
      true,
    );
  }

  /** The same values for the model's engine. */
  #copied(...tensors: readonly Tensor[]): readonly Tensor[] {
    return tensors.map(({ data }, k) => {
      this.#copies[k].data.set(data);
      return this.#copies[k];
    });
  }
}

function sizesOf({ parameters }: Model, trainable: boolean): readonly number[] {
  return parameters.flatMap((parameter) => (parameter.trainable === trainable ? [parameter.size] : []));
}

/** A layer without inputs, whose biases are a parameter's numbers. */
function parameterLayer(engine: Engine, size: number, samples: number): Layer {
  const layer = new Layer({ engine, inputs: 0, units: size, replicas: 1, batch: samples });
  layer.addActivity(engine.tensor(1, samples, 0));
  layer.select(0, 0);
  return layer;
}

function addTraces(layer: Layer, groups: number): void {
  for (let group = 0; group < groups; group++) layer.traces.push(perSample(layer));
}

/** [1, rows, 1] */
function ones(engine: Engine, rows: number): Tensor {
  return filled(engine.tensor(1, rows, 1), 1);
}

function filled(tensor: Tensor, value: number): Tensor {
  tensor.data.fill(value);
  return tensor;
}
