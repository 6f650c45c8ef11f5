import { describe, expect, it } from "vitest";
import {
  ACTIVATIONS,
  type HeadSpec,
  type NetworkSpec,
  type UnitKind,
} from "../../../agents/networks/spec.js";
import { creditRules } from "../../../agents/rules/index.js";

const network = (kind: UnitKind, head: HeadSpec["kind"], fullLogits = false): NetworkSpec => ({
  inputs: 3,
  hidden: [{ units: 4, kind }],
  heads: [{ kind: head, size: 2, fullLogits }],
});
const bernoulliRules = creditRules.filter(({ defaultUnits }) => defaultUnits === "bernoulli");
const deterministicRules = creditRules.filter(({ defaultUnits }) => defaultUnits === "tanh");
const topDownRules = deterministicRules.filter(({ id }) => id.startsWith("tdca"));
const otherRules = deterministicRules.filter((rule) => !topDownRules.includes(rule));

describe("supports()", () => {
  it("divides the rules: seven on Bernoulli units, the others on deterministic ones", () => {
    expect(otherRules.map(({ id }) => id)).toEqual(["backprop", "output-only", "direct-feedback-alignment"]);
    expect(topDownRules.map(({ id }) => id)).toEqual([
      "tdca",
      "tdca:zero-advantage",
      "tdca:random-sign",
      "tdca:unevolved",
    ]);
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

  it.each(otherRules)(
    "$id takes deterministic units, under a linear head too, and refuses Bernoulli ones",
    (rule) => {
      for (const kind of ACTIVATIONS) {
        expect(rule.supports(network(kind, "softmax"))).toBe(true);
        expect(rule.supports(network(kind, "linear"))).toBe(true);
      }
      expect(rule.supports(network("bernoulli", "softmax"))).toContain("but the network has bernoulli");
    },
  );

  it.each(topDownRules)("$id takes deterministic units under one full softmax, and nothing else", (rule) => {
    for (const kind of ACTIVATIONS) expect(rule.supports(network(kind, "softmax", true))).toBe(true);
    expect(rule.supports(network("bernoulli", "softmax", true))).toContain("but the network has bernoulli");
    const full = network("tanh", "softmax", true);
    for (const other of [
      network("tanh", "softmax"),
      network("tanh", "bernoulli"),
      network("tanh", "linear"),
      { ...full, heads: [...full.heads, ...full.heads] },
    ]) {
      expect(rule.supports(other)).toBe(
        `rule "${rule.id}" needs one choice and all its logits (agent.output "softmax-full"), which the network has not`,
      );
    }
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
