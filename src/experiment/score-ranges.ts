import { registeredSpecs } from "gymnasium-js";
import type { ScoreRange } from "../statistics/index.js";
import type { EnvironmentSource } from "./environments.js";

/** The score range of an environment as it is registered, and where it comes from. */
export interface KnownScoreRange extends ScoreRange {
  /** Standard error of `low`. */
  readonly lowError: number;
  /**
   * What `high` is: the mean return of the `best` policy, the `most` that an episode can give, or the mean return at
   * which Gymnasium's registry calls the task `solved`.
   */
  readonly highIs: "best" | "most" | "solved";
}

/**
 * By environment: `low` is the mean return of uniformly random actions over 20 000 episodes (10 000 of
 * CliffWalking's and Python's), as `scripts/measure-random-scores.js` prints it with its standard error; the
 * multiplexer's and those of classification are by symmetry. `high`, where it is the best, is from `scripts/measure-best-scores.js`: dynamic
 * programming on the environment's law within its time limit, or a million episodes of the optimal policy.
 * Thresholds: Gymnasium 1.3.0, `gymnasium/envs/__init__.py`.
 *
 * Random walks along the cliff fall so often that every policy which reaches the goal scores close to 1; and no
 * policy reaches Pendulum's 0, for it begins hanging: give such tasks a `scoreRange` where that matters.
 */
export const SCORE_RANGES: Readonly<Record<string, KnownScoreRange>> = {
  "Acrobot-v1": { low: -498.99, lowError: 0.073, high: -100, highIs: "solved" },
  "Blackjack-v1": { low: -0.3913, lowError: 0.0063, high: -0.04311, highIs: "best" },
  "CartPole-v1": { low: 22.23, lowError: 0.082, high: 500, highIs: "most" },
  "CartPoleTask-v0": { low: 22.23, lowError: 0.082, high: 200, highIs: "most" },
  "Classification-v0": { low: 0.1, lowError: 0, high: 1, highIs: "most" },
  "CliffWalking-v1": { low: -65_815, lowError: 668, high: -13, highIs: "best" },
  "CliffWalkingSlippery-v1": { low: -65_277, lowError: 646, high: -64.709, highIs: "best" },
  "ContextualBandit-v0": { low: 0.0008, lowError: 0.0058, high: 0.8305, highIs: "best" },
  "DigitClassification-v0": { low: 0.1, lowError: 0, high: 1, highIs: "most" },
  "FrozenLake-v1": { low: 0.01385, lowError: 0.00083, high: 0.74419, highIs: "best" },
  "FrozenLake8x8-v1": { low: 0.00185, lowError: 0.0003, high: 0.91322, highIs: "best" },
  "MountainCar-v0": { low: -200, lowError: 0, high: -110, highIs: "solved" },
  "MountainCarContinuous-v0": { low: -33.13, lowError: 0.031, high: 90, highIs: "solved" },
  "Multiplexer-v0": { low: 0, lowError: 0, high: 1, highIs: "most" },
  "Navigation2D-v0": { low: -33.53, lowError: 0.08, high: -1.0016, highIs: "best" },
  "Pendulum-v1": { low: -1229.2, lowError: 2, high: 0, highIs: "most" },
  "Taxi-v4": { low: -770.61, lowError: 0.72, high: 7.93, highIs: "best" },
  "gymnasium:InvertedPendulum-v5": { low: 5.061, lowError: 0.035, high: 1000, highIs: "most" },
  "gymnasium:LunarLander-v3": { low: -183.2, lowError: 1.1, high: 200, highIs: "solved" },
};

/** Ranges hold whatever these arguments are. */
const NO_MATTER: Readonly<Record<string, readonly string[]>> = {
  "Classification-v0": [
    ...["dimensions", "clusters", "spread", "width", "trainingSize", "sampleSeed", "labelSeed", "set"],
    ...["split", "taskSeed"],
  ],
  "DigitClassification-v0": [
    ...["firstDigit", "digits", "views", "pixelNoise", "trainingSize", "sampleSeed", "labelSeed", "set"],
    ...["split", "taskSeed"],
  ],
  "Multiplexer-v0": ["addressBits"],
};

const GYMNASIUM = "gymnasium:";

/**
 * What counts as 0 and as 1 in an environment: random play, and a solved task. Known for those that come with
 * creditgym, for their originals in Python's Gymnasium, and for those of Python's that its experiments use.
 * Undefined for others, for the tasks of families, and where arguments, a time limit or Python wrappers make it another task.
 *
 * @param of an environment, or the id of one as it is registered
 */
export function scoreRangeOf(of: EnvironmentSource | string): ScoreRange | undefined {
  const source: Partial<EnvironmentSource> & { readonly id: string } =
    typeof of === "string" ? { id: of } : of;
  const { id, module, kwargs = {}, maxEpisodeSteps, wrappers = [], family } = source;
  const twin = id.startsWith(GYMNASIUM) ? id.slice(GYMNASIUM.length) : id;
  const key = Object.hasOwn(SCORE_RANGES, id) ? id : twin;
  if (
    module !== undefined ||
    family !== undefined ||
    wrappers.length > 0 ||
    !Object.hasOwn(SCORE_RANGES, key)
  )
    return undefined;
  const matters = Object.keys(kwargs).some((name) => !NO_MATTER[key]?.includes(name));
  const registered = registeredSpecs().find((spec) => spec.id === key)?.maxEpisodeSteps;
  if (matters || (maxEpisodeSteps !== undefined && maxEpisodeSteps !== registered)) return undefined;
  const { low, high } = SCORE_RANGES[key]!;
  return { low, high };
}
