import { describe, expect, it } from "vitest";
import { creditRules } from "../../../agents/rules/index.js";
import { reinforce } from "../../../agents/rules/reinforce.js";
import type { BoundRule, CreditRule } from "../../../agents/rules/rule.js";
import { straightThrough } from "../../../agents/rules/straight-through.js";
import { creditRuleConformance } from "../../conformance/credit-rule.js";

describe.each(creditRules)("$id", (rule) => {
  for (const check of creditRuleConformance(rule)) it(check.name, check.run);
});

describe("the conformance checks catch", () => {
  it("a biased rule that says it is unbiased", () => {
    expect(failures({ ...straightThrough, unbiased: true })).toEqual(["is unbiased if it says so"]);
  });

  it("a rule with a wrong sign", () => {
    const wrong = wrap(reinforce, (network, bound) => ({
      credit(l) {
        bound.credit(l);
        const { data } = network.layers[l].eligibility;
        if (l === 0) for (let k = 0; k < data.length; k++) data[k] = -data[k];
      },
    }));
    expect(failures(wrong)).toEqual(["is unbiased if it says so"]);
  });

  it("a rule that forgets a layer", () => {
    const lazy = wrap(reinforce, (_, bound) => ({
      credit(l) {
        if (l > 0) bound.credit(l);
      },
    }));
    expect(failures(lazy)).toContain("writes finite credit for every unit, at any temperature");
  });

  it("a rule that mixes the samples of a batch", () => {
    const centred = wrap(reinforce, (network, bound) => ({
      credit(l) {
        bound.credit(l);
        const { data } = network.layers[l].eligibility;
        let mean = 0;
        for (const value of data) mean += value / data.length;
        for (let k = 0; k < data.length; k++) data[k] -= mean;
      },
    }));
    expect(failures(centred)).toEqual(
      expect.arrayContaining([
        "gives each sample of a batch the credit that it gets alone",
        "gives each replica, bit for bit, what it gets alone",
      ]),
    );
  });

  it("a rule that remembers", () => {
    let calls = 0;
    const drifting = wrap(reinforce, (network, bound) => ({
      credit(l) {
        bound.credit(l);
        network.layers[l].eligibility.data[0] += calls++;
      },
    }));
    expect(failures(drifting)).toContain("gives the same credit when asked again");
  });

  it("a refusal that is no sentence about the rule", () => {
    const silent: CreditRule = {
      ...reinforce,
      supports: (spec) => reinforce.supports(spec) === true || "no",
    };
    expect(failures(silent)).toEqual(["takes some network, and refuses others with one sentence"]);
  });
});

function wrap(
  rule: CreditRule,
  bind: (network: Parameters<CreditRule["bind"]>[0], bound: BoundRule) => BoundRule,
): CreditRule {
  return { ...rule, bind: (network) => bind(network, rule.bind(network)) };
}

/** Names of the checks that the rule fails. */
function failures(rule: CreditRule): string[] {
  return creditRuleConformance(rule).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch {
      return [name.slice(rule.id.length + 2)];
    }
  });
}
