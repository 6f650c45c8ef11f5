import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsThatDiffer } from "../../../src/cli/plan-differences.js";
import { loadTensorFlow } from "../../../src/engine/tf/load-tensorflow.js";
import { saveModel } from "../../../src/engine/tf/model-files.js";
import type { Experiment } from "../../../src/experiment/definition.js";
import { type Plan, planExperiment } from "../../../src/experiment/plan.js";
import { preflight } from "../../../src/experiment/preflight.js";
import { resolvedConfig } from "../../../src/experiment/report/settings-table.js";
import type { CommandLineSettings } from "../../../src/experiment/schema.js";
import { planDifferences } from "../../../src/experiment/store/plan-differences.js";
import { parseCommandLineSettings, parseExperiment } from "../../../src/experiment/validate.js";
import { sessionStart } from "../../../src/export/hyperparameters.js";
import { denseModel } from "../../agents/model/models.js";
import { EXPERIMENT, temporaryFolder } from "../tiny.js";
import { DENSE, put } from "./modules.js";

const directory = temporaryFolder();
const { tf } = await loadTensorFlow("tfjs-wasm");
put(directory, "dense.ts", DENSE());
put(directory, "models/other.ts", DENSE("initialiseModel(tf, model, seed + 1);"));
for (const outputs of [1, 2]) {
  const model = denseModel(tf, 4, [3], outputs);
  await saveModel(model, join(directory, `saved-${outputs}`));
  model.dispose();
}

/** Fields that a native agent of CartPole has, for a model. */
const AGENT = { rates: [0.01], critic: { hidden: [4], rates: [0.01, 0.01] } };
const planned = (changes: Partial<Experiment>, commandLine: CommandLineSettings = {}): Plan => {
  const experiment = parseExperiment({ ...EXPERIMENT, rules: ["backprop"], seeds: 1, ...changes });
  return planExperiment({ experiment, directory }, parseCommandLineSettings(commandLine));
};
const one = (agent: Experiment["agent"], more: Partial<Experiment> = {}): Plan =>
  planned({ agent: { ...AGENT, ...agent }, ...more });

