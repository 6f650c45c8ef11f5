import type { Tensor } from "../../src/engine/engine.js";
import { constantTensor } from "../networks/constant-tensor.js";
import type { Network } from "../networks/network.js";
import { diffusionKernel } from "./diffusion.js";
import { hiddenCredits, type TopDownLayer, type TopDownSpec, topDownLayers } from "./top-down-spec.js";

/** One of F's hidden layers. */
interface Stage {
  /** [replicas, inputs + 1, units]; null for the first layer, which has weights of its own. */
  readonly weights: Tensor | null;
  readonly z: Tensor;
  readonly y: Tensor;
  readonly slope: Tensor;
}

/**
 * A top-down network F over a policy, in its engine's operations: {@link evaluate}, then {@link credit} of each layer.
 * It reads the policy's probabilities and the action drawn, and nothing of its own changes.
 *
 * F's last layer is linear, so sums over what F would say of each choice are taken of what is under it. A network F
 * without hidden layers is one whose only hidden units are its inputs.
 */
export class TopDownNetwork {
  /** [replicas, batch, 1]: to be filled before `evaluate` in mode `input`; null in others. */
  readonly feedback: Tensor | null;
  readonly #policy: Network;
  readonly #spec: TopDownSpec;
  readonly #stages: readonly Stage[];
  /** First weights for each choice k, biases with what `onehot k` adds: [replicas, actions + 1, units]. Mode `centred`. */
  readonly #forChoice: readonly Tensor[];
  /** First weights of π (with biases) and of the action (without). Other modes. */
  readonly #ofProbabilities: Tensor;
  readonly #ofAction: Tensor;
  /** Last weights for the credits of each of the policy's layers, bottom to top. */
  readonly #last: readonly Tensor[];
  /** Of each hidden layer: its credits, and the kernel that spreads them. Empty without diffusion. */
  readonly #spread: readonly { readonly few: Tensor; readonly kernel: Tensor }[];
  /** What the last layer gets to see. */
  readonly #features: Tensor;
  readonly #score: Tensor;
  readonly #action: Tensor;
  readonly #zOfAction: Tensor;
  readonly #ones: Tensor;
  readonly #temperature: Tensor;

