import { CounterStream } from "../../src/random/streams.js";
import { constantTensor } from "../networks/constant-tensor.js";
import type { Network } from "../networks/network.js";
import type { BoundRule, CreditRule, RuleContext } from "./rule.js";
import { creditOutput, needsContext, needsDeterministicUnits } from "./support.js";

const ID = "direct-feedback-alignment";

/**
 * Direct feedback alignment (Nøkland 2016, arXiv 1609.01596): the output's score s goes to each hidden layer l through
 * a fixed random matrix of its own, e = (B_l s) · f′(z). The entries of B_l are uniform within ±1/√n, n being the
 * layer's units, as an output layer's weights over so many inputs often are; each seed has its own.
 */
export const directFeedbackAlignment: CreditRule = {
  id: ID,
  summary: "the output's error through fixed random matrices to every layer",
  source: "Nøkland 2016, arXiv 1609.01596",
  unbiased: false,
  defaultUnits: "tanh",
  supports: (spec) => needsDeterministicUnits(ID, spec),
  bind: (network, context) => bindMatrices(network, needsContext(ID, context)),
};

function bindMatrices(network: Network, { seeds }: RuleContext): BoundRule {
  const { engine, layers, output } = network;
  const top = layers.length - 1;
  const matrices = layers.slice(0, top).map(({ units }, l) => {
    const streams = seeds.map((seed) => new CounterStream(seed, "feedback-alignment", l));
    return constantTensor(network, output.units + 1, units, (replica, k) =>
      k < output.units ? (2 * streams[replica].uniform() - 1) / Math.sqrt(units) : 0,
    );
  });
  const one = constantTensor(network, 1, 1, () => 1);
  return {
    credit(l) {
      if (l === top) {
        creditOutput(network);
        return;
      }
      const { eligibility, slope } = layers[l];
      engine.affine(eligibility, output.eligibility, matrices[l], one);
      engine.multiply(eligibility, eligibility, slope);
    },
  };
}
