import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import evolveBandit from "../../experiments/evolve-bandit.js";
import evolveCartPole from "../../experiments/evolve-cart-pole.js";
import evolveClassification from "../../experiments/evolve-classification.js";
import type { Evolution } from "../../src/evolution/definition.js";
import { evolutionSettingsSchema } from "../../src/evolution/evolution-schema.js";
import { planEvolution } from "../../src/evolution/plan-evolution.js";
import { parseAssignments } from "../../src/experiment/settings.js";
import { readTopDownFile } from "../../src/experiment/top-down-file.js";
import { parse } from "../../src/experiment/validate.js";

const weights = join(import.meta.dirname, "../../weights");
const adam = ["agent.optimizer.kind=adam", "agent.rates=[0.05,0.1]"];
const diffused = "topDown.diffusion.credits=4";

/** What docs/unseen-tasks.md says that each was evolved with, and its `--set`. */
const COMMANDS: readonly (readonly [string, Evolution, readonly string[]])[] = [
  ["cart-pole", evolveCartPole, []],
  ["cart-pole-diffused", evolveCartPole, [diffused]],
  ["cart-pole-adam", evolveCartPole, adam],
  ["cart-pole-adam-diffused", evolveCartPole, [...adam, diffused]],
  ["contextual-bandit-wide", evolveBandit, []],
  ["contextual-bandit-wide-diffused", evolveBandit, [diffused]],
  ["contextual-bandit-wide-centred", evolveBandit, ["topDown.mode=centred", "agent.rates=[3,3]"]],
  ["class-mixtures", evolveClassification, []],
  ["digits", evolveClassification, ["family=digits"]],
];

it("is known of every network that comes along how it was made", () => {
  const names = readdirSync(weights).map((file) => file.replace(/\.safetensors$/, ""));
  expect(names.sort()).toEqual(COMMANDS.map(([name]) => name).sort());
});

it.each(COMMANDS)("%s has the record of its evolution as it is now", (name, evolution, set) => {
  const plan = planEvolution(evolution, parse(evolutionSettingsSchema, parseAssignments(set)));
  const { weights: network, made } = readTopDownFile(join(weights, `${name}.safetensors`));
  const { config, seed } = made as { readonly config: object; readonly seed: number };
  expect({ seed, spec: network.spec }).toEqual({ seed: plan.seed, spec: plan.topDown });
  // There may be settings by now that there were not, with which nothing is different.
  expect(plan).toMatchObject(config);
});
