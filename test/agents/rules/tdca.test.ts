import { describe, expect, it, test } from "vitest";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { NetworkSpec, UnitKind } from "../../../agents/networks/spec.js";
import { backprop } from "../../../agents/rules/backprop.js";
import type { CreditRule } from "../../../agents/rules/rule.js";
import { tdca, tdcaUnevolved } from "../../../agents/rules/tdca.js";
import {
  type CreditDiffusion,
  type TopDownSpec,
  topDownLayers,
  topDownParameters,
} from "../../../agents/top-down/top-down-spec.js";
import { decodeParameters, type TopDownWeights } from "../../../agents/top-down/top-down-weights.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";
import { compareEngines, ENGINE_TOLERANCE } from "../../../src/verify/engine-equality.js";
import { expectedUpdate } from "../../../src/verify/expected-update.js";
import { loadWeights, plainUpdate } from "../../../src/verify/plain-update.js";
import { verificationContext } from "../../../src/verify/rule-context.js";
import { randomCase } from "../../../src/verify/suite.js";
import { creditRuleConformance } from "../../conformance/credit-rule.js";
import { type Credits, topDownCredits } from "../top-down/top-down-credits.js";
import { weightsOf } from "../top-down/weights.js";

const GAUSSIAN: CreditDiffusion = { kernel: "gaussian", credits: 2, seed: 0 };
const RANDOM: CreditDiffusion = { kernel: "random", credits: 2, seed: 5 };
const FORMS: readonly Partial<TopDownSpec>[] = (["input", "gated", "centred"] as const).flatMap((mode) => [
  { mode },
  { mode, outputCredits: "probability" as const, hidden: [5, 4] },
  { mode, diffusion: GAUSSIAN, hidden: [] },
  { mode, diffusion: RANDOM, outputCredits: "probability" as const },
]);

const policy = (hidden: readonly number[], kind: UnitKind = "tanh", temperature = 1): NetworkSpec => ({
  inputs: 3,
  hidden: hidden.map((units) => ({ units, kind })),
  heads: [{ kind: "softmax", size: 3, fullLogits: true }],
  temperatures: [...hidden, 0].map(() => temperature),
});
const POLICIES: readonly NetworkSpec[] = [
  policy([4]),
  policy([4, 3]),
  policy([4, 3], "softplus", 2),
  policy([4, 3, 2], "relu", 0.5),
  policy([]),
];

const SAMPLES = 5;
const FEEDBACK = [0.7, -1.3, 2, 0.1, -0.4];

/** A policy after a forward pass. */
function active(spec: NetworkSpec, engine = createReferenceEngine()): Network {
  const { weights, inputs } = randomCase("", spec, 3);
  const network = new Network(engine, spec, 1, SAMPLES);
  loadWeights(network, weights);
  network.input.data.set(
    Array.from({ length: SAMPLES }, (_, b) => inputs[b % 3]!.map((x) => x * (1 + b / 7))).flat(),
  );
  network.forward(unitKeys([8]), 2);
  return network;
}

function row(data: ArrayLike<number>, sample: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, j) => data[sample * columns + j]!);
}

function plainCredits(network: Network, topDown: TopDownWeights, sample: number, feedback: number): Credits {
  const { output, layers } = network;
  const probabilities = row(output.p.data, sample, output.units);
  const action = row(output.h.data, sample, output.units).indexOf(1);
  const units = layers.slice(0, -1).map((layer) => layer.units);
  const { spec } = topDown;
  return topDownCredits(spec, decodeParameters(topDown), units, probabilities, action, feedback);
}

/** Credit times f′(z) of each layer for one sample: the eligibility times the feedback, by definition. */
function definedSignals(network: Network, { hidden, logits }: Credits, sample: number): number[][] {
  return network.layers.map((layer, l) => {
    if (l === hidden.length) return [...logits];
    return row(layer.slope.data, sample, layer.units).map((slope, j) => slope * hidden[l]![j]!);
  });
}

/** The rule with a top-down network of another form than that which rules are verified with. */
const inForm = (changes: Partial<TopDownSpec>): CreditRule => ({
  ...tdca,
  bind: (network) => tdca.bind(network, verificationContext(network, changes)),
});

