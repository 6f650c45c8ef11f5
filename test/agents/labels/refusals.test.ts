import { Discrete, MultiDiscrete } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { BATCH, CLASSES, config, labelled, make, START, teach } from "./labelled.js";

describe("labels refuse", () => {
  it.each<[string, () => unknown, string]>([
    [
      "environments that tell none",
      () => teach(make(config()), { ...labelled(0), infos: {} }),
      'agent.feedback is "label", but the environment tells no "label" in its infos: allowed is another feedback',
    ],
    [
      "labels that are no action",
      () => teach(make(config()), labelled(0, BATCH, CLASSES, START + 1)),
      `the environment's label is 9: allowed is a value of ${new Discrete(CLASSES, { start: START })}`,
    ],
    [
      "other actions",
      () => make(config(), { actionSpace: new MultiDiscrete([2, 2]) }),
      `agent.feedback is "label", and the action space ${new MultiDiscrete([2, 2])}: allowed with it is one Discrete space`,
    ],
    [
      "hidden units that draw",
      () => make(config(), { rule: "reinforce" }),
      'agent.feedback is "label", and the hidden units bernoulli, which would be told the same whatever they draw: ' +
        "allowed with it are tanh, relu, leaky-relu, softplus, linear",
    ],
    [
      "an entropy bonus",
      () => make(config({ entropy: 0.1 })),
      'agent.entropy is 0.1: allowed is only 0, as agent.feedback "label" is 1 for every sample',
    ],
    [
      "traces",
      () => make(config({ lambda: 0.5 })),
      'agent.lambda is 0.5: allowed is only 0, as agent.feedback "label" has no traces',
    ],
    [
      "rules that step each layer before the next",
      () => make(config({ hidden: [], rates: [1] }), { rule: "weight-max-author" }),
      'agent.feedback is "label", but rule "weight-max-author" updates its layers at every step: ' +
        'allowed is "reward" or "td-error"',
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
