import { describe, expect, it, test } from "vitest";
import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";
import type { HeadSpec, NetworkSpec } from "../../../agents/networks/spec.js";
import { creditRules } from "../../../agents/rules/index.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { agreement, dot } from "../../../src/verify/agreement.js";
import { randomCase } from "../../../src/verify/suite.js";
import { actorWith, decide, diagnose } from "./decisions.js";
import { enumerate, type Truth } from "./enumeration.js";

const FEEDBACK = [1.5, -0.7, 0.9, 2, -1.2];
const HEADS: Readonly<Record<string, readonly HeadSpec[]>> = {
  "a softmax": [{ kind: "softmax", size: 3 }],
  "a full softmax and a Bernoulli unit": [
    { kind: "softmax", size: 3, fullLogits: true },
    { kind: "bernoulli", size: 1 },
  ],
  "two Bernoulli units": [{ kind: "bernoulli", size: 2 }],
};
const stochasticRules = creditRules.filter(({ defaultUnits }) => defaultUnits === "bernoulli");

/** So many that angles are known to within 2°; what varies little needs fewer. */
const roundsFor = (rule: string): number =>
  2 ** (rule === "reinforce" ? 18 : rule.endsWith(":posterior") ? 17 : 16);

const specOf = (heads: readonly HeadSpec[], kind: "bernoulli" | "tanh"): NetworkSpec => ({
  inputs: 3,
  hidden: [4, 3].map((units) => ({ units, kind })),
  heads,
  temperatures: [1, 1.5, 0.8],
});

/** Five decisions of a random network, and what there is to find out about them. */
function situation(rule: string, spec: NetworkSpec) {
  const random = randomCase("", spec, 4);
  const weights = random.weights.map((layer) => layer.map((weight) => 0.6 * weight));
  const seen = FEEDBACK.map((_, m) => random.inputs[m % 3].map((x) => x * (1 + 0.2 * m)));
  const actor = actorWith(spec, weights);
  const { log, decisions } = decide(actor, seen, FEEDBACK);
  return { actor, log, truth: () => enumerate(rule, spec, weights, decisions) };
}

const norm = (vector: ArrayLike<number>): number => Math.sqrt(dot([vector], [vector]));

function exactly({ update, gradient, squares }: Truth, l: number) {
  const size = norm(update[l]);
  const { cosine } = agreement([update[l]], [gradient[l]]);
  return {
    angle: (180 / Math.PI) * Math.acos(Math.min(cosine, 1)),
    norm: size,
    gradientNorm: norm(gradient[l]),
    signalToNoise: size ** 2 / (squares[l] - size ** 2),
  };
}

function expectClose(found: LayerDiagnostics, exact: ReturnType<typeof exactly>, share: number): void {
  for (const key of ["norm", "gradientNorm", "signalToNoise"] as const) {
    expect(Math.abs(found[key]! / exact[key] - 1), key).toBeLessThan(share);
  }
  const { angle, angleError } = found;
  expect(Math.abs(angle! - exact.angle), "angle").toBeLessThan(Math.min(3 * angleError! + 1e-4, 2));
}

describe.each(Object.entries(HEADS))("over Bernoulli units under %s", (_, heads) => {
  test.each(stochasticRules.map(({ id }) => id))("%s: as the enumeration has it", (rule) => {
    // At frozen weights a rule that steps top-down is what it is before its steps.
    const { actor, log, truth } = situation(rule.replace("-author", ""), specOf(heads, "bernoulli"));
    const found = diagnose(rule, actor, log, { rounds: roundsFor(rule), engine: createWasmEngine() });
    const exact = truth();
    found.forEach((layer, l) => {
      expectClose(layer, exactly(exact, l), 0.06);
    });
  });
});

test("an unbiased rule has the gradient's direction and norm in truth, others have not", () => {
  for (const { id, unbiased } of stochasticRules) {
    const { truth } = situation(id, specOf(HEADS["a softmax"], "bernoulli"));
    const [{ angle }] = [exactly(truth(), 0)];
    if (unbiased) expect(angle).toBeLessThan(1e-5);
    else expect(angle).toBeGreaterThan(0.4);
  }
});

test("through deterministic units nothing is drawn: the numbers are exact", () => {
  const { actor, log, truth } = situation("backprop", specOf(HEADS["two Bernoulli units"], "tanh"));
  const exact = truth();
  diagnose("backprop", actor, log, { rounds: 64 }).forEach((layer, l) => {
    const { norm, gradientNorm, signalToNoise } = exactly(exact, l);
    expect(layer).toMatchObject({ angle: 0, angleError: 0 });
    expect(layer.norm).toBeCloseTo(norm, 12);
    expect(layer.gradientNorm).toBeCloseTo(gradientNorm, 12);
    expect(layer.signalToNoise).toBeCloseTo(signalToNoise, 10);
  });
});

describe("a reading", () => {
  const { actor, log } = situation("weight-max", specOf(HEADS["a softmax"], "bernoulli"));

  it("is the same for the same step, and draws anew at another", () => {
    const at = (step: number) => diagnose("weight-max", actor, log, { rounds: 4096, step });
    expect(at(300)).toEqual(at(300));
    expect(at(301)[0].norm).not.toBe(at(300)[0].norm);
  });

  it("is the same from either engine, but for rounding", () => {
    const [reference, wasm] = [createReferenceEngine(), createWasmEngine()].map((engine) =>
      diagnose("weight-max", actor, log, { rounds: 4096, engine }),
    );
    reference.forEach((layer, l) => {
      expect(wasm[l].angle).toBeCloseTo(layer.angle!, 0);
      expect(wasm[l].norm! / layer.norm!).toBeCloseTo(1, 2);
      expect(wasm[l].gradientNorm! / layer.gradientNorm!).toBeCloseTo(1, 2);
      expect(wasm[l].entropy).toBeCloseTo(layer.entropy!, 5);
    });
  });

  it("keeps silent about what the noise hides", () => {
    const [bottom] = diagnose("reinforce", actor, log, { rounds: 16 });
    expect(bottom).toMatchObject({ angle: null, angleError: null, norm: null, signalToNoise: null });
  });

  it("of no decision, and of decisions without feedback, tells no direction", () => {
    const spec = specOf(HEADS["a softmax"], "bernoulli");
    const empty = new DecisionLog(actor, 8);
    for (const layer of diagnose("weight-max", actor, empty, { rounds: 64 })) {
      const { units, ...rest } = layer;
      expect(units).toBeGreaterThan(0);
      expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    }
    const { weights, inputs } = randomCase("", spec, 4);
    const indifferent = actorWith(spec, weights);
    const told = decide(indifferent, inputs, [0, 0, 0]);
    for (const layer of diagnose("weight-max", indifferent, told.log, { rounds: 64 })) {
      expect(layer).toMatchObject({ angle: null, norm: null, gradientNorm: null, signalToNoise: null });
      expect(layer.entropy).toBeGreaterThan(0);
    }
  });
});
