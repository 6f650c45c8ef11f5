import { expect, it } from "vitest";
import { obstacle } from "../../src/pages/playground/support.js";

const Worker = class {} as unknown as typeof globalThis.Worker;

it("a browser with workers and vectors can train; others are told what they lack", () => {
  // The engine's own kernels run here, so their kind of vectors is there.
  expect(obstacle({ Worker, WebAssembly })).toBeUndefined();
  const none = undefined as unknown as typeof globalThis.Worker;
  expect(obstacle({ Worker: none, WebAssembly })).toContain("web workers");
  const lacking = undefined as unknown as typeof WebAssembly;
  expect(obstacle({ Worker, WebAssembly: lacking })).toContain("no WebAssembly");
  const old = { validate: () => false } as unknown as typeof WebAssembly;
  expect(obstacle({ Worker, WebAssembly: old })).toContain("SIMD");
});