  /** @param parameters F's, one a replica, in the order of `topDownLayers` */
  constructor(policy: Network, spec: TopDownSpec, parameters: readonly ArrayLike<number>[]) {
    const { engine, replicas, batch } = policy;
    const { actions, mode } = spec;
    this.#policy = policy;
    this.#spec = spec;
    const layers = placed(topDownLayers(spec));
    const hidden = layers.slice(0, -1);
    const last = layers[layers.length - 1];
    const [first] = hidden;
    const isLinear = first === undefined;
    const width = isLinear ? 2 * actions : first.outputs;
    /** Of the first layer from input i (2 · actions for the bias) to unit j. */
    const firstWeight = (replica: number, i: number, j: number): number =>
      isLinear ? Number(i === j) : parameters[replica][first.start + i * first.outputs + j];
    const constant = (rows: number, columns: number, value: Parameters<typeof constantTensor>[3]): Tensor =>
      constantTensor(policy, rows, columns, value);
    const activity = (columns: number): Tensor => engine.tensor(replicas, batch, columns);

    const bias = 2 * actions;
    const choices = mode === "centred" ? Array.from({ length: actions }, (_, k) => k) : [];
    this.#forChoice = choices.map((k) =>
      constant(actions + 1, width, (r, i, j) =>
        i < actions ? firstWeight(r, i, j) : firstWeight(r, bias, j) + firstWeight(r, actions + k, j),
      ),
    );
    this.#ofProbabilities = constant(actions + 1, width, (r, i, j) =>
      firstWeight(r, i < actions ? i : bias, j),
    );
    this.#ofAction = constant(actions + 1, width, (r, i, j) =>
      i < actions ? firstWeight(r, actions + i, j) : 0,
    );
    const stage = (units: number, weights: Tensor | null): Stage => ({
      weights,
      ...{ z: activity(units), y: activity(units), slope: activity(units) },
    });
    this.#stages = [
      stage(width, null),
      ...hidden.slice(1).map((layer) => {
        const { inputs, outputs, start } = layer;
        const weights = constant(inputs + 1, outputs, (r, i, j) => parameters[r][start + i * outputs + j]);
        return stage(outputs, weights);
      }),
    ];
    const credits = [...hiddenCredits(spec), actions];
    this.#last = credits.map((count, l) => {
      const offset = credits.slice(0, l).reduce((sum, before) => sum + before, last.start);
      return constant(last.inputs + 1, count, (r, i, j) => {
        // Centred credit is a sum with weights that add up to 0, which leaves no bias.
        if (mode === "centred" && i === last.inputs) return 0;
        return parameters[r][offset + i * last.outputs + j];
      });
    });
    const { diffusion } = spec;
    this.#spread = policy.layers.slice(0, -1).flatMap(({ units }, l) => {
      if (diffusion === null) return [];
      const kernel = diffusionKernel(diffusion, units, l);
      const spreading = constant(diffusion.credits + 1, units, (_, k, j) =>
        k < diffusion.credits ? kernel[j * diffusion.credits + k] : 0,
      );
      return [{ few: activity(diffusion.credits), kernel: spreading }];
    });
    this.#features = activity(last.inputs);
    this.#score = activity(actions);
    this.#action = activity(actions);
    this.#zOfAction = activity(width);
    this.#ones = activity(1);
    this.#ones.data.fill(1);
    this.#temperature = constant(1, 1, () => 1);
    this.feedback = mode === "input" ? activity(1) : null;
  }

  /** Lets F see the policy's current output. */
  evaluate(): void {
    const { engine, output } = this.#policy;
    if (this.#spec.mode === "centred") {
      engine.score(this.#score, output.h, output.p);
      this.#forChoice.forEach((weights, k) => {
        engine.affine(this.#stages[0].z, output.p, weights, this.#temperature);
        engine.addScaled(this.#features, this.#run(), this.#score, k, k > 0);
      });
      return;
    }
    if (this.feedback !== null) engine.addScaled(this.#action, output.h, this.feedback, 0, false);
    const action = this.feedback === null ? output.h : this.#action;
    const [{ z }] = this.#stages;
    engine.affine(z, output.p, this.#ofProbabilities, this.#temperature);
    engine.affine(this.#zOfAction, action, this.#ofAction, this.#temperature);
    engine.addScaled(z, this.#zOfAction, this.#ones, 0, true);
    engine.addScaled(this.#features, this.#run(), this.#ones, 0, false);
  }

  /** Writes the credits of the units of the policy's layer l, [replicas, batch, units]. */
  credit(credits: Tensor, l: number): void {
    const { engine } = this.#policy;
    const spread = this.#spread[l];
    engine.affine(spread?.few ?? credits, this.#features, this.#last[l], this.#temperature);
    if (spread !== undefined) engine.affine(credits, spread.few, spread.kernel, this.#temperature);
  }

  /** Values of F's last hidden layer, from the first one's logits on. */
  #run(): Tensor {
    const { engine } = this.#policy;
    const activation = this.#spec.hidden.length === 0 ? "linear" : "tanh";
    let below = this.#stages[0].y;
    for (const { weights, z, y, slope } of this.#stages) {
      if (weights !== null) engine.affine(z, below, weights, this.#temperature);
      engine.activate(y, slope, z, activation);
      below = y;
    }
    return below;
  }
}

/** Layers with the place of their first parameter. */
function placed(layers: readonly TopDownLayer[]): (TopDownLayer & { readonly start: number })[] {
  let start = 0;
  return layers.map((layer) => {
    const own = { ...layer, start };
    start += (layer.inputs + 1) * layer.outputs;
    return own;
  });
}
