import { expect, it, vi } from "vitest";
import { DEFAULT_AGENT } from "../../agents/config.js";
import { chooseEngine, NATIVE_FROM } from "../../src/experiment/choose-engine.js";
import { resolveEngine } from "../../src/experiment/planned-engine.js";

const WIDE = { replicas: 1, rows: 1024, networks: [[512, 512]], traces: false, threads: 1 };
const node = () => ({ backend: "tfjs-node", gpu: false }) as const;
const gpu = () => ({ backend: "tfjs-node-gpu", gpu: true }) as const;
const none = () => undefined;

it("takes TensorFlow's library for large products, where there is one", () => {
  expect(chooseEngine(WIDE, node)).toEqual({ engine: "tf", backend: "tfjs-node" });
  expect(chooseEngine(WIDE, gpu)).toEqual({ engine: "tf", backend: "tfjs-node-gpu" });
  expect(chooseEngine(WIDE, none)).toEqual({ engine: "wasm" });
});

it("takes wasm for the reference network whatever the rows, and does not look for TensorFlow", () => {
  const look = vi.fn(node);
  for (const rows of [1, 32, 1024, 1e6]) {
    for (const threads of [1, 16]) {
      const work = { ...WIDE, rows, networks: [DEFAULT_AGENT.hidden, DEFAULT_AGENT.critic.hidden], threads };
      expect(chooseEngine(work, look)).toEqual({ engine: "wasm" });
    }
  }
  expect(look).not.toHaveBeenCalled();
});

it("changes at the sizes that were measured", () => {
  for (const [{ weights, size }, threads, find] of [
    [NATIVE_FROM.oneThread, 1, node],
    [NATIVE_FROM.threads, 2, node],
    [NATIVE_FROM.gpu, 1, gpu],
  ] as const) {
    const at = (rows: number, units: number) =>
      chooseEngine({ replicas: 1, rows, networks: [[weights / 64, units]], traces: false, threads }, find)
        .engine;
    const rows = Math.ceil(size / weights);
    expect(at(rows, 64)).toBe("tf");
    expect(at(rows - 1, 64)).toBe("wasm");
    expect(at(1000 * rows, 63)).toBe("wasm");
  }
});

it("counts the larger one of several networks, and only weights between hidden layers", () => {
  expect(chooseEngine({ ...WIDE, networks: [[8], [512, 512]] }, node).engine).toBe("tf");
  expect(chooseEngine({ ...WIDE, networks: [[1e6]] }, node).engine).toBe("wasm");
  expect(chooseEngine({ ...WIDE, networks: [[]] }, node).engine).toBe("wasm");
});

it("needs fewer rows of each where replicas share the calls, but not few", () => {
  const engineAt = (replicas: number, rows: number): string =>
    chooseEngine({ ...WIDE, replicas, rows }, node).engine;
  expect(engineAt(1, 128)).toBe("wasm");
  expect(engineAt(4, 128)).toBe("tf");
  expect(engineAt(4, 64)).toBe("wasm");
  expect(engineAt(1024, 64)).toBe("wasm");
});

it("keeps traces on wasm", () => {
  expect(chooseEngine({ ...WIDE, traces: true }, node).engine).toBe("wasm");
});

it("leaves what was named as it is, and is wasm for the reference actor-critic", () => {
  const arm = { agent: DEFAULT_AGENT, batch: 1, source: { id: "CartPole-v1", kwargs: {} } };
  const extent = { seeds: 1, replicas: 1 };
  expect(resolveEngine("tf", [arm], extent)).toEqual({ engine: "tf" });
  expect(resolveEngine("reference", [arm], extent)).toEqual({ engine: "reference" });
  expect(resolveEngine("auto", [arm], extent)).toEqual({ engine: "wasm" });
});
