import type { Tensor } from "../../src/engine/engine.js";
import { constantTensor } from "../networks/constant-tensor.js";
import type { Network } from "../networks/network.js";
import type { NetworkSpec } from "../networks/spec.js";
import { topDownFor } from "../top-down/check-top-down.js";
import { TopDownNetwork } from "../top-down/top-down-network.js";
import { decodeParameters } from "../top-down/top-down-weights.js";
import { unevolvedParameters } from "../top-down/unevolved.js";
import type { BoundRule, CreditRule, FalseAdvantage, RuleContext } from "./rule.js";
import { needsContext, needsDeterministicUnits } from "./support.js";

interface Form {
  readonly advantage?: FalseAdvantage;
  /** Whether each replica has a random F of its own, of the given one's shape. */
  readonly unevolved?: boolean;
}

/**
 * Top-down credit assignment (Chen et al. 2022, arXiv 2208.01416, whose setting is supervised; credit modes and
 * reinforcement are creditgym's). An evolved network F maps what the policy put out to one credit c for each of its
 * units, taken as the objective's derivative by what the unit puts out: e = c · f′(z) in hidden layers. Credits of
 * the output layer are for its logits, e = c, or for its probabilities, e_k = π_k (c_k − Σ_m π_m c_m). Nothing else
 * gets from F to the policy.
 */
export const tdca = define("tdca", "an evolved network hands out the credit", {});

/** Control: what is learned is not learned from feedback. */
export const tdcaZeroAdvantage = define("tdca:zero-advantage", "control: tdca that is told feedback 0", {
  advantage: "zero",
});

/** Control: feedback of the true size that does not tell good from bad. */
export const tdcaRandomSign = define(
  "tdca:random-sign",
  "control: tdca that is told the feedback with a random sign",
  { advantage: "random-sign" },
);

/** Control: F of the same shape with random parameters, others for each seed. */
export const tdcaUnevolved = define(
  "tdca:unevolved",
  "control: tdca with a top-down network that is random",
  {
    unevolved: true,
  },
);

function define(id: string, summary: string, form: Form): CreditRule {
  return {
    id,
    summary,
    source: "after Chen et al. 2022, arXiv 2208.01416",
    unbiased: false,
    defaultUnits: "tanh",
    ...(form.advantage && { advantage: form.advantage }),
    supports: (spec) => supports(id, spec),
    bind: (network, context) => bindForm(id, form, network, needsContext(id, context)),
  };
}

function supports(id: string, spec: NetworkSpec): true | string {
  const [head, ...others] = spec.heads;
  if (head.kind !== "softmax" || !head.fullLogits || others.length > 0) {
    return `rule "${id}" needs one choice and all its logits (agent.output "softmax-full"), which the network has not`;
  }
  return needsDeterministicUnits(id, spec);
}

function bindForm(id: string, form: Form, network: Network, context: RuleContext): BoundRule {
  const { engine, layers, output, replicas, batch } = network;
  const weights = topDownFor(id, context.topDown, network.spec);
  const { spec } = weights;
  const evolved = decodeParameters(weights);
  const f = new TopDownNetwork(
    network,
    spec,
    context.seeds.map((seed) => (form.unevolved ? unevolvedParameters(spec, seed) : evolved)),
  );
  const top = layers.length - 1;
  const activity = (): Tensor => engine.tensor(replicas, batch, output.units);
  const [credits, scaled, means] = [activity(), activity(), activity()];
  /** Makes of each sample's numbers their sum, once for each choice. */
  const sum = constantTensor(network, output.units + 1, output.units, (_, k) => Number(k < output.units));
  const one = constantTensor(network, 1, 1, () => 1);
  return {
    ...(f.feedback && { feedback: f.feedback }),
    credit(l) {
      const { eligibility, slope, p } = layers[l];
      if (l === top) f.evaluate();
      if (l < top) {
        f.credit(eligibility, l);
        engine.multiply(eligibility, eligibility, slope);
      } else if (spec.outputCredits === "logit") {
        f.credit(eligibility, l);
      } else {
        f.credit(credits, l);
        engine.multiply(scaled, credits, p);
        engine.affine(means, scaled, sum, one);
        engine.multiply(means, means, p);
        engine.score(eligibility, scaled, means);
      }
    },
  };
}
