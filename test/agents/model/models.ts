import type { TeamAgent } from "../../../agents/team-agent.js";
import type { TensorFlow } from "../../../src/engine/tf/load-tensorflow.js";

/** A dense network of tanh units. */
export function denseModel(tf: TensorFlow, inputs: number, hidden: readonly number[], outputs: number) {
  const model = tf.sequential();
  hidden.forEach((units, l) => {
    const inputShape = l === 0 ? { inputShape: [inputs] } : {};
    model.add(tf.layers.dense({ units, activation: "tanh", ...inputShape }));
  });
  model.add(tf.layers.dense({ units: outputs, ...(hidden.length === 0 ? { inputShape: [inputs] } : {}) }));
  return model;
}

/** A 3 × 3 convolution and a dense layer over an image [height, width, channels]. */
export function convolutionalModel(tf: TensorFlow, inputShape: [number, number, number], outputs: number) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: "relu", inputShape }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: outputs }));
  return model;
}

/** Kernels and biases of a native network as a list, as a dense model has them. */
export function weightsOf(agent: TeamAgent, network: "actor" | "critic"): Float32Array[] {
  const layers = network === "actor" ? agent.actor.layers : agent.critic!.network.layers;
  return layers.flatMap(({ inputs, units, weights: { data } }) => [
    Float32Array.from(data.slice(0, inputs * units)),
    Float32Array.from(data.slice(inputs * units)),
  ]);
}
