import { describe, expect, test } from "vitest";
import type { AgentConfig, OptimizerConfig } from "../../agents/config.js";
import { type TopDownSpec, topDownLayers } from "../../agents/top-down/top-down-spec.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import {
  cartPoleFamily,
  discreteNavigationFamily,
  type TaskFamily,
  tanhBanditFamily,
} from "../../envs/families/index.js";
import { CART_POLE_AGENT, CART_POLE_TOP_DOWN } from "../../src/bench/lifetime-protocol.js";
import { PlainLifetime, type PlainLifetimeOptions } from "../../src/bench/plain-lifetime.js";
import { fastLifetime } from "./fast-lifetime.js";

const NO_SCALE = { ...CART_POLE_AGENT.observation, scale: null };
/** Every family with numbers of observations and actions that fill vectors, and that do not. */
const FAMILIES: readonly { family: TaskFamily; config: AgentConfig; actions: number }[] = [
  { family: cartPoleFamily, config: CART_POLE_AGENT, actions: 2 },
  { family: tanhBanditFamily, config: { ...CART_POLE_AGENT, observation: NO_SCALE }, actions: 4 },
  { family: discreteNavigationFamily, config: { ...CART_POLE_AGENT, observation: NO_SCALE }, actions: 5 },
  { family: threeArms(), config: { ...CART_POLE_AGENT, observation: NO_SCALE }, actions: 3 },
];

/** A bandit family whose sizes are odd. */
function threeArms(): TaskFamily {
  const resize = (task: Readonly<Record<string, number | boolean | string>>) => ({
    ...task,
    arms: 3,
    contextSize: 5,
  });
  return {
    ...tanhBanditFamily,
    id: "three-arms",
    sample: (...args) => tanhBanditFamily.sample(...args).map(resize),
    makeVec: (...args) => (tanhBanditFamily as TaskFamily).makeVec(...args),
  } as TaskFamily;
}

interface Learning {
  readonly name: string;
  readonly rule: string;
  readonly topDown?: Partial<TopDownSpec>;
  readonly config?: Partial<AgentConfig>;
  /** What the top-down network's last layer is multiplied with, and so all credit. */
  readonly times?: number;
}

const TWO_LAYERS = { hidden: [10, 7], rates: [1, 2, 3] };
const ADAM: OptimizerConfig = {
  ...{ kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  correctionSteps: null,
};
const LEARNING: readonly Learning[] = [
  { name: "backprop", rule: "backprop" },
  { name: "backprop, two layers", rule: "backprop", config: TWO_LAYERS },
  { name: "output only", rule: "output-only" },
  { name: "fixed feedback", rule: "direct-feedback-alignment" },
  { name: "fixed feedback, two layers", rule: "direct-feedback-alignment", config: TWO_LAYERS },
  { name: "centred", rule: "tdca", topDown: { mode: "centred" } },
  { name: "gated", rule: "tdca", topDown: { mode: "gated" } },
  { name: "input", rule: "tdca", topDown: { mode: "input" } },
  { name: "centred, F of two layers", rule: "tdca", topDown: { hidden: [9, 6] } },
  { name: "gated, F of two layers", rule: "tdca", topDown: { mode: "gated", hidden: [9, 6] } },
  { name: "input, F of two layers", rule: "tdca", topDown: { mode: "input", hidden: [6, 9] } },
  { name: "probabilities", rule: "tdca", topDown: { outputCredits: "probability" } },
  {
    name: "gaussian diffusion",
    rule: "tdca",
    topDown: { diffusion: { kernel: "gaussian", credits: 4, seed: 0 } },
  },
  {
    name: "random diffusion, gated, two layers, probabilities",
    rule: "tdca",
    topDown: {
      mode: "gated",
      outputCredits: "probability",
      diffusion: { kernel: "random", credits: 3, seed: 8 },
    },
    config: TWO_LAYERS,
  },
  { name: "centred, two layers, F of 13", rule: "tdca", topDown: { hidden: [13] }, config: TWO_LAYERS },
  { name: "Adam", rule: "backprop", config: { optimizer: ADAM, rates: [0.05, 0.05] } },
  { name: "sums of gradients", rule: "tdca", config: { optimizer: { kind: "momentum", momentum: 0.9 } } },
  {
    name: "plain steps, no limits",
    rule: "tdca",
    config: { optimizer: { kind: "sgd" }, gradientNorm: null },
  },
  // Their squares are no numbers of float32.
  { name: "gradients of 1e20", rule: "tdca", times: 1e20 },
  {
    name: "gradients of 1e36",
    rule: "tdca",
    times: 1e36,
    config: { gradientNorm: 1e3, rates: [1e-3, 1e-3] },
  },
  {
    name: "gradients of 1e-22, limited to less",
    rule: "tdca",
    times: 1e-22,
    config: { optimizer: { kind: "sgd" }, gradientNorm: 1e-25, rates: [1e25, 1e25] },
  },
];

describe("a fast lifetime is the float64 one, but for rounding", () => {
  for (const { family, config, actions } of FAMILIES) {
    for (const { learning, updates } of LEARNING.flatMap((learning) =>
      [1, 3].map((updates) => ({ learning, updates })),
    )) {
      test(`${family.id}: ${learning.name}, ${updates === 1 ? "an update" : `${updates} updates`}`, () => {
        const { rule, topDown, times } = learning;
        const agent = { ...config, ...learning.config };
        const options = { ...optionsOf(family, agent, actions, { rule, topDown, times }), updates };
        const fast = fastLifetime(options);
        const plain = new PlainLifetime(options, fast.sizes);
        const before = plain.parameters.map((layer) => [...layer]);
        plain.run();
        expect(fast.returns).toEqual(plain.returns.map((value) => expect.closeTo(value, 10)));
        const change = plain.parameters.map((layer, l) => layer.map((w, k) => w - before[l][k]));
        fast.parameters.forEach((layer, l) => {
          const error = layer.map((w, k) => w - plain.parameters[l][k]);
          const learns = rule !== "output-only" || l === fast.parameters.length - 1;
          if (learns) expect(Math.hypot(...change[l])).toBeGreaterThan(1e-3);
          expect(Math.hypot(...error) / Math.hypot(...plain.parameters[l])).toBeLessThan(
            updates === 1 ? 1e-5 : 1e-4,
          );
          if (learns)
            expect(Math.hypot(...error) / Math.hypot(...change[l])).toBeLessThan(updates === 1 ? 1e-4 : 1e-3);
        });
      });
    }
  }
});

function optionsOf(
  family: TaskFamily,
  config: AgentConfig,
  actions: number,
  { rule, topDown, times = 1 }: Omit<Learning, "name" | "config">,
): Omit<PlainLifetimeOptions, "updates"> {
  const spec: TopDownSpec = { ...CART_POLE_TOP_DOWN, actions, units: config.hidden, ...topDown };
  const [task] = family.sample("training", 3, 1);
  return {
    ...{ family, config, rule, task, seed: 5 },
    topDown: rule === "tdca" ? spec : null,
    parameters: rule === "tdca" ? withCredit(spec, unevolvedParameters(spec, 1), times) : [],
  };
}

/** The same network with all of its outputs multiplied. */
function withCredit(spec: TopDownSpec, parameters: Float32Array, times: number): Float32Array {
  const { inputs, outputs } = topDownLayers(spec).at(-1)!;
  const first = parameters.length - (inputs + 1) * outputs;
  return parameters.map((value, k) => (k < first ? value : times * value));
}
