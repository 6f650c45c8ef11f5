import { expect, test } from "vitest";
import { AgentConfigError } from "../../agents/errors.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { agentWith, smallConfig } from "./scripted.js";

const agentOf = (...configs: readonly ReturnType<typeof smallConfig>[]) =>
  agentWith("backprop", configs[0]!, [1, 2], 1, createReferenceEngine(), { configs });

test("replicas have rates of their own", () => {
  const agent = agentOf(smallConfig(), smallConfig({ rates: [0.5, 0.5, 0.5], temperatures: [2, 3, 4] }));
  expect(agent.actor.layers.map(({ temperature }) => Array.from(temperature.data))).toEqual([
    [1, 2],
    [1, 3],
    [1, 4],
  ]);
});

test("what they cannot have is refused", () => {
  expect(() => agentOf(smallConfig())).toThrow(
    new AgentConfigError("configs has 1 entries, and seeds 2: allowed is one for each seed"),
  );
  expect(() => agentOf(smallConfig(), smallConfig({ lambda: 0.5 }))).toThrow(
    "configs[1] differs from configs[0] in more than numbers that each replica has of its own: allowed are other rates, " +
      "temperatures, discount, lambda, entropy, weightDecay, gradientNorm and batchReturn",
  );
  expect(() => agentOf(smallConfig(), smallConfig({ discount: 2 }))).toThrow(
    "agent.discount is 2: allowed is a number from 0 to 1",
  );
});
