import type { Tensor } from "../../src/engine/engine.js";
import type { Network } from "../networks/network.js";
import type { BoundRule, CreditRule } from "./rule.js";
import { creditOutput, needsBernoulliUnits } from "./support.js";

interface Form {
  /** The posterior form in every hidden layer instead of the recursion below the top one. */
  readonly posteriorEverywhere: boolean;
  /** Whether the recursion reweights each term to the law that was sampled. */
  readonly omega: boolean;
}

/**
 * Unbiased Weight Maximization, after Chung 2023 (arXiv 2307.13270). The top hidden layer takes
 * e = q − p, with q the unit's posterior given the values above it. Lower layers sum the signals of
 * the units above, weighted by how much each depends on the unit:
 * s_i = Σ_j Δp_ij s_j ω_ij, e_i = p_i(1 − p_i) s_i.
 */
export const unbiasedWeightMax = define(
  "unbiased-weight-max",
  "posterior credit on top, recursive unbiased signals below",
  true,
  { posteriorEverywhere: false, omega: true },
);

/** The posterior form in every layer: unbiased, with more variance in deep networks. */
export const unbiasedWeightMaxPosterior = define(
  "unbiased-weight-max:posterior",
  "posterior credit in every layer",
  true,
  { posteriorEverywhere: true, omega: true },
);

/** The recursion with ω = 1: cheaper, slightly biased. */
export const unbiasedWeightMaxNoOmega = define(
  "unbiased-weight-max:no-omega",
  "unbiased-weight-max without its correction ω: cheaper, slightly biased",
  false,
  { posteriorEverywhere: false, omega: false },
);

function define(id: string, summary: string, unbiased: boolean, form: Form): CreditRule {
  return {
    id,
    summary,
    source: "after Chung 2023, arXiv 2307.13270",
    unbiased,
    defaultUnits: "bernoulli",
    supports: (spec) => needsBernoulliUnits(id, spec),
    bind: (network) => bindForm(network, form),
  };
}

function bindForm(network: Network, form: Form): BoundRule {
  const { engine, layers, replicas, batch } = network;
  const top = layers.length - 1;
  const likeHidden = (units: number): Tensor => engine.tensor(replicas, batch, units);
  const lambdas = layers.slice(0, top).map((layer) => likeHidden(layer.units));
  const signals = layers.slice(0, top).map((layer) => likeHidden(layer.units));
  return {
    credit(l) {
      if (l === top) {
        creditOutput(network);
        return;
      }
      const { eligibility, h, p } = layers[l];
      const { z, h: a, weights, temperature, heads, logScale } = layers[l + 1];
      if (l === top - 1 || form.posteriorEverywhere) {
        engine.logRatio(lambdas[l], h, z, a, weights, temperature, heads, logScale);
        engine.posteriorSignal(signals[l], eligibility, lambdas[l], p);
      } else {
        engine.recursiveSignal(
          signals[l],
          eligibility,
          h,
          p,
          z,
          a,
          signals[l + 1],
          weights,
          temperature,
          form.omega,
        );
      }
    },
  };
}
