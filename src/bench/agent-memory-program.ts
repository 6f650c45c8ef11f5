// Prints how many bytes of memory the reference actor-critic takes, with an engine of its own as trials have it.
import type { Agent } from "../../agents/agent.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { createWasmEngine } from "../engine/wasm/wasm-engine.js";
import { referenceAgent } from "./subjects.js";

const AGENTS = 200;
const STEPS = 20;
const create = process.argv[2] === "wasm" ? createWasmEngine : createReferenceEngine;

/** Some steps are taken, as much is made only then. */
function worked(): Agent {
  const { env, agent } = referenceAgent("CartPole-v1", "weight-max", create());
  const observations = new Float32Array(4);
  const actions = new Int32Array(1);
  const rewards = new Float64Array(1);
  const [never, valid] = [new Uint8Array(1), new Uint8Array(1).fill(1)];
  const rest = { terminated: never, truncated: never, valid, rewards };
  const seen = { observations, nextObservations: observations, finalObservations: observations };
  for (let t = 0; t < STEPS; t++) {
    agent.act(observations, actions);
    agent.learn({ ...rest, ...seen, actions });
  }
  env.close();
  return agent;
}

function inUse(): number {
  globalThis.gc!();
  return process.memoryUsage.rss();
}

// What all share is there already.
const agents = [worked()];
const before = inUse();
while (agents.length <= AGENTS) agents.push(worked());
console.log((inUse() - before) / AGENTS);
// They are all still there.
if (agents.some((agent) => agent.state === undefined)) process.exitCode = 1;
