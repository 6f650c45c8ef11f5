import type { NumericArray, Space, VectorStep } from "gymnasium-js";
import type { AgentConfig } from "../../../agents/config.js";
import { needsCritic } from "../../../agents/learner-mode.js";
import { featuresOf, writeFeatures } from "../../../agents/observations/features.js";

/** What an agent would throw for one trial's observations, found before the agent of several meets them. */
export interface ObservationCheck {
  /** @throws {RangeError} for what cannot be acted on */
  seen(observations: NumericArray): void;
  /** @throws {RangeError} for what cannot be learned from */
  followed(step: Pick<VectorStep, "observations" | "finalObservations" | "truncated">): void;
}

const NOTHING: ObservationCheck = { seen: () => {}, followed: () => {} };

/** For `rows` observations at a time. */
export function observationCheck(
  space: Space,
  rows: number,
  config: Pick<AgentConfig, "feedback" | "baseline" | "lag">,
): ObservationCheck {
  const layout = featuresOf(space);
  // Numbers are seen as they are, whatever they are.
  if (layout.features.every(({ kind }) => kind === "numbers")) return NOTHING;
  const scratch = new Float64Array(rows * layout.size);
  const seen = (observations: NumericArray): void => writeFeatures(layout, observations, rows, scratch);
  // Others look at what follows when they act on it.
  if (config.lag || !needsCritic(config as AgentConfig)) return { ...NOTHING, seen };
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
