import { describe, expect, it } from "vitest";
import type { NetworkSpec, UnitKind } from "../../../agents/networks/spec.js";
import { actorWith, decide, diagnose } from "./decisions.js";

/** Twenty-five inputs, so that one of them is 4 %. */
const INPUTS = Array.from({ length: 25 }, (_, m) => [m === 0 ? 1 : -1, m / 25]);

/** Weights from two inputs, and the bias, of each unit. */
type Unit = readonly [first: number, second: number, bias: number];

function read(rule: string, kind: UnitKind, units: readonly Unit[], more: Partial<NetworkSpec> = {}) {
  const spec: NetworkSpec = {
    inputs: 2,
    hidden: [{ units: units.length, kind }],
    heads: [{ kind: "bernoulli", size: 1 }],
    ...more,
  };
  const bottom = [0, 1, 2].flatMap((row) => units.map((unit) => unit[row]));
  const outputs = spec.heads.reduce(
    (sum, { kind: head, size }) => sum + (head === "softmax" ? size - 1 : size),
    0,
  );
  const top = new Array((units.length + 1) * outputs)
    .fill(0)
    .map((_, k) => (k < units.length * outputs ? 0 : 0.3));
  const actor = actorWith(spec, [bottom, top, []]);
  const { log } = decide(
    actor,
    INPUTS,
    INPUTS.map(() => 1),
  );
  return diagnose(rule, actor, log, { rounds: 16 });
}

const OFF: Unit = [0, 0, -6];
const ON: Unit = [0, 0, 6];
const EVEN: Unit = [0, 0, 0];
/** At one limit for 24 inputs and at the other for one. */
const TURNING: Unit = [6, 0, 0];

describe("Bernoulli units", () => {
  it("are dead where they hardly ever turn, saturated where their probability is at a limit for more than 95 %", () => {
    // Its mean probability is 4.2 %: not dead, though at a limit for each single decision.
    const [hidden] = read("weight-max", "bernoulli", [OFF, ON, EVEN, TURNING]);
    expect(hidden).toMatchObject({ units: 4, dead: 0.5, saturated: 0.75 });
    // At a limit for 24 of 25, which is 96 %; then for 23, which is 92 %.
    expect(read("weight-max", "bernoulli", [[-3, 0, 3]])[0]).toMatchObject({ dead: 0, saturated: 1 });
    expect(read("weight-max", "bernoulli", [[0, 200, -4]])[0]).toMatchObject({ dead: 0, saturated: 0 });
  });

  it("have the mean of their entropies in bits", () => {
    const p = 1 / (1 + Math.exp(-1));
    const bits = -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
    const [hidden] = read("weight-max", "bernoulli", [EVEN, [0, 0, 1]]);
    expect(hidden.entropy).toBeCloseTo((1 + bits) / 2, 12);
  });
});

describe("deterministic units", () => {
  it("have no entropy; a tanh is saturated beyond .99 and dead where it does not vary", () => {
    const [hidden] = read("backprop", "tanh", [TURNING, [0, 0, 1], [0, 1, 0], [0, 0, 4]]);
    expect(hidden).toMatchObject({ entropy: null, dead: 0.5, saturated: 0.5 });
  });

  it("a relu is dead where it is never above 0, and saturated where it is 0 for more than 95 %", () => {
    const [hidden] = read("backprop", "relu", [OFF, [1, 0, 0], [0, 1, 0.1], [0, 1, -0.5]]);
    expect(hidden).toMatchObject({ entropy: null, dead: 0.25, saturated: 0.5 });
  });

  it("others have no limit", () => {
    for (const kind of ["leaky-relu", "softplus", "linear"] as const) {
      expect(
        read("backprop", kind, [
          [0, 0, 1],
          [0, 1, 0],
        ])[0],
      ).toMatchObject({
        entropy: null,
        dead: 0.5,
        saturated: null,
      });
    }
  });
});

describe("Gaussian units", () => {
  it("are judged by their mean", () => {
    const gaussian = { mean: "tanh", scale: 0.5 } as const;
    const [hidden] = read("reinforce", "gaussian", [TURNING, EVEN], { gaussian });
    expect(hidden).toMatchObject({ entropy: null, dead: 0.5, saturated: 0.5 });
  });
});

describe("output units", () => {
  it("of several heads: classes and Bernoulli units have entropy, Gaussian ones have not", () => {
    const heads: NetworkSpec["heads"] = [
      { kind: "softmax", size: 2 },
      { kind: "gaussian", size: 1 },
    ];
    const [, output] = read("weight-max", "bernoulli", [EVEN], {
      heads,
      scale: { kind: "fixed", initial: 1 },
    });
    const p = 1 / (1 + Math.exp(-0.3));
    expect(output.units).toBe(2);
    expect(output.entropy).toBeCloseTo(-(p * Math.log2(p) + (1 - p) * Math.log2(1 - p)), 12);
    // Only the mean of the Gaussian one never varies.
    expect(output).toMatchObject({ dead: 0.5, saturated: 0 });
    const alone = read("weight-max", "bernoulli", [EVEN], {
      heads: [{ kind: "gaussian", size: 1 }],
      scale: { kind: "predicted", initial: 1 },
    })[1];
    expect(alone).toMatchObject({ units: 2, entropy: null, dead: 1, saturated: null });
  });
});
