import { makeVec, type VectorReset, type VectorStep } from "gymnasium-js";
import { DEFAULT_AGENT } from "../../../agents/config.js";
import { logProbability } from "../../../agents/diagnostics/log-probability.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createTeamAgent } from "../../../agents/team-agent.js";
import type { MixtureTask } from "../../../envs/families/index.js";
import { createWasmEngine } from "../../../src/engine/wasm/wasm-engine.js";

interface Fit {
  readonly logLoss: number;
  readonly accuracy: number;
}

const BATCH = 32;
const UPDATES = 150;
/** Batches that are looked at. */
const LOOKS = 16;

/** 150 Adam steps of backpropagation from labels, gradient norm ≤ 1, and what came of them. */
export function learn(
  id: string,
  task: Pick<MixtureTask, "set">,
  hidden: readonly number[],
  rates: readonly number[],
  seed: number,
): { readonly training: Fit; readonly test: Fit } {
  const env = makeVec(id, { ...task, numEnvs: BATCH });
  const agent = createTeamAgent({
    engine: createWasmEngine(),
    rule: creditRule("backprop"),
    config: {
      ...{ ...DEFAULT_AGENT, hidden, rates, output: "softmax-full", feedback: "label" },
      ...{ gradientNorm: 1, initialisation: "fan-in" },
    },
    ...{ observationSpace: env.observationSpace, actionSpace: env.actionSpace, seeds: [seed], batch: BATCH },
  });
  const actions = new Int32Array(BATCH);
  let observations = (env.reset({ seed }) as VectorReset).observations.slice();
  for (let update = 0; update < UPDATES; update++) {
    agent.act(observations, actions);
    const step = env.step(actions) as VectorStep;
    agent.learn({ ...step, observations, actions, nextObservations: step.observations });
    observations = step.observations.slice();
  }
  const measure = (set: string): Fit => {
    const other = makeVec(id, { ...task, set, numEnvs: BATCH });
    let { observations: samples, infos } = other.reset({ seed: 1000 }) as VectorReset;
    const { output } = agent.actor;
    let logLoss = 0;
    let right = 0;
    for (let look = 0; look < LOOKS; look++) {
      agent.act(samples, actions);
      for (let i = 0; i < BATCH; i++) {
        const label = (infos.label as Int32Array)[i]!;
        const p = output.p.data.subarray(i * output.units, (i + 1) * output.units);
        if (p.indexOf(Math.max(...p)) === label) right++;
        for (let j = 0; j < p.length; j++) output.h.data[i * output.units + j] = j === label ? 1 : 0;
        logLoss -= logProbability(output, i);
      }
      ({ observations: samples, infos } = other.step(actions) as VectorStep);
    }
    return { logLoss: logLoss / (LOOKS * BATCH), accuracy: right / (LOOKS * BATCH) };
  };
  return { training: measure("training"), test: measure("test") };
}
