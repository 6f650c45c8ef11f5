import type { CreditRule } from "./rule.js";
import { creditOutput, needsDeterministicUnits } from "./support.js";

/**
 * The output layer learns as it does under `backprop`, and hidden layers not at all: a control that tells what a task
 * asks of them.
 */
export const outputOnly: CreditRule = {
  id: "output-only",
  summary: "the output layer learns, hidden layers stay as they are",
  source: "control",
  unbiased: false,
  defaultUnits: "tanh",
  supports: (spec) => needsDeterministicUnits("output-only", spec),
  bind: (network) => {
    const { engine, layers, replicas, batch } = network;
    const zeros = layers.map(({ units }) => engine.tensor(replicas, batch, units));
    return {
      credit(l) {
        if (l === layers.length - 1) creditOutput(network);
        else engine.multiply(layers[l].eligibility, zeros[l], zeros[l]);
      },
    };
  },
};
