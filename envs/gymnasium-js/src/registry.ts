import type { Env } from "./env.js";
import type { VectorEnv } from "./vector-env.js";

/** What the registry knows of an environment id (gymnasium/envs/registration.py). */
export interface EnvSpec {
  /** `[namespace/]name[-vN]`. */
  readonly id: string;
  readonly entryPoint: (kwargs: Readonly<Record<string, unknown>>) => Env;
  /** A native vectorised form, when there is one. It applies the time limit itself. */
  readonly vectorEntryPoint?: (
    numEnvs: number,
    kwargs: Readonly<Record<string, unknown>>,
    maxEpisodeSteps: number | undefined,
  ) => VectorEnv;
  /** TimeLimit; undefined means none. */
  readonly maxEpisodeSteps?: number;
  /** Average return at which the task counts as solved. */
  readonly rewardThreshold?: number;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** One line for listings. */
  readonly description?: string;
}
