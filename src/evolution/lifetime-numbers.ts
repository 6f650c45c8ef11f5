import { Network } from "../../agents/networks/network.js";
import { diffusionKernel } from "../../agents/top-down/diffusion.js";
import { topDownLayers } from "../../agents/top-down/top-down-spec.js";
import type { Engine } from "../engine/engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { CounterStream } from "../random/streams.js";
import { type BlockLayout, creditColumns, type LifetimeLayout } from "./lifetime-layout.js";
import type { LifetimeSetting } from "./lifetime-setting.js";

const NUMBER = 4;

/** The numbers that lifetimes start from, laid out as the kernels want them. */
export class LifetimeNumbers {
  readonly #setting: LifetimeSetting;
  readonly #layout: LifetimeLayout;
  readonly #network: Network;

  constructor(setting: LifetimeSetting, layout: LifetimeLayout, engine: Engine = createWasmEngine()) {
    const { observation, actions, hidden } = setting;
    this.#setting = setting;
    this.#layout = layout;
    this.#network = new Network(
      engine,
      {
        inputs: observation,
        hidden: hidden.map((units) => ({ units, kind: "tanh" })),
        heads: [{ kind: "softmax", size: actions, fullLogits: true }],
      },
      1,
      1,
    );
  }

  /** A new policy's weights and biases: those of the ordinary agent with this seed. */
  initialWeights(seed: number): Float32Array {
    this.#network.initialise([seed], "initialisation", this.#setting.config.initialisation);
    const target = new Float32Array(this.#layout.parameters / NUMBER);
    const blocks = [...this.#layout.hidden, this.#layout.output];
    this.#network.layers.forEach(({ weights: { data }, inputs, units }, l) => {
      const isOutput = l === blocks.length - 1;
      const place = isOutput ? byAction(blocks[l]) : byInput(blocks[l], inputs);
      for (let i = 0; i <= inputs; i++) {
        for (let j = 0; j < units; j++) target[place(i, j, inputs)] = data[i * units + j];
      }
    });
    return target;
  }

  /** The fixed matrices that `direct-feedback-alignment` has with this seed. */
  feedback(seed: number): Float32Array {
    const { hidden, actions } = this.#setting;
    const target = new Float32Array(this.#layout.feedback / NUMBER);
    let start = 0;
    hidden.forEach((units, l) => {
      const stream = new CounterStream(seed, "feedback-alignment", l);
      const width = this.#layout.hidden[l].rowBytes / NUMBER;
      for (let k = 0; k < actions; k++) {
        for (let j = 0; j < units; j++) {
          target[start + k * width + j] = (2 * stream.uniform() - 1) / Math.sqrt(units);
        }
      }
      start += actions * width;
    });
    return target;
  }

  /** The kernel that spreads the credits of hidden layer `l`, [credits, units]. */
  kernel(l: number): Float32Array {
    const { topDown, hidden } = this.#setting;
    if (topDown?.diffusion == null || l >= hidden.length) return new Float32Array(0);
    const { credits } = topDown.diffusion;
    const width = this.#layout.hidden[l].rowBytes / NUMBER;
    const values = diffusionKernel(topDown.diffusion, hidden[l], l);
    const target = new Float32Array(credits * width);
    for (let j = 0; j < hidden[l]; j++) {
      for (let k = 0; k < credits; k++) target[k * width + j] = values[j * credits + k];
    }
    return target;
  }

  /** A top-down network's parameters, from the order of `topDownLayers`. */
  topDown(parameters: Float32Array): Float32Array {
    const { topDown } = this.#setting;
    const target = new Float32Array(this.#layout.topDown / NUMBER);
    if (topDown === null) return target;
    const columns = creditColumns(this.#setting);
    let from = 0;
    topDownLayers(topDown).forEach(({ inputs, outputs }, l) => {
      const { start, rowBytes } = this.#layout.topDownLayers[l];
      for (let i = 0; i <= inputs; i++) {
        const row = (start + i * rowBytes) / NUMBER;
        for (let j = 0; j < outputs; j++) {
          target[row + (l === topDown.hidden.length ? columns[j] : j)] = parameters[from++];
        }
      }
    });
    return target;
  }
}

/** Where the weight from input i to unit j lies among a policy's numbers, input `inputs` being the bias. */
type Place = (i: number, j: number, inputs: number) => number;

function byInput({ start, rowBytes, rows }: BlockLayout, inputs: number): Place {
  return (i, j) => (start + (i === inputs ? rows : i) * rowBytes) / NUMBER + j;
}

function byAction({ start, rowBytes, rows }: BlockLayout): Place {
  return (i, j, inputs) =>
    i === inputs ? (start + rows * rowBytes) / NUMBER + j : (start + j * rowBytes) / NUMBER + i;
}
