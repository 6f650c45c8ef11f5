import { describe, expect, it } from "vitest";
import type { HeadSpec, NetworkSpec, UnitKind } from "../../../agents/networks/spec.js";
import { creditRules } from "../../../agents/rules/index.js";

const network = (kind: UnitKind, head: HeadSpec["kind"]): NetworkSpec => ({
  inputs: 3,
  hidden: [{ units: 4, kind }],
  heads: [{ kind: head, size: 2 }],
});
const bernoulliRules = creditRules.filter(({ defaultUnits }) => defaultUnits === "bernoulli");
const backprop = creditRules.find(({ id }) => id === "backprop")!;

describe("supports()", () => {
  it("divides the rules: seven on Bernoulli units, backprop on deterministic ones", () => {
    expect(bernoulliRules.map(({ id }) => id)).toEqual([
      "reinforce",
      "weight-max",
      "weight-max-author",
      "unbiased-weight-max",
      "unbiased-weight-max:posterior",
      "unbiased-weight-max:no-omega",
      "straight-through",
    ]);
  });

  it.each(bernoulliRules)("$id takes Bernoulli units under any stochastic head", (rule) => {
    expect(rule.supports(network("bernoulli", "softmax"))).toBe(true);
    expect(rule.supports(network("bernoulli", "bernoulli"))).toBe(true);
    expect(rule.supports(network("bernoulli", "gaussian"))).toBe(true);
  });

  it("takes Gaussian hidden units under reinforce alone", () => {
    const takers = creditRules.filter((rule) => rule.supports(network("gaussian", "softmax")) === true);
    expect(takers.map(({ id }) => id)).toEqual(["reinforce"]);
  });

  it.each(bernoulliRules)("$id refuses deterministic units, naming itself and them", (rule) => {
    const kinds = rule.id === "reinforce" ? "bernoulli or gaussian" : "bernoulli";
    expect(rule.supports(network("tanh", "softmax"))).toBe(
      `rule "${rule.id}" needs ${kinds} hidden units, but the network has tanh`,
    );
  });

  it.each(bernoulliRules)("$id refuses a linear head", (rule) => {
    expect(rule.supports(network("bernoulli", "linear"))).toBe(
      `rule "${rule.id}" needs stochastic output heads, but one is linear`,
    );
  });

  it("backprop takes deterministic units, under a linear head too, and refuses Bernoulli ones", () => {
    for (const kind of ["tanh", "relu", "leaky-relu", "softplus", "linear"] as const) {
      expect(backprop.supports(network(kind, "softmax"))).toBe(true);
      expect(backprop.supports(network(kind, "linear"))).toBe(true);
    }
    expect(backprop.supports(network("bernoulli", "softmax"))).toContain("but the network has bernoulli");
  });

  it("refuses a network with one unfit layer among others", () => {
    const mixed: NetworkSpec = {
      ...network("bernoulli", "softmax"),
      hidden: [
        { units: 4, kind: "bernoulli" },
        { units: 4, kind: "tanh" },
      ],
    };
    for (const rule of creditRules) expect(rule.supports(mixed)).toContain(rule.id);
  });
});
