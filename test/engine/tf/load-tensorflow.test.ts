import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type LoadedTensorFlow,
  loadTensorFlow,
  TensorFlowMissingError,
} from "../../../src/engine/tf/load-tensorflow.js";
import { temporaryFolder } from "../../experiment/tiny.js";

const folder = temporaryFolder();

/** What is installed here is what a checkout installs: tfjs and its WebAssembly backend, no addon. */
beforeEach(() => vi.stubEnv("CREDITGYM_CACHE", join(folder, "no-cache")));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function product({ tf }: LoadedTensorFlow): readonly number[] {
  return tf.tidy(() => [...tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()]);
}

describe("loadTensorFlow", () => {
  it("takes the first that there is: tfjs-wasm before tfjs-cpu, after the addons, which are missing", async () => {
    const loaded = await loadTensorFlow();
    expect(loaded).toMatchObject({ backend: "tfjs-wasm", device: "CPU", threads: 1 });
    expect(loaded.version).toBe(loaded.tf.version.tfjs);
    expect(loaded.folder).toMatch(/@tensorflow.tfjs-backend-wasm$/);
    expect(loaded.tf.getBackend()).toBe("wasm");
    expect(product(loaded)).toEqual([11]);
  });

  it("takes the preferred one, also after another", async () => {
    for (const [preferred, name] of [
      ["tfjs-cpu", "cpu"],
      ["tfjs-wasm", "wasm"],
      ["tfjs-cpu", "cpu"],
    ] as const) {
      const loaded = await loadTensorFlow(preferred);
      expect(loaded.backend).toBe(preferred);
      expect(loaded.tf.getBackend()).toBe(name);
      expect(product(loaded)).toEqual([11]);
    }
  });

  it("says nothing, and leaves the process's listeners as they are", async () => {
    const said = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
    const events = ["uncaughtException", "unhandledRejection"] as const;
    const before = events.map((event) => process.listenerCount(event));
    for (const backend of ["tfjs-wasm", "tfjs-cpu"] as const) product(await loadTensorFlow(backend));
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });

  it.each([
    [
      "tfjs-node",
      "tfjs-node is not installed; run `creditgym engines install`, or `npm install @tensorflow/tfjs-node`",
    ],
    [
      "tfjs-node-gpu",
      "tfjs-node-gpu is not installed; run `creditgym engines install --gpu`, or `npm install @tensorflow/tfjs-node-gpu`",
    ],
  ] as const)("tells what to run for %s", async (backend, message) => {
    await expect(loadTensorFlow(backend)).rejects.toThrow(new TensorFlowMissingError(message));
  });

  it("where nothing is installed tells so in one sentence", () => {
    // The built loader, away from any node_modules.
    const alone = join(folder, "alone");
    mkdirSync(alone);
    cpSync(join(import.meta.dirname, "../../../dist/src/engine/tf"), alone, { recursive: true });
    writeFileSync(join(alone, "package.json"), '{ "type": "module" }');
    const program = `import { loadTensorFlow } from "./load-tensorflow.js";
      await loadTensorFlow().catch((error) => console.log(error.name + ": " + error.message));`;
    const args = ["--input-type=module", "-e", program];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: alone, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(
      "TensorFlowMissingError: the engine tf needs TensorFlow.js, which was not found: run `npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`, or `creditgym engines install` for tfjs-node\n",
    );
  });
});