describe.each(FORMS)("%o", (form) => {
  test.each(POLICIES)("is what the definition says on %o", (spec) => {
    const network = active(spec);
    const context = verificationContext(network, form);
    const bound = tdca.bind(network, context);
    expect(bound.feedback !== undefined).toBe(form.mode === "input");
    bound.feedback?.data.set(FEEDBACK);
    for (let l = network.layers.length - 1; l >= 0; l--) bound.credit(l);
    let largest = 0;
    FEEDBACK.forEach((feedback, b) => {
      const defined = plainCredits(network, context.topDown!, b, feedback);
      definedSignals(network, defined, b).forEach((signal, l) => {
        const { eligibility, units } = network.layers[l]!;
        row(eligibility.data, b, units).forEach((e, j) => {
          expect(bound.feedback ? e : feedback * e).toBeCloseTo(signal[j]!, 13);
          largest = Math.max(largest, Math.abs(e));
        });
      });
    });
    expect(largest).toBeGreaterThan(1e-3);
  });

  test("is the same on the wasm engine", () => {
    for (const { maxRelativeError } of compareEngines(createWasmEngine(), [inForm(form)])) {
      expect(maxRelativeError).toBeLessThan(ENGINE_TOLERANCE);
      expect(maxRelativeError).toBeGreaterThan(0);
    }
  });

  test("recorded, is the same bit for bit", () => {
    const [plain, recorded] = [false, true].map((isRecorded) => {
      const engine = createWasmEngine();
      const network = active(policy([4, 3]), engine);
      const bound = tdca.bind(network, verificationContext(network, form));
      const operations = (): void => {
        for (let l = 2; l >= 0; l--) bound.credit(l);
      };
      const run = isRecorded ? engine.record(operations) : operations;
      bound.feedback?.data.set(FEEDBACK);
      run();
      return network.layers.map(({ eligibility }) => Array.from(eligibility.data));
    });
    expect(recorded).toEqual(plain);
  });

  const checks = creditRuleConformance(tdca, (network) => verificationContext(network, form));
  for (const { name, run } of checks) it(name, run);
});

describe("summed over all actions", () => {
  const spec = policy([4, 3], "tanh", 2);
  const single = randomCase("single", spec, 6);
  const constant = { ...single, rewards: single.rewards.map((ofInput) => ofInput.map(() => 1.7)) };

  it.each(FORMS)("the update for a constant reward is 0 if centred, and else is not: %o", (form) => {
    const update = expectedUpdate(inForm(form), constant);
    const largest = Math.max(...update.flatMap((layer) => [...layer].map(Math.abs)));
    if (form.mode === "centred") expect(largest).toBeLessThan(1e-14);
    else expect(largest).toBeGreaterThan(1e-3);
  });

  it.each(FORMS)("the update is Σ P(x) π(a) times that of the definition: %o", (form) => {
    const found = expectedUpdate(inForm(form), single);
    const network = new Network(createReferenceEngine(), spec, 1, 1);
    loadWeights(network, single.weights);
    const { topDown } = verificationContext(network, form);
    const sums = found.map((layer) => new Float64Array(layer.length));
    single.inputs.forEach((input, x) => {
      network.input.data.set(input);
      network.forward(unitKeys([1]), 0);
      const probabilities = Array.from(network.output.p.data);
      probabilities.forEach((probability, action) => {
        network.output.h.data.set(probabilities.map((_, k) => Number(k === action)));
        const credits = plainCredits(network, topDown!, 0, single.rewards[x]![action]!);
        const weight = single.inputProbabilities[x]! * probability;
        definedSignals(network, credits, 0).forEach((signal, l) => {
          const below = [...network.layers[l]!.input.data, 1];
          below.forEach((h, i) => {
            signal.forEach((e, j) => {
              sums[l]![i * signal.length + j] += (weight * h * e) / spec.temperatures![l]!;
            });
          });
        });
      });
    });
    found.forEach((layer, l) => {
      layer.forEach((value, k) => {
        expect(value).toBeCloseTo(sums[l]![k]!, 13);
      });
    });
  });
});

