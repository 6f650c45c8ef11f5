import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it, test } from "vitest";
import { decodeParameters } from "../../agents/top-down/top-down-weights.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { settingsOf } from "../../src/cli/compare-settings.js";
import { settingsThatDiffer } from "../../src/cli/plan-differences.js";
import { UsageError } from "../../src/errors/usage-error.js";
import type { Experiment } from "../../src/experiment/definition.js";
import { type Plan, planExperiment } from "../../src/experiment/plan.js";
import { preflight } from "../../src/experiment/preflight.js";
import { readableAgent } from "../../src/experiment/readable-agent.js";
import { resolvedConfig, settingsTable } from "../../src/experiment/report/settings-table.js";
import type { CommandLineSettings } from "../../src/experiment/schema.js";
import { planDifferences } from "../../src/experiment/store/plan-differences.js";
import { writeTopDownFile } from "../../src/experiment/top-down-file.js";
import { parseExperiment } from "../../src/experiment/validate.js";
import { sessionStart } from "../../src/export/hyperparameters.js";
import { SMALL_SPEC, weightsOf } from "../agents/top-down/weights.js";
import { EXPERIMENT, temporaryFolder } from "./tiny.js";

const directory = temporaryFolder();
mkdirSync(join(directory, "weights"));
for (const seed of [1, 2]) {
  writeTopDownFile(join(directory, `weights/${seed}.safetensors`), {
    ...{ name: `number ${seed}`, spec: SMALL_SPEC, made: null },
    parameters: unevolvedParameters(SMALL_SPEC, seed),
  });
}
const AGENT = { hidden: [4, 3], rates: [0.1, 0.1, 0.1], output: "softmax-full" } as const;

const planned = (changes: Partial<Experiment>, commandLine: CommandLineSettings = {}): Plan =>
  planExperiment(
    { experiment: { ...EXPERIMENT, rules: ["tdca", "backprop"], ...changes }, directory },
    commandLine,
  );
const one = (file: string, more: Partial<Experiment> = {}): Plan =>
  planned({ agent: { ...AGENT, topDown: file }, ...more });
const nameOf = (plan: Plan, arm = 0): string | undefined => plan.arms[arm]!.agent.topDown?.name;

describe("agent.topDown", () => {
  it("is a path relative to the experiment's file; the plan holds the network itself", () => {
    const plan = one("weights/1.safetensors");
    const { topDown } = plan.arms[0]!.agent;
    expect(topDown).toMatchObject({ name: "number 1", spec: SMALL_SPEC });
    expect(decodeParameters(topDown!)).toEqual(unevolvedParameters(SMALL_SPEC, 1));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it("may be set by rule, environment, variant and command line, as other settings", () => {
    const agent = { ...AGENT, topDown: "weights/1.safetensors" };
    const second = { topDown: "./weights/2.safetensors" };
    const byRule = planned({ agent, perRule: { backprop: second } });
    expect([nameOf(byRule, 0), nameOf(byRule, 1)]).toEqual(["number 1", "number 2"]);
    const byEnvironment = planned({
      agent,
      perEnvironment: { "CartPole-v1": { perRule: { tdca: second } } },
    });
    expect(nameOf(byEnvironment)).toBe("number 2");
    expect(nameOf(planned({ agent, variants: { other: { agent: second } }, variant: "other" }))).toBe(
      "number 2",
    );
    // On the command line paths start where the user is.
    const path = relative(process.cwd(), join(directory, "weights/2.safetensors"));
    expect(nameOf(planned({ agent }, settingsOf({ set: [`agent.topDown=${path}`] })))).toBe("number 2");
    expect(nameOf(planned({ agent }, settingsOf({ set: ["agent.topDown=null"] })))).toBeUndefined();
  });

  it("may be the network itself", () => {
    const agent = { ...AGENT, topDown: weightsOf() };
    const experiment = parseExperiment({ ...EXPERIMENT, agent });
    expect(planExperiment({ experiment, directory }).arms[0]!.agent.topDown).toEqual(weightsOf());
    expect(() =>
      parseExperiment({ ...EXPERIMENT, agent: { ...AGENT, topDown: { ...weightsOf(), spec: {} } } }),
    ).toThrow("agent.topDown.spec.actions is missing");
    expect(() => parseExperiment({ ...EXPERIMENT, agent: { ...AGENT, topDown: 3 } })).toThrow(
      "agent.topDown is 3: allowed is the path of a top-down network's file, the name of one that comes along, or null",
    );
  });

  it("that is neither a file nor a name is refused, and so are files of something else", () => {
    expect(() => one("cart-pole-4")).toThrow(
      'agent.topDown is "cart-pole-4": allowed is the path of a top-down network\'s file',
    );
    expect(() => one("../package.json")).toThrow("agent.topDown is");
    const folder = expect(() => one("weights"));
    folder.toThrow(UsageError);
    folder.toThrow('agent.topDown is "weights", a folder: allowed is the path of a top-down network\'s file');
    expect(() => planned({ agent: { ...AGENT, topDown: import.meta.filename } })).toThrow(
      "is no top-down network",
    );
  });

  it("does not fit every policy: the plan's check says so", async () => {
    await expect(preflight(one("weights/1.safetensors"))).resolves.toHaveLength(2);
    const other = one("weights/1.safetensors", { perRule: { tdca: { hidden: [4], rates: [1, 1] } } });
    await expect(preflight(other)).rejects.toThrow(
      "CartPole-v1, tdca: agent.topDown.spec.units is [4,3]: allowed is [4], the policy's hidden layers",
    );
    const none = planned({ agent: AGENT });
    await expect(preflight(none)).rejects.toThrow('agent.topDown is null: with rule "tdca"');
  });

  it("is not searched for", () => {
    const sweep = { search: "grid", space: { topDown: ["weights/1.safetensors"] }, seeds: 1 } as const;
    expect(() => one("weights/2.safetensors", { sweep })).toThrow(
      'sweep.space.topDown[0] is "weights/1.safetensors": in a search allowed is null',
    );
  });
});

test("nothing that people read has the parameters, and all of it has their number", () => {
  const plan = one("weights/1.safetensors", { perRule: { backprop: { topDown: null } } });
  const [arm] = plan.arms;
  const { parameters } = arm!.agent.topDown!;
  const [now] = [one("weights/2.safetensors", { perRule: { backprop: { topDown: null } } })];
  const texts = {
    agent: JSON.stringify(readableAgent(arm!.agent)),
    report: JSON.stringify(resolvedConfig(arm!)),
    table: JSON.stringify(settingsTable(plan.arms)),
    terminal: settingsThatDiffer(plan.arms)[0]!,
    tensorboard: Buffer.from((sessionStart(arm!, 0) as { content: Uint8Array }).content).toString("latin1"),
    differences: planDifferences(plan, now!).settings.join("\n"),
  };
  for (const [name, text] of Object.entries(texts)) {
    expect(text, name).not.toContain(parameters.slice(0, 20));
    expect(text, name).toMatch(/79 \(sha256 [0-9a-f]{12}\)/);
    expect(text, name).toContain("number 1");
  }
  expect(planDifferences(plan, JSON.parse(JSON.stringify(plan)) as Plan)).toEqual({
    settings: [],
    modules: [],
  });
});
