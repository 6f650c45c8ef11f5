import type { AgentConfig } from "../../agents/config.js";
import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import type { TaskFamily, TaskParameters } from "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";
import { labelledSamples, testTask } from "./labelled-samples.js";
import { type LifetimeLayout, lifetimeLayout } from "./lifetime-layout.js";
import { LifetimeMemory } from "./lifetime-memory.js";
import { LifetimeNumbers } from "./lifetime-numbers.js";
import { type LifetimeSetting, lifetimeSetting } from "./lifetime-setting.js";
import { nativeVector } from "./native-vector.js";

/** What does not change from one run of a runner to the next. */
export interface LifetimeParts {
  readonly setting: LifetimeSetting;
  readonly layout: LifetimeLayout;
  readonly numbers: LifetimeNumbers;
  readonly memory: LifetimeMemory;
}

export interface LifetimePartsOptions {
  readonly family: TaskFamily;
  readonly config: AgentConfig;
  readonly rule: string;
  readonly topDown: TopDownSpec | null;
  /** 1 unless given. */
  readonly batch?: number;
  /** False unless given. */
  readonly isTested?: boolean;
}

/** @throws UsageError, AgentConfigError, EngineMemoryError */
export function prepareLifetimes(options: LifetimePartsOptions, slots: number): LifetimeParts {
  const { family, config, rule, topDown, batch = 1, isTested = false } = options;
  // Any task tells what all of the family see and do.
  const [task] = family.sample("training", 0, 1);
  const env = nativeVector(family, [task]);
  const setting = lifetimeSetting(env, config, rule, topDown, batch);
  // Refused where the environment does not tell any.
  if (config.feedback === "label") labelledSamples(env, 0, 1);
  if (isTested) checkTested(config, task);
  const layout = lifetimeLayout(setting);
  const numbers = new LifetimeNumbers(setting, layout);
  const memory = new LifetimeMemory(layout, slots, Math.max(slots, batch));
  const { observation, optimizer, gradientNorm } = config;
  const unscaled = new Array<number>(setting.observation).fill(1);
  memory.setNumbers("scale", observation.scale ?? unscaled);
  memory.setNumbers("lowerKernel", numbers.kernel(0));
  memory.setNumbers("upperKernel", numbers.kernel(1));
  memory.setConstants(optimizer.kind === "momentum" ? optimizer.momentum : 0, gradientNorm ?? 0);
  return { setting, layout, numbers, memory };
}

/** @throws UsageError unless there are labelled samples to test with */
function checkTested({ feedback }: AgentConfig, task: TaskParameters): void {
  if (feedback === "label") testTask(task);
  else throw new UsageError(`fitness is "test": allowed with agent.feedback "label", which is "${feedback}"`);
}