describe("a top-down network made by hand", () => {
  const spec = policy([4], "tanh", 2);

  /** A linear F, the credit of unit j for choice k as given. */
  function handMade(credit: (k: number, j: number) => number): TopDownWeights {
    const shape: Partial<TopDownSpec> = { actions: 3, hidden: [], units: [4] };
    const { spec: own } = weightsOf(shape);
    const values = new Float32Array(topDownParameters(own));
    const { outputs } = topDownLayers(own)[0]!;
    for (let k = 0; k < 3; k++) {
      for (let j = 0; j < outputs; j++) values[(3 + k) * outputs + j] = credit(k, j);
    }
    return weightsOf(shape, values);
  }

  function updates(rule: CreditRule, network: Network, topDown: TopDownWeights | null): number[][] {
    const feedback = network.engine.tensor(1, SAMPLES, 1);
    feedback.data.set(FEEDBACK);
    const context = { seeds: [1], topDown };
    return plainUpdate(rule, network, feedback, { context }).map(({ data }) => Array.from(data));
  }

  it("that credits the logit of the choice makes REINFORCE's update of the output layer", () => {
    const network = active(spec);
    const found = updates(
      tdca,
      network,
      handMade((k, j) => Number(j === 4 + k)),
    );
    const expected = updates(backprop, network, null);
    expect(Math.max(...expected[1]!.map(Math.abs))).toBeGreaterThan(0.1);
    found[1]!.forEach((value, n) => {
      expect(value).toBeCloseTo(expected[1]![n]!, 14);
    });
    for (const value of found[0]!) expect(Math.abs(value)).toBe(0);
  });

  it("that knows the policy's last weights makes backpropagation's update of every layer", () => {
    const network = active(spec);
    const { weights } = network.output;
    // Float32, as F's parameters are.
    weights.data.set(Float32Array.from(weights.data));
    network.forward(unitKeys([8]), 2);
    const topDown = handMade((k, j) => (j < 4 ? weights.data[j * 3 + k]! / 2 : Number(j === 4 + k)));
    const expected = updates(backprop, network, null);
    updates(tdca, network, topDown).forEach((layer, l) => {
      layer.forEach((value, n) => {
        expect(value).toBeCloseTo(expected[l]![n]!, 14);
      });
    });
  });
});

describe("tdca:unevolved", () => {
  it("has other parameters for each seed, of the given network's shape", () => {
    const spec = policy([4, 3]);
    const network = active(spec);
    const topDown = weightsOf({ actions: 3, units: [4, 3] }, 77);
    const credits = [3, 4, 3].map((seed) => {
      const bound = tdcaUnevolved.bind(network, { seeds: [seed], topDown });
      for (let l = 2; l >= 0; l--) bound.credit(l);
      return Array.from(network.layers[0]!.eligibility.data);
    });
    expect(credits[0]).toEqual(credits[2]);
    expect(credits[0]).not.toEqual(credits[1]);
    const evolved = tdca.bind(network, { seeds: [3], topDown });
    for (let l = 2; l >= 0; l--) evolved.credit(l);
    expect(Array.from(network.layers[0]!.eligibility.data)).not.toEqual(credits[0]);
  });
});

describe("refuses", () => {
  const bind = (spec: NetworkSpec, topDown: TopDownWeights | null) => () =>
    tdca.bind(new Network(createReferenceEngine(), spec, 1, 1), { seeds: [1], topDown });

  it.each<[string, NetworkSpec, TopDownWeights | null, string]>([
    [
      "no network",
      policy([4]),
      null,
      'agent.topDown is null: with rule "tdca" allowed is a top-down network',
    ],
    [
      "one for other choices",
      policy([4, 3]),
      weightsOf(),
      "agent.topDown.spec.actions is 2: allowed is the 3 choices that the policy has",
    ],
    [
      "one for other units",
      policy([4, 4]),
      weightsOf({ actions: 3 }),
      "agent.topDown.spec.units is [4,3]: allowed is [4,4], the policy's hidden layers, or a top-down network with diffusion",
    ],
    [
      "one for other depths",
      policy([4]),
      weightsOf({ actions: 3, diffusion: GAUSSIAN }),
      "agent.topDown.spec.units is [4,3]: allowed is as many sizes as the policy has hidden layers, 1",
    ],
    [
      "more credits than a layer has units",
      policy([4, 1]),
      weightsOf({ actions: 3, diffusion: GAUSSIAN }),
      "agent.topDown.spec.diffusion.credits is 2: allowed is at most 1, the units of the smallest layer in agent.hidden",
    ],
  ])("%s", (_, spec, topDown, sentence) => {
    expect(bind(spec, topDown)).toThrow(sentence);
  });

  it("not, with diffusion, one for other numbers of units", () => {
    expect(bind(policy([9, 8]), weightsOf({ actions: 3, diffusion: GAUSSIAN }))).not.toThrow();
  });
});
