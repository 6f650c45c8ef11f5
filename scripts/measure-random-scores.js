// Prints what uniformly random actions get per episode, a line of JSON for each environment: the `low` of
// src/experiment/score-ranges.ts. Python's environments need `npx creditgym gymnasium setup --extras box2d,mujoco`.
//
//     node scripts/measure-random-scores.js [--episodes N] [--seed N] [ID ...]
import { parseArgs } from "node:util";
import "creditgym";
import { isRemoteId, makeVec, PCG64, registeredSpecs } from "gymnasium-js";

const NUM_ENVS = 50;
/** Of Python's, those that experiments of creditgym's use and that have no twin here. */
const REMOTE = ["gymnasium:InvertedPendulum-v5", "gymnasium:LunarLander-v3"];

const { values, positionals } = parseArgs({
  options: { episodes: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
const perEnv = Math.ceil(Number(values.episodes) / NUM_ENVS);
const seed = Number(values.seed);
const ids = positionals.length > 0 ? positionals : [...registeredSpecs().map(({ id }) => id), ...REMOTE];

for (const id of ids) {
  const returns = await randomReturns(id);
  const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length;
  const squares = returns.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const error = Math.sqrt(squares / (returns.length - 1) / returns.length);
  console.log(JSON.stringify({ env: id, episodes: returns.length, mean, error }));
}

/** Each sub-environment plays equally many episodes: of all that are over first, too many would be short. */
async function randomReturns(id) {
  const settings = { numEnvs: NUM_ENVS };
  const env = isRemoteId(id)
    ? await makeVec(id, { ...settings, vectorizationMode: "sync", autoresetMode: "same-step" })
    : makeVec(id, settings);
  const act = randomActions(env.actionSpace);
  const sums = new Float64Array(NUM_ENVS);
  const left = new Int32Array(NUM_ENVS).fill(perEnv);
  const returns = [];
  await env.reset({ seed: 1000 * seed });
  while (returns.length < perEnv * NUM_ENVS) {
    const stepped = env.step(act());
    const { rewards, terminated, truncated } = stepped instanceof Promise ? await stepped : stepped;
    for (let i = 0; i < NUM_ENVS; i++) {
      sums[i] += rewards[i];
      if (terminated[i] === 0 && truncated[i] === 0) continue;
      if (left[i]-- > 0) returns.push(sums[i]);
      sums[i] = 0;
    }
  }
  await env.close();
  return returns;
}

/** Draws a batch of actions, the same array each time. */
function randomActions(space) {
  if (space.kind === "Discrete") {
    const generator = new PCG64(seed);
    const actions = new Int32Array(NUM_ENVS);
    return () => actions.map((_, i) => (actions[i] = generator.integers(0, space.n)));
  }
  space.seed(seed);
  const size = space.shape.reduce((product, length) => product * length, 1);
  const actions = new Float32Array(NUM_ENVS * size);
  return () => {
    for (let i = 0; i < NUM_ENVS; i++) actions.set(space.sample(), i * size);
    return actions;
  };
}
