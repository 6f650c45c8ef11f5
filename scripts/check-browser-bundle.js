// Bundles the platform-neutral parts for browsers and runs them with nothing but what browsers have:
// a short training of CartPole on the wasm engine, through the streams.
import vm from "node:vm";
import { build } from "esbuild";

const program = `
  import { makeVec } from "gymnasium-js";
  import { lastValueFrom, toArray } from "rxjs";
  import "./envs/bandits/index.js";
  import { taskFamily } from "./envs/families/index.js";
  import { DEFAULT_AGENT } from "./agents/config.js";
  import { creditRules } from "./agents/rules/index.js";
  import { createTeamAgent } from "./agents/team-agent.js";
  import { encodeParameters } from "./agents/top-down/top-down-weights.js";
  import { unevolvedParameters } from "./agents/top-down/unevolved.js";
  import { createReferenceEngine } from "./src/engine/reference/reference-engine.js";
  import { createWasmEngine } from "./src/engine/wasm/wasm-engine.js";
  import { mean } from "./src/statistics/index.js";
  import { budget, episodes, interact } from "./src/streams/index.js";

  const spec = { actions: 2, hidden: [6], units: [8, 4], mode: "centred", outputCredits: "logit", diffusion: null };
  const topDown = { name: "bundle", spec, parameters: encodeParameters(unevolvedParameters(spec, 1)) };

  async function train(createEngine, rule) {
    const env = makeVec("CartPole-v1", { numEnvs: 1 });
    const { observationSpace, actionSpace } = env;
    const critic = { ...DEFAULT_AGENT.critic, hidden: [8, 4] };
    const config = { ...DEFAULT_AGENT, hidden: [8, 4], output: "softmax-full", topDown, critic };
    const agent = createTeamAgent({ engine: createEngine(), rule, config, observationSpace, actionSpace, seeds: [1], batch: 1 });
    const run = interact(env, agent, { seed: 1 });
    const ended = await lastValueFrom(run.pipe(budget({ episodes: 5 }), episodes(), toArray()));
    return mean(ended.map((episode) => episode.return));
  }
  const digits = taskFamily("digits");
  const { observations } = digits.makeVec(digits.sample("training", 1, 100)).reset({ seed: 1 });
  if (new Set(observations).size < 1000) throw new Error("there are no images of digits");
  globalThis.result = Promise.all(creditRules.flatMap((rule) => [createReferenceEngine, createWasmEngine].map((engine) => train(engine, rule))));
`;

const { outputFiles } = await build({
  stdin: { contents: program, resolveDir: new URL("..", import.meta.url).pathname, loader: "ts" },
  bundle: true,
  format: "iife",
  platform: "browser",
  // Without the paths to the sources: as a user's bundler finds the package, with what stands for the bridge there.
  tsconfigRaw: {},
  minify: true,
  write: false,
});
const browserGlobals = {
  WebAssembly,
  atob,
  btoa,
  performance,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  MessageChannel,
  TextEncoder,
  TextDecoder,
  console,
};
const context = vm.createContext({ ...browserGlobals });
vm.runInContext(outputFiles[0].text, context);
const returns = await context.result;
if (!returns.every((value) => Number.isFinite(value) && value > 0)) {
  throw new Error(`training in the bundle gave the returns ${returns}`);
}
const kilobytes = (outputFiles[0].contents.length / 1000).toFixed(0);
console.log(`browser bundle: ${kilobytes} kB, trained ${returns.length} agents without anything of Node`);
