import type { NumericArray, Space, VectorEnv, VectorStep } from "gymnasium-js";
import type { AgentConfig } from "../../../agents/config.js";
import { labelledAction, labelsOf } from "../../../agents/feedback/label.js";
import { toldLabel } from "../../../agents/feedback/told-labels.js";
import { needsCritic } from "../../../agents/learner-mode.js";
import { featuresOf, writeFeatures } from "../../../agents/observations/features.js";

type Followed = Pick<VectorStep, "observations" | "finalObservations" | "truncated" | "valid" | "infos">;

/** What an agent would throw for one trial's steps, found before the agent of several meets them. */
export interface StepCheck {
  /** @throws {RangeError} for what cannot be acted on */
  seen(observations: NumericArray): void;
  /** @throws {RangeError | AgentConfigError} for what cannot be learned from */
  followed(step: Followed): void;
}

const NOTHING: StepCheck = { seen: () => {}, followed: () => {} };

/** For the environment of one trial. @throws {AgentConfigError} where the agent's making would */
export function stepCheck(env: VectorEnv, config: AgentConfig): StepCheck {
  const check = observationCheck(env.observationSpace, env.numEnvs, config);
  if (config.feedback !== "label") return check;
  const actions = labelsOf(env.actionSpace);
  return {
    ...check,
    followed: ({ valid, infos }) => {
      valid.forEach((isValid, k) => {
        if (isValid) labelledAction(actions, toldLabel(infos, k));
      });
    },
  };
}

/** For `rows` observations at a time. */
function observationCheck(space: Space, rows: number, config: AgentConfig): StepCheck {
  const layout = featuresOf(space);
  // Numbers are seen as they are, whatever they are.
  if (layout.features.every(({ kind }) => kind === "numbers")) return NOTHING;
  const scratch = new Float64Array(rows * layout.size);
  const seen = (observations: NumericArray): void => writeFeatures(layout, observations, rows, scratch);
  // Others look at what follows when they act on it.
  if (config.lag || !needsCritic(config)) return { ...NOTHING, seen };
  return {
    seen,
    followed: ({ observations, finalObservations, truncated }) => {
      const following = observations.slice();
      const size = following.length / rows;
      truncated.forEach((isTruncated, k) => {
        if (isTruncated) following.set(finalObservations.subarray(k * size, (k + 1) * size), k * size);
      });
      seen(following);
    },
  };
}
