import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym, finished, start } from "./creditgym.js";

const folder = temporaryFolder();
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const cart = ["compare", "--env", "CartPole-v1"];
const misspelt = file(
  "misspelt.ts",
  `import { defineExperiment } from "creditgym";
   export default defineExperiment({ name: "x", environments: ["CartPole-v1"], rules: ["reinforce"], seeds: 1,
     budget: { episodes: 1 }, agent: { hiden: [3] } });`,
);
const noExperiment = file("no-experiment.ts", "export const experiment = 1;");
const noModule = file("no-module.ts", "import './nowhere.js'; export default 1;");
const families = join(import.meta.dirname, "../fixtures/plug-ins/families.ts");
const json = file("broken.json", "{");
const cases = file("cases.json", "{}");

describe("bad usage ends with one sentence and exit code 2", () => {
  it.concurrent.each<[readonly string[], string | RegExp]>([
    [["compaer"], "unknown command 'compaer' (Did you mean compare?)"],
    [
      ["engines", "instal"],
      'engines is followed by "instal": allowed is nothing, or install or remove; did you mean "install"?',
    ],
    [["compare", "--rule", "x"], "unknown option '--rule' (Did you mean --rules?)"],
    [
      ["compare"],
      "neither an experiment nor --env or --family is given: allowed is any of them, such as `compare quickstart`",
    ],
    [
      ["compare", "quikstart"],
      'experiment is "quikstart": allowed is the path of a file, or one of quickstart, multiplexer, cart-pole, acrobot, frozen-lake, paper-weight-max, unseen-cart-pole, unseen-bandit, pendulum, mountain-car-continuous, gymnasium-cart-pole, lunar-lander, inverted-pendulum, unseen-classification; did you mean "quickstart"?',
    ],
    [
      ["compare", "--family", "cart-poles"],
      /^creditgym: family is "cart-poles": allowed is one of cart-pole, .*; did you mean "cart-pole"\?\n$/,
    ],
    [
      ["compare", "--family", "./nowhere.ts:mine"],
      /^creditgym: family is "\.\/nowhere\.ts:mine": there is no file .*nowhere\.ts\n$/,
    ],
    [
      ["compare", "--family", `${families}:dark-cart-pole`],
      /^creditgym: family is ".*families\.ts:dark-cart-pole": .*families\.ts registers no dark-cart-pole: allowed is one of /,
    ],
    [
      ["compare", "--env", "CartPol-v1"],
      "environment id: CartPol-v1 is not registered; did you mean CartPole-v1?",
    ],
    [
      [...cart, "--rules", "weigh-max"],
      /^creditgym: rules is "weigh-max": allowed is one of .*; did you mean "weight-max"\?\n$/,
    ],
    [
      [...cart, "--rules", "tdca", "--set", `agent.topDown=${folder}`],
      /^creditgym: agent\.topDown is ".*", a folder: allowed is the path of a top-down network's file/,
    ],
    [
      [...cart, "--rules", "reinforce,,backprop"],
      '--rules is "reinforce,,backprop": allowed is a list separated by commas, without empty entries',
    ],
    [
      [...cart, "--rules", "backprop,backprop"],
      'rules is ["backprop","backprop"]: allowed is a list of different rules',
    ],
    [
      [...cart, "--engine", "wsm"],
      'engine is "wsm": allowed is one of auto, reference, wasm, tf; did you mean "wasm"?',
    ],
    [
      [...cart, "--set", "agent.hiden=[3]"],
      /^creditgym: agent has no "hiden": allowed is one of .*; did you mean "hidden"\?\n$/,
    ],
    [
      [...cart, "--set", "agent.hidden"],
      '--set is "agent.hidden": allowed is path=value, such as agent.lambda=0.8',
    ],
    [[...cart, "--set", "agent.hidden=[0,3]"], "agent.hidden[0] is 0: allowed is an integer from 1 to 65536"],
    [[...cart, "--set", "agent.hidden=[-1]"], "agent.hidden[0] is -1: allowed is an integer from 1 to 65536"],
    [
      [...cart, "--set", "agent.discount=NaN"],
      'agent.discount is "NaN": allowed is a finite number from 0 to 1',
    ],
    [
      [...cart, "--set", "agent.hidden=[8]"],
      "CartPole-v1, reinforce: agent.rates needs an entry for each of the 2 layers (hidden and output), but it has 3",
    ],
    [
      [...cart, "--rules", "reinforce", "--set", "agent.hidden=[60000,60000]"],
      /agent\.hidden is \[60000, 60000\] with batch 1, which needs 67 GiB: allowed is up to 2 GiB/,
    ],
    [[...cart, "--set", "batch=0"], "batch is 0: allowed is an integer from 1 to 65536"],
    [[...cart, "--seeds", "0"], '--seeds is "0": allowed is an integer from 1 to 10000'],
    [
      [...cart, "--seed-list", "1,9007199254740992"],
      '--seed-list is "9007199254740992": allowed is an integer from 0 to 2^53 − 1 (9007199254740991)',
    ],
    [
      [...cart, "--set", "seeds=[1,9007199254740992]"],
      "seeds[1] is 9007199254740992: allowed is an integer from 0 to 2^53 − 1 (9007199254740991)",
    ],
    [
      ["evaluate", "nowhere", "--seed", "9007199254740992"],
      '--seed is "9007199254740992": allowed is an integer from 0 to 2^53 − 1 (9007199254740991)',
    ],
    [
      ["evaluate", "nowhere", "--trial-seed", "-1"],
      '--trial-seed is "-1": allowed is an integer from 0 to 2^53 − 1 (9007199254740991)',
    ],
    [[...cart, "--seeds", "two"], '--seeds is "two": allowed is an integer from 1 to 10000'],
    [
      [...cart, "--seed-list", "1,1"],
      "seeds is [1,1]: allowed is a list of different seeds, or how many (1 to 10000)",
    ],
    [
      [...cart, "--seeds", "2", "--seed-list", "1"],
      "--seeds and --seed-list are both given: allowed is one of the two",
    ],
    [
      [...cart, "--episodes", "1", "--steps", "1"],
      "--episodes and --steps are both given: allowed is one of the two",
    ],
    [[...cart, "--episodes", "-1"], '--episodes is "-1": allowed is an integer from 1 to 1000000000000'],
    [[...cart, "--workers", "0"], '--workers is "0": allowed is an integer from 1 to 1024'],
    [
      [...cart, "--rules", "reinforce,weight-max", "--set", "agent.units=tanh"],
      'CartPole-v1, reinforce: rule "reinforce" needs bernoulli or gaussian hidden units, but the network has tanh',
    ],
    [
      ["compare", "--env", "Acrobot-v1", "--rules", "reinforce", "--set", "agent.output=bernoulli"],
      /^creditgym: Acrobot-v1, reinforce: .*bernoulli/,
    ],
    [
      [...cart, "--out", folder],
      `--out is "${folder}", which exists: allowed is a new or empty folder for the run`,
    ],
    [
      ["compare", "--resume", "nowhere"],
      '--resume is "nowhere", which holds no experiment.json: allowed is the folder of a run',
    ],
    [[...cart, "--evaluate", "0"], '--evaluate is "0": allowed is an integer from 1 to 1000000'],
    [
      [...cart, "--set", 'sweep.space={"ratess[0]":[0.1]}', "--set", "sweep.search=grid"],
      /^creditgym: CartPole-v1, reinforce: sweep\.space\["ratess\[0\]"\]: agent has no "ratess": allowed is .*; did you mean "rates"\?\n$/,
    ],
    [
      [...cart, "--set", "evaluation.points=2", "--set", "batch=2", "--set", "groups=2"],
      "evaluation.points is 2, and CartPole-v1 has groups 2: while environments take turns, allowed is 1 (at the end)",
    ],
    [[...cart, "--replicas", "0"], '--replicas is "0": allowed is an integer from 1 to 1024'],
    [
      ["compare", "--env", "ws://localhost:1/CartPole-v1"],
      "ws://localhost:1/CartPole-v1: no server is there",
    ],
    [
      ["envs", "--check", "gymnasium:CartPole-v1"],
      "allowed here is an environment of this process; Gymnasium checks those of Python's itself",
    ],
    [["compare", "--env", "./nowhere.ts"], 'environment is "./nowhere.ts": there is no file'],
    [["compare", "--env", noExperiment], `${noExperiment} has no default export`],
    [["compare", misspelt], /misspelt\.ts.*agent has no "hiden"/],
    [["compare", noExperiment], `${noExperiment} has no default export`],
    [["compare", noModule], `${noModule} cannot be loaded: `],
    [["evaluate", "nowhere"], 'DIR is "nowhere", which is no folder: allowed is'],
    [["dashboard", "nowhere"], 'DIR is "nowhere", which is no folder: allowed is a folder of runs, or a run'],
    [["dashboard", "--port", "x"], '--port is "x": allowed is an integer from 0 to 65535'],
    [
      ["dashboard", "--port", "0", "--host", "no.such.host.invalid"],
      '--host is "no.such.host.invalid", where',
    ],
    [
      ["verify", "--rules", "reinforc"],
      /^creditgym: --rules is "reinforc": allowed is one of .*; did you mean "reinforce"\?\n$/,
    ],
    [["verify", "--cases", "nowhere.json"], '--cases is "nowhere.json": it cannot be read (ENOENT)'],
    [["verify", "--cases", json], `--cases is "${json}": it is no JSON`],
    [["verify", "--cases", cases], /cases\.json/],
    [
      ["envs", "--check", "CartPole-v7"],
      "environment id: CartPole-v7 is not registered; did you mean CartPole-v1?",
    ],
    [
      ["envs", "--trajectory", "x.json"],
      '--trajectory is "x.json" without --check: allowed is with --check ID only',
    ],
    [
      ["envs", "--check", "CartPole-v1", "--trajectory", "x.json"],
      '--trajectory is "x.json": it cannot be read (ENOENT)',
    ],
    [["envs", "--check", "CartPole-v1", "--trajectory", cases], /trajector/],
  ])("creditgym %j", async (args, message) => {
    const { code, stdout, stderr } = await creditgym(...args, ...(args[0] === "compare" ? ["--quiet"] : []));
    if (typeof message === "string") expect(stderr).toContain(message);
    else expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^creditgym: [^\n]+\n$/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

it("an environment of Python's without Python ends with what to do, and leaves nothing behind", async () => {
  const { GYMNASIUM_PYTHON: _python, ...env } = process.env;
  const out = join(folder, "no-python");
  const args = ["compare", "--env", "gymnasium:LunarLander-v3", "--quiet", "--out", out];
  const home = join(folder, "no-home");
  const ended = await finished(start(args, undefined, { ...env, GYMNASIUM_JS_HOME: home }));
  expect(ended).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "creditgym: gymnasium:LunarLander-v3: Python's Gymnasium is not set up here; run " +
      "`npx creditgym gymnasium setup --extras box2d`\n",
  });
  expect([existsSync(out), existsSync(home)]).toEqual([false, false]);
});
