import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AddonPackage } from "./addon-cache.js";
import { type FoundPackage, findPackage, packageFrom } from "./find-package.js";
import { gpuName, whyNoGpu } from "./gpu.js";
import { withoutHarmlessWarnings } from "./harmless-warnings.js";
import { loadAddon, nativePackages } from "./native-addon.js";
import { TF_BACKENDS, type TfBackend } from "./tf-backend.js";

export type TensorFlow = typeof import("@tensorflow/tfjs");

/** TensorFlow.js with its backend set and ready. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  readonly backend: TfBackend;
  /** Of tfjs. */
  readonly version: string;
  /** Version of the TensorFlow library beneath; undefined of tfjs-wasm and tfjs-cpu. */
  readonly tensorflow?: string;
  /** What it computes on, such as "CPU" or "GPU (NVIDIA H200)"; why not on a GPU where one was to be expected. */
  readonly device: string;
  /** At most so many threads for one operation. */
  readonly threads: number;
  /** The package's folder. */
  readonly folder: string;
}

/** No backend, or not the preferred one, can be loaded. The message is one sentence with what to run. */
export class TensorFlowMissingError extends Error {
  override readonly name = "TensorFlowMissingError";
}

/** What the backend of tfjs-node has besides what tfjs's types say. */
interface NodeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Loads TensorFlow.js with the first backend that can be had: tfjs-node-gpu, tfjs-node, tfjs-wasm, tfjs-cpu; or with
 * `preferred` alone. Each is looked for in node_modules of the working directory, beside creditgym, and, of the first
 * two, in what `creditgym engines install` built. All copies of tfjs in a process share one engine, so the backend set
 * last is that of all.
 *
 * @throws TensorFlowMissingError
 */
export async function loadTensorFlow(preferred?: TfBackend): Promise<LoadedTensorFlow> {
  const problems: string[] = [];
  for (const backend of preferred === undefined ? TF_BACKENDS : [preferred]) {
    try {
      return await withoutHarmlessWarnings(() => LOADERS[backend]());
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (preferred !== undefined) throw new TensorFlowMissingError(`${problems[0]}; ${ADVICE[preferred]}`);
  throw new TensorFlowMissingError(
    `the engine tf needs TensorFlow.js, which was not found: ${ADVICE["tfjs-wasm"]}, or \`creditgym engines install\` for tfjs-node`,
  );
}

/** What to run to add a backend. */
export const ADVICE: Readonly<Record<TfBackend, string>> = {
  "tfjs-node-gpu": "run `creditgym engines install --gpu`, or `npm install @tensorflow/tfjs-node-gpu`",
  "tfjs-node": "run `creditgym engines install`, or `npm install @tensorflow/tfjs-node`",
  "tfjs-wasm": "run `npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`",
  "tfjs-cpu": "run `npm install @tensorflow/tfjs`",
};

const LOADERS: Readonly<Record<TfBackend, () => Promise<LoadedTensorFlow>>> = {
  "tfjs-node-gpu": () => loadNative("tfjs-node-gpu"),
  "tfjs-node": () => loadNative("tfjs-node"),
  "tfjs-wasm": loadWasm,
  "tfjs-cpu": loadCpu,
};

async function loadNative(name: AddonPackage): Promise<LoadedTensorFlow> {
  let problem: Error | undefined;
  for (const found of nativePackages(name)) {
    try {
      return await loadNativeFrom(found, name);
    } catch (error) {
      problem ??= new Error(`${name} in ${found.folder} cannot be loaded (${firstLine(error)})`);
    }
  }
  throw problem ?? new Error(`${name} is not installed`);
}

/** Loads the addon that was built in a folder, no other. */
export async function loadBuiltAddon(name: AddonPackage, folder: string): Promise<LoadedTensorFlow> {
  const found = packageFrom(join(folder, "package.json"), name);
  if (found === undefined) throw new Error(`${folder} has no ${name}`);
  return withoutHarmlessWarnings(() => loadNativeFrom(found, name));
}

async function loadNativeFrom(found: FoundPackage, name: AddonPackage): Promise<LoadedTensorFlow> {
  // First the addon alone: where it fails, tfjs has not registered anything yet.
  loadAddon(found);
  const tf = await importModule(found.file);
  await setBackend(tf, "tensorflow");
  const { isGPUPackage, isUsingGpuDevice, binding } = tf.backend() as unknown as NodeBackend;
  // Both call their backend "tensorflow": the first in a process stays.
  if (isGPUPackage !== (name === "tfjs-node-gpu")) {
    throw new Error("the other one of tfjs-node and tfjs-node-gpu is in use in this process");
  }
  return {
    tf,
    backend: name,
    version: tf.version.tfjs,
    tensorflow: binding.TF_Version,
    device: deviceText(name, isUsingGpuDevice),
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism(),
    folder: found.folder,
  };
}

async function loadWasm(): Promise<LoadedTensorFlow> {
  const tfjs = installed("tfjs");
  const wasm = installed("tfjs-backend-wasm");
  const tf = await importModule(tfjs.file);
  const { setWasmPaths } = (await importModule(wasm.file)) as unknown as {
    setWasmPaths(prefix: string): void;
  };
  if (tf.findBackend("wasm") === null) setWasmPaths(`${dirname(wasm.file)}/`);
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  await setBackend(tf, "wasm");
  // Emscripten's program listens for whatever fails in the process. That is not its business.
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[index]!.includes(listener)) process.removeListener(event, listener);
    }
  }
  // tfjs does not use its threads on Node.
  const rest = { version: tf.version.tfjs, device: "CPU", threads: 1, folder: wasm.folder };
  return { tf, backend: "tfjs-wasm", ...rest };
}

async function loadCpu(): Promise<LoadedTensorFlow> {
  const tfjs = installed("tfjs");
  const tf = await importModule(tfjs.file);
  await setBackend(tf, "cpu");
  // Else it greets whoever creates the first tensor.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  const rest = { version: tf.version.tfjs, device: "CPU", threads: 1, folder: tfjs.folder };
  return { tf, backend: "tfjs-cpu", ...rest };
}

async function setBackend(tf: TensorFlow, name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`tfjs cannot initialise its backend ${name}`);
  await tf.ready();
}

async function importModule(file: string): Promise<TensorFlow> {
  const module = (await import(pathToFileURL(file).href)) as { default: TensorFlow };
  return module.default;
}

function installed(name: string): FoundPackage {
  const found = findPackage(name);
  if (found === undefined) throw new Error(`@tensorflow/${name} is not installed`);
  return found;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0]!;
}

function deviceText(name: AddonPackage, isGpu: boolean): string {
  if (isGpu) return gpuName() === undefined ? "GPU" : `GPU (${gpuName()})`;
  return name === "tfjs-node-gpu" ? `CPU (${whyNoGpu()})` : "CPU";
}
