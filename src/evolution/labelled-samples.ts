import type { Discrete, NativeVectorEnv } from "gymnasium-js";
import { labelledAction } from "../../agents/feedback/label.js";
import { toldLabel } from "../../agents/feedback/told-labels.js";
import type { TaskParameters } from "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";

/** What a lifetime is shown and told. */
export interface LabelledSamples {
  /** [batches, samples of each, numbers of each]. */
  readonly observations: Float32Array;
  /** [batches, samples of each], from 0. */
  readonly labels: Int32Array;
}

/**
 * The first samples that an environment shows after a reset with `seed`, a minibatch of one from each sub-environment
 * after the other. Which ones they are depends on no answer where every step ends its episode.
 *
 * @throws AgentConfigError where no label is told
 * @throws UsageError where an episode has several steps
 */
export function labelledSamples(env: NativeVectorEnv, seed: number, batches: number): LabelledSamples {
  const { numEnvs: batch, observations } = env;
  const space = env.actionSpace as Discrete;
  const answers = new Int32Array(batch).fill(space.start);
  const seen = new Float32Array(batches * observations.length);
  const labels = new Int32Array(batches * batch);
  env.reset({ seed });
  for (let b = 0; b < batches; b++) {
    seen.set(env.observations as Float32Array, b * observations.length);
    const { infos, terminated, truncated } = env.step(answers);
    for (let k = 0; k < batch; k++) {
      labels[b * batch + k] = labelledAction(space, toldLabel(infos, k));
      if (terminated[k] || truncated[k]) continue;
      throw new UsageError(
        `environment "${env.spec.id}" has episodes of several steps: fast lifetimes with agent.feedback "label" allow one`,
      );
    }
  }
  return { observations: seen, labels };
}

/** The task whose episodes show samples that those of `task` do not. @throws UsageError where there are none */
export function testTask(task: TaskParameters): TaskParameters {
  if (Object.hasOwn(task, "set")) return { ...task, set: "test" };
  throw new UsageError(
    'fitness is "test", but the family\'s tasks have no "set": allowed is auc, final or validation',
  );
}
