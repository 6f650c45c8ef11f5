import type { Env } from "./env.js";
import { InvalidArgumentError } from "./errors.js";
import { checkNumEnvs } from "./native/arguments.js";
import { SyncVectorEnv } from "./sync-vector-env.js";
import type { AutoresetMode, VectorEnv } from "./vector-env.js";

export interface VectorizeOptions {
  /** When a sub-environment that ended begins again; `same-step` unless given. */
  readonly autoresetMode?: AutoresetMode;
}

const MODES: readonly AutoresetMode[] = ["same-step", "next-step", "disabled"];

/**
 * Joins single environments to a vector environment that steps them one after the other. Its `reset`
 * and `step` throw InvalidResultError when an environment returns no result, or an observation of the
 * wrong size; errors of an environment's own pass through, with its index as `environmentIndex`.
 * `reset({ mask })` resets the masked ones only, in every mode.
 *
 * @param source a factory called `numEnvs` times, or the environments themselves.
 * @param numEnvs how many; only with a factory, 1 unless given.
 * @throws InvalidArgumentError when there is none, when their spaces differ, or when values of a space
 *   cannot be packed in a batch (those of Text, Sequence, Graph and OneOf): wrap the environment then.
 */
export function vectorize(
  source: (() => Env) | readonly Env[],
  numEnvs?: number,
  options: VectorizeOptions = {},
): VectorEnv {
  const { autoresetMode = "same-step" } = options;
  if (!MODES.includes(autoresetMode)) {
    throw new InvalidArgumentError("autoresetMode", autoresetMode, MODES.join(", "));
  }
  const envs =
    typeof source === "function"
      ? Array.from({ length: checkNumEnvs(numEnvs ?? 1) }, () => source())
      : source;
  checkNumEnvs(envs.length);
  return new SyncVectorEnv(envs, autoresetMode);
}