describe("agent.model", () => {
  it("is a path relative to the experiment's file; the plan has it with a checksum, and no hidden layers", () => {
    const plan = one({ model: "./dense.ts" });
    expect(plan.arms[0]!.models).toEqual({
      actor: {
        ...{ id: "./dense.ts", path: join(directory, "dense.ts") },
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(plan.arms[0]!.agent.hidden).toEqual([]);
    expect(plan.engine).toBe("tf");
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it("may be a saved folder, or the model.json in it; all its files count", () => {
    const ofFolder = one({ model: "saved-1" }).arms[0]!.models!.actor!;
    expect(ofFolder.path).toBe(join(directory, "saved-1"));
    expect(one({ model: "saved-1/model.json" }).arms[0]!.models!.actor).toEqual({
      ...ofFolder,
      id: "saved-1/model.json",
    });
    cpSync(join(directory, "saved-1"), join(directory, "spoilt"), { recursive: true });
    const shaOf = (): string => one({ model: "spoilt" }).arms[0]!.models!.actor!.sha256;
    expect(shaOf()).toBe(ofFolder.sha256);
    writeFileSync(join(directory, "spoilt/weights.bin"), "other weights");
    expect(shaOf()).not.toBe(ofFolder.sha256);
  });

  it("may be set by rule, variant and command line, and taken back", () => {
    const ids = (plan: Plan) => plan.arms.map(({ models }) => models?.actor?.id);
    const rules = ["backprop", "backprop@model", "weight-max"];
    const native = { agent: { hidden: [4], rates: [0.01, 0.01], critic: AGENT.critic } };
    const byRule = { rules, ...native, perRule: { "backprop@model": { model: "./dense.ts", rates: [0.1] } } };
    expect(ids(planned(byRule))).toEqual([undefined, "./dense.ts", undefined]);
    expect(planned(byRule).arms.map(({ agent }) => agent.hidden)).toEqual([[4], [], [4]]);
    const path = join(directory, "models/other.ts");
    const other = { perRule: { "backprop@model": { model: path } } };
    expect(ids(planned(byRule, other))[1]).toBe(path);
    expect(ids(planned({ ...byRule, variants: { other }, variant: "other" }))[1]).toBe(path);
    const back = planned(byRule, { perRule: { "backprop@model": { model: null, rates: [0.1, 0.1] } } });
    expect(back.arms[1]).not.toHaveProperty("models");
    expect(back.arms[1]!.agent.hidden).toEqual([4]);
    expect(back.engine).toBe("wasm");
  });

  it("of a critic is for any rule", () => {
    const agent = { hidden: [4], rates: [0.01, 0.01], critic: { rates: [0.01], model: "saved-1" } };
    const { arms, engine } = planned({ rules: ["weight-max"], agent });
    expect(arms[0]!.models).toEqual({ critic: expect.objectContaining({ id: "saved-1" }) });
    expect(arms[0]!.agent).toMatchObject({ hidden: [4], critic: { hidden: [] } });
    expect(engine).toBe("tf");
  });

  it("stands with its checksum in tables, reports and exports, without where it lies", () => {
    const plan = planned({
      rules: ["backprop", "backprop@other"],
      agent: { ...AGENT, model: "./dense.ts" },
      perRule: { "backprop@other": { model: "models/other.ts" } },
    });
    const [a, b] = settingsThatDiffer(plan.arms);
    expect(a).toMatch(/^model \.\/dense\.ts \(sha256 [0-9a-f]{12}\)$/);
    expect(b).toContain("model models/other.ts");
    for (const text of [JSON.stringify(resolvedConfig(plan.arms[0]!)), told(plan)]) {
      expect(text).toContain("./dense.ts (sha256 ");
      expect(text).not.toContain(directory);
    }
  });

  it("may lie elsewhere when a run goes on, but must be the same", () => {
    const before = one({ model: "./dense.ts" });
    const elsewhere = temporaryFolder();
    put(elsewhere, "dense.ts", DENSE());
    const experiment = {
      ...EXPERIMENT,
      rules: ["backprop"],
      seeds: 1,
      agent: { ...AGENT, model: "./dense.ts" },
    };
    const again = (): Plan => planExperiment({ experiment, directory: elsewhere });
    expect(again().arms[0]!.models!.actor!.path).toBe(join(elsewhere, "dense.ts"));
    expect(planDifferences(before, again())).toEqual([]);
    put(elsewhere, "dense.ts", DENSE("initialiseModel(tf, model, 1);"));
    expect(planDifferences(before, again())).toEqual([
      expect.stringMatching(/^CartPole-v1, backprop: agent\.model was "\.\/dense\.ts \(sha256 .* and is "/),
    ]);
  });
});

const told = (plan: Plan): string =>
  Buffer.from((sessionStart(plan.arms[0]!, 0) as { content: Uint8Array }).content).toString();

const MODULE = (code: string): string => {
  const name = `module-${modules++}.ts`;
  put(directory, name, code);
  return name;
};
let modules = 0;

describe("is refused in a sentence when it is planned:", () => {
  const refused: readonly (readonly [string, () => Plan, string])[] = [
    [
      "what is not there",
      () => one({ model: "./dens.ts" }),
      'agent.model is "./dens.ts", which is not there: allowed is the path of a module that makes a model of TensorFlow.js, or of a folder that holds one (model.json)',
    ],
    [
      "a folder of something else",
      () => one({ model: "models" }),
      'agent.model is "models", a folder without model.json: allowed is the path of a module that makes a model of TensorFlow.js, or of a folder that holds one (model.json)',
    ],
    [
      "a function in the experiment itself",
      () => one({ model: (() => {}) as never }),
      "agent.model is a function: allowed is the path of a module that makes a model of TensorFlow.js, or of a folder that holds one, or null",
    ],
    [
      "hidden layers beside it",
      () => one({ model: "dense.ts", hidden: [4] }),
      "agent.hidden is [4] beside agent.model, which takes the place of all hidden layers: allowed is []",
    ],
    [
      "rates of layers",
      () => one({ model: "dense.ts", rates: [0.1, 0.2] }),
      "CartPole-v1, backprop: agent.rates is [0.1,0.2]: beside agent.model allowed is a list of one rate, that of all its weights",
    ],
    [
      "another rule",
      () => one({ model: "dense.ts" }, { rules: ["backprop", "weight-max"] }),
      'CartPole-v1, weight-max: agent.model is "dense.ts", and rule "weight-max" trains units, not models: allowed is "backprop", for which alone perRule.backprop sets a model',
    ],
    [
      "another engine",
      () => one({ model: "dense.ts" }, { engine: "wasm" }),
      'engine is "wasm", and agent.model is "dense.ts": allowed is tf, or auto',
    ],
    [
      "diagnostics",
      () => one({ model: "dense.ts" }, { diagnostics: true }),
      "diagnostics is set, and CartPole-v1, backprop has agent.model: diagnostics look at layers of units, so allowed is false, or null for the model",
    ],
    [
      "a search through models",
      () =>
        one(
          { model: "dense.ts" },
          { sweep: { search: "grid", space: { model: ["dense.ts", "models/other.ts"] } } },
        ),
      'CartPole-v1, backprop: sweep.space.model[0] is "dense.ts": in a search allowed is null',
    ],
  ];
  it.each(refused)("%s", (_, plan, message) => {
    expect(plan).toThrow(message);
  });
});

describe("is refused in a sentence before anything runs:", () => {
  const NEW = "tf.sequential({ layers: [tf.layers.dense({ units: outputs, inputShape: [inputs] })] })";
  const refused: readonly (readonly [string, NonNullable<Experiment["agent"]>, string | RegExp])[] = [
    [
      "weights that are other ones each time",
      { model: MODULE(DENSE("")) },
      /^CartPole-v1, backprop: agent\.model is "module-\d+\.ts", which gives a model other weights each time: allowed is to draw them from the request's seed, as initialiseModel\(tf, model, seed\) does$/,
    ],
    [
      "the same model again",
      { model: MODULE(`let model; export default ({ tf, inputs, outputs }) => (model ??= ${NEW});`) },
      /which gives the same model again: allowed is a new one for each call$/,
    ],
    [
      "no model",
      { model: MODULE("export default () => ({ layers: [] });") },
      /which makes another object: allowed is a tf\.LayersModel, such as tf\.sequential\(\) makes$/,
    ],
    [
      "no function",
      { model: MODULE("export default 3;") },
      /which exports 3 by default: allowed is a function that makes a model$/,
    ],
    ["no default export", { model: MODULE("export const model = 3;") }, /has no default export$/],
    [
      "a function that fails",
      { model: MODULE('export default () => { throw new Error("the moon is gone"); };') },
      /whose function failed: the moon is gone$/,
    ],
    [
      "several outputs",
      {
        model: MODULE(`export default ({ tf, inputs, outputs }) => {
          const x = tf.input({ shape: [inputs] });
          const of = (units) => tf.layers.dense({ units, kernelInitializer: "zeros" }).apply(x);
          return tf.model({ inputs: x, outputs: [of(outputs), of(1)] });
        };`),
      },
      /: the model has 2 outputs: allowed is one, as actor and critic, each a model of its own, share no layers$/,
    ],
    [
      "an output of another size",
      { model: "saved-2" },
      'CartPole-v1, backprop: the model puts out 2 numbers, but the action space Discrete(2) needs 1 with agent.output "softmax", which fixes the last logit of a choice to 0; "softmax-full" has one for each',
    ],
    [
      "an input of another size",
      {
        model: MODULE(`export default ({ tf, outputs }) =>
          tf.sequential({ layers: [tf.layers.dense({ units: outputs, inputShape: [7], kernelInitializer: "zeros" })] });`),
      },
      /the model takes 7 numbers, but an observation has 4: allowed is a model with an input of that size$/,
    ],
    [
      "a layer whose derivative the backend lacks, with what to run",
      {
        model: MODULE(`export default ({ tf, inputs, outputs }) => tf.sequential({ layers: [
          tf.layers.reshape({ targetShape: [2, 2, 1], inputShape: [inputs] }),
          tf.layers.conv2d({ filters: 1, kernelSize: 2, kernelInitializer: "ones" }),
          tf.layers.flatten(),
          tf.layers.dense({ units: outputs, kernelInitializer: "zeros" }) ] });`),
      },
      /the model cannot be differentiated on the backend "wasm" of TensorFlow\.js \(.*Conv2DBackpropFilter.*\); run `creditgym engines install`/,
    ],
    [
      "a critic that nobody asks",
      { model: "saved-1", feedback: "return", baseline: "mean", critic: { model: "saved-1", rates: [0.1] } },
      /criticModel is given, but with agent\.feedback "return" there is no critic/,
    ],
  ];
  it.each(refused)("%s", async (_, agent, message) => {
    const before = tf.memory().numTensors;
    await expect(preflight({ ...one(agent), backend: "tfjs-wasm" })).rejects.toThrow(message);
    // Where a derivative fails, tfjs keeps what it saved for it.
    if (!String(message).includes("Backprop")) expect(tf.memory().numTensors).toBe(before);
  });

  it("and a good one is made and gone again", async () => {
    const before = tf.memory().numTensors;
    await preflight({
      ...one({ model: "dense.ts", critic: { model: "saved-1", rates: [0.01] } }),
      backend: "tfjs-wasm",
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
