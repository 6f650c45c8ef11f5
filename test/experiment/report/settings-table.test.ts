import { describe, expect, it } from "vitest";
import type { Experiment } from "../../../src/experiment/definition.js";
import { type PlannedArm, planExperiment } from "../../../src/experiment/plan.js";
import {
  resolvedConfig,
  settingsByPath,
  settingsTable,
} from "../../../src/experiment/report/settings-table.js";
import { EXPERIMENT } from "../tiny.js";

const planned = (changes: Partial<Experiment>): readonly PlannedArm[] =>
  planExperiment({ experiment: { ...EXPERIMENT, ...changes }, directory: "." }, {}).arms;

/** What a report's table says of some units, by rules. */
function unitsInTable(arms: readonly PlannedArm[]): Record<string, string> | undefined {
  const table = settingsTable(arms);
  const place = table?.columns.findIndex(({ header }) => header === "units") ?? -1;
  if (table === undefined || place < 0) return undefined;
  return Object.fromEntries(table.rows.map((row) => [String(row[1]), String(row[place])]));
}

const unitsByArm = (arms: readonly PlannedArm[]) =>
  settingsByPath(arms).find(({ path }) => path === "units")?.values;

describe("units that an experiment leaves to the rule", () => {
  const settings = { hidden: [4], rates: [0.1, 0.1] };

  it("are told as what they are, in reports as on the live page", () => {
    const arms = planned({ rules: ["weight-max", "backprop", "reinforce"], agent: settings });
    expect(arms.map(({ agent }) => agent.units)).toEqual([null, null, null]);
    expect(unitsInTable(arms)).toEqual({ "weight-max, reinforce": "bernoulli", backprop: "tanh" });
    expect(unitsByArm(arms)).toEqual(["bernoulli", "tanh", "bernoulli"]);
    expect(resolvedConfig(arms[1]!)).toMatchObject({ agent: { units: "tanh" } });
  });

  it("do not differ from the same ones that were chosen", () => {
    const arms = planned({
      rules: ["reinforce", "reinforce@same", "reinforce@other"],
      agent: settings,
      perRule: { "reinforce@same": { units: "bernoulli" }, "reinforce@other": { units: "gaussian" } },
    });
    expect(unitsInTable(arms)).toEqual({
      "reinforce, reinforce@same": "bernoulli",
      "reinforce@other": "gaussian",
    });
    expect(unitsInTable(arms.slice(0, 2))).toBeUndefined();
  });

  it("are none without hidden layers, and unknown of a rule that this version does not know", () => {
    const [arm] = planned({ rules: ["backprop"], agent: { hidden: [], rates: [0.1] } });
    expect(resolvedConfig(arm!)).toMatchObject({ agent: { units: null } });
    const [other] = planned({ rules: ["backprop"], agent: settings });
    expect(resolvedConfig({ ...other!, rule: "of-tomorrow" })).toMatchObject({ agent: { units: null } });
  });
});
