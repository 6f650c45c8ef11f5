import { describe, expect, it } from "vitest";
import type { NetworkSpec } from "../../agents/networks/spec.js";
import { layerStates, randomHeads } from "../../src/verify/states.js";

const spec = (heads: NetworkSpec["heads"]): NetworkSpec => ({
  inputs: 1,
  hidden: [
    { units: 2, kind: "bernoulli" },
    { units: 5, kind: "tanh" },
  ],
  heads,
});

describe("states of a layer", () => {
  it("count Bernoulli units up in binary, the first one being the most significant bit", () => {
    const heads = randomHeads(spec([]), 0);
    expect(layerStates(heads)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it("are no choice for deterministic units and linear heads", () => {
    expect(randomHeads(spec([]), 1)).toEqual([]);
    expect(randomHeads(spec([{ kind: "linear", size: 3 }]), 2)).toEqual([]);
  });

  it("show a class without a logit as all 0", () => {
    const fixedLast = randomHeads(spec([{ kind: "softmax", size: 3 }]), 2);
    expect(layerStates(fixedLast)).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    const full = randomHeads(spec([{ kind: "softmax", size: 3, fullLogits: true }]), 2);
    expect(layerStates(full)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it("combine over heads, the last head varying fastest", () => {
    const heads = randomHeads(
      spec([
        { kind: "softmax", size: 2 },
        { kind: "bernoulli", size: 1 },
      ]),
      2,
    );
    expect(layerStates(heads)).toEqual([
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 1],
    ]);
  });
});
