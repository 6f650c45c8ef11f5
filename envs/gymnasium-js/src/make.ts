import type { Env } from "./env.js";
import { InvalidArgumentError } from "./errors.js";
import { type EnvSpec, spec as lookUp } from "./registry.js";
import type { VectorEnv } from "./vector-env.js";
import { vectorize } from "./vectorize.js";
import { OrderEnforcing } from "./wrappers/order-enforcing.js";
import { TimeLimit } from "./wrappers/time-limit.js";

/** All other entries are the environment's own keyword arguments. */
export interface MakeOptions {
  /** Replaces the registered time limit; −1 disables it. */
  readonly maxEpisodeSteps?: number;
  readonly [kwarg: string]: unknown;
}

export interface MakeVecOptions extends MakeOptions {
  /** 1 unless given. */
  readonly numEnvs?: number;
}

function resolve(id: string | EnvSpec, options: MakeOptions): EnvSpec {
  const entry = typeof id === "string" ? lookUp(id) : id;
  const { maxEpisodeSteps, ...kwargs } = options;
  const limit = maxEpisodeSteps ?? entry.maxEpisodeSteps;
  if (limit !== undefined && limit !== -1 && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new InvalidArgumentError("maxEpisodeSteps", limit, "an integer ≥ 1, or −1 for no limit");
  }
  const { maxEpisodeSteps: _registered, ...rest } = entry;
  return {
    ...rest,
    kwargs: { ...entry.kwargs, ...kwargs },
    ...(limit === undefined || limit === -1 ? {} : { maxEpisodeSteps: limit }),
  };
}

/**
 * Makes an environment that enforces reset before step and applies its time limit
 * (gymnasium/envs/registration.py).
 *
 * @throws UnknownEnvironmentError, InvalidArgumentError
 */
export function make(id: string | EnvSpec, options: MakeOptions = {}): Env {
  const resolved = resolve(id, options);
  const env = resolved.entryPoint(resolved.kwargs ?? {});
  env.spec = resolved;
  const ordered = new OrderEnforcing(env);
  const limit = resolved.maxEpisodeSteps;
  return limit === undefined ? ordered : new TimeLimit(ordered, limit);
}

/**
 * Makes a vector environment: the native form where there is one, otherwise single environments
 * stepped one after the other.
 *
 * @throws UnknownEnvironmentError, InvalidArgumentError
 */
export function makeVec(id: string | EnvSpec, options: MakeVecOptions = {}): VectorEnv {
  const { numEnvs = 1, ...rest } = options;
  const resolved = resolve(id, rest);
  if (resolved.vectorEntryPoint !== undefined) {
    return resolved.vectorEntryPoint(numEnvs, resolved.kwargs ?? {}, resolved.maxEpisodeSteps, resolved);
  }
  const limit = resolved.maxEpisodeSteps ?? -1;
  return vectorize(() => make(resolved, { maxEpisodeSteps: limit }), numEnvs);
}
