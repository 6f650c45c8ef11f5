import { type Discrete, type NativeVectorEnv, packingOf } from "gymnasium-js";
import { checkConfig } from "../../agents/check-config.js";
import type { AgentConfig } from "../../agents/config.js";
import { topDownFor } from "../../agents/top-down/check-top-down.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { TaskParameters } from "../../envs/families/index.js";
import { show, UsageError } from "../errors/usage-error.js";

/** The rules that the kernels know, with their numbers there (`Shape.rule`). */
const RULES: Readonly<Record<string, number>> = {
  "output-only": 0,
  backprop: 1,
  "direct-feedback-alignment": 2,
  tdca: 3,
};

/** What the lifetimes of a runner have in common, found fit for the kernels. */
export interface LifetimeSetting {
  /** Numbers of an observation. */
  readonly observation: number;
  readonly actions: number;
  /** Units of the policy's hidden layers, bottom to top: one or two. */
  readonly hidden: readonly number[];
  readonly rule: string;
  readonly ruleNumber: number;
  readonly topDown: TopDownSpec | null;
  /** One a layer, bottom to top. */
  readonly rates: readonly number[];
  readonly config: AgentConfig;
  /** Samples of a minibatch, with `feedback` "label"; 1 otherwise. */
  readonly batch: number;
}

/**
 * Refuses what the fast lifetimes cannot do, and the ordinary trial of a `TeamAgent` may.
 *
 * @throws UsageError, AgentConfigError; one sentence each
 */
export function lifetimeSetting(
  env: NativeVectorEnv,
  config: AgentConfig,
  rule: string,
  topDown: TopDownSpec | null,
  batch: number,
): LifetimeSetting {
  checkConfig(config, [0], batch, 1);
  const ruleNumber = RULES[rule];
  demand(ruleNumber !== undefined, "rule", rule, `one of ${Object.keys(RULES).join(", ")}`);
  checkNetwork(config);
  checkLearning(config);
  const { observation, actions } = spacesOf(env);
  const { scale } = config.observation;
  const scaleFits = scale === null || scale.length === observation;
  demand(scaleFits, "agent.observation.scale", scale, `${observation} factors, or null`);
  if (rule === "tdca") checkTopDown(topDown, config, observation, actions);
  return {
    ...{ observation, actions, config, rule, ruleNumber, batch },
    hidden: config.hidden,
    topDown: rule === "tdca" ? topDown : null,
    rates: config.rates as readonly number[],
  };
}

/**
 * Sizes of what the policy sees and chooses from.
 *
 * @throws UsageError unless there is a Box in float32 to see and a Discrete space to choose from
 */
export function spacesOf({ observationSpace, actionSpace }: NativeVectorEnv): {
  readonly observation: number;
  readonly actions: number;
} {
  const { dtype, size } = packingOf(observationSpace);
  const sees = observationSpace.kind === "Box" && dtype === "float32";
  demand(sees, "observation space", String(observationSpace), "a Box in float32");
  demand(actionSpace.kind === "Discrete", "action space", String(actionSpace), "Discrete");
  return { observation: size, actions: (actionSpace as Discrete).n };
}

/** @throws UsageError unless members, tasks and seeds are what `LifetimeRunner.run` takes */
export function checkRun(
  members: readonly Float32Array[],
  parameters: number,
  tasks: readonly TaskParameters[],
  seeds: readonly number[],
): void {
  members.forEach((member, k) => {
    demand(
      member.length === parameters,
      `members[${k}]`,
      `${member.length} numbers`,
      `${parameters} of them`,
    );
  });
  demand(
    seeds.length === tasks.length,
    "seeds",
    `a list of ${seeds.length}`,
    `one for each of ${tasks.length} tasks`,
  );
  seeds.forEach((seed, t) => {
    const fits = Number.isSafeInteger(seed) && seed >= 0;
    demand(fits, `seeds[${t}]`, seed, "an integer from 0 to 2^53 − 1");
  });
}

function checkNetwork({ hidden, units, temperatures, output, observation }: AgentConfig): void {
  demand(hidden.length === 1 || hidden.length === 2, "agent.hidden", hidden, "one or two layers");
  demand(units === null || units === "tanh", "agent.units", units, "tanh");
  const plain = temperatures?.every((t) => t === 1) ?? true;
  demand(plain, "agent.temperatures", temperatures, "null");
  demand(output === "softmax-full", "agent.output", output, "softmax-full");
  demand(!observation.normalize, "agent.observation.normalize", observation.normalize, "false");
  demand(observation.embedding === null, "agent.observation.embedding", observation.embedding, "null");
}

function checkLearning(config: AgentConfig): void {
  const { feedback, rates, normalizeRewards, entropy, weightDecay, lag } = config;
  demand(
    feedback === "batch-return" || feedback === "label",
    "agent.feedback",
    feedback,
    "batch-return and label",
  );
  demand(
    rates.every((rate) => typeof rate === "number"),
    "agent.rates",
    rates,
    "constants",
  );
  demand(!normalizeRewards, "agent.normalizeRewards", normalizeRewards, "false");
  demand(entropy === 0, "agent.entropy", entropy, "0");
  demand(weightDecay === 0, "agent.weightDecay", weightDecay, "0");
  demand(!lag, "agent.lag", lag, "false");
}

function checkTopDown(
  spec: TopDownSpec | null,
  { hidden }: AgentConfig,
  inputs: number,
  actions: number,
): void {
  if (spec === null) throw new UsageError('topDown is null: with rule "tdca" it must be a shape');
  const layers = spec.hidden.length;
  demand(layers === 1 || layers === 2, "topDown.hidden", spec.hidden, "one or two layers");
  topDownFor(
    "tdca",
    { name: "", spec, parameters: "" },
    {
      inputs,
      hidden: hidden.map((units) => ({ units, kind: "tanh" })),
      heads: [{ kind: "softmax", size: actions, fullLogits: true }],
    },
  );
}

function demand(holds: boolean, field: string, value: unknown, allowed: string): void {
  if (!holds) throw new UsageError(`${field} is ${show(value)}: fast lifetimes allow ${allowed}`);
}
