// The program of a process of its own: loads a backend, lets it compute, and prints what it is or what is wrong.
import { type AddonPackage, isAddonPackage } from "../engine/tf/addon-cache.js";
import { type LoadedTensorFlow, loadBuiltAddon, loadTensorFlow } from "../engine/tf/load-tensorflow.js";
import type { TfBackend } from "../engine/tf/tf-backend.js";

/** What is printed, as JSON. */
export type Probed = Omit<LoadedTensorFlow, "tf"> | { readonly problem: string };

const [backend, folder] = process.argv.slice(2) as [TfBackend, string?];

process.stdout.write(JSON.stringify(await probe()));

async function probe(): Promise<Probed> {
  try {
    const loaded =
      folder !== undefined && isAddonPackage(backend)
        ? await loadBuiltAddon(backend as AddonPackage, folder)
        : await loadTensorFlow(backend);
    const { tf, ...rest } = loaded;
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]);
    return product === 11 ? rest : { problem: `${backend} computes 1 · 3 + 2 · 4 = ${product}` };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
