import { CounterStream } from "../../random/streams.js";
import type { LayersModel } from "./tf-model.js";
import type { TfModule } from "./tf-module.js";

/**
 * Draws all kernels of a new model anew, from creditgym's own generator: the same seed gives the same numbers on every
 * backend, which layers without a seed of their own do not. Trainable weights of at least two axes are uniform within
 * ±√(6/(fan-in + fan-out)), as Keras draws them by default (Glorot and Bengio 2010); biases and scales stay as they are.
 *
 * @param seed as that of a trial, an integer from 0 to 2^53 − 1
 */
export function initialiseModel(tf: TfModule, model: LayersModel, seed: number): void {
  const stream = new CounterStream(seed, "initialisation");
  for (const weight of model.trainableWeights) {
    const { shape } = weight.read();
    if (shape.length < 2) continue;
    const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
    const [inputs, units] = shape.slice(-2);
    const limit = Math.sqrt(6 / (field * (inputs + units)));
    const values = Float32Array.from(
      { length: field * inputs * units },
      () => (2 * stream.uniform() - 1) * limit,
    );
    const drawn = tf.tensor(values, shape, "float32");
    weight.write(drawn);
    drawn.dispose();
  }
}
