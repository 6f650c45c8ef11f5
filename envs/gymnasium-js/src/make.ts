import type { AsyncEnv } from "./async-env.js";
import type { RemoteMakeOptions, RemoteMakeVecOptions } from "./bridge/options.js";
import type { Env } from "./env.js";
import { InvalidArgumentError } from "./errors.js";
import { type EnvSpec, spec as lookUp } from "./registry.js";
import { isRemoteId, type RemoteId } from "./remote-id.js";
import type { AutoresetMode, VectorEnv } from "./vector-env.js";
import { vectorize } from "./vectorize.js";
import { OrderEnforcing } from "./wrappers/order-enforcing.js";
import { PassiveEnvChecker } from "./wrappers/passive-env-checker.js";
import { TimeLimit } from "./wrappers/time-limit.js";

/** All other entries are the environment's own keyword arguments. */
export interface MakeOptions {
  /** Replaces the registered time limit; −1 disables it. */
  readonly maxEpisodeSteps?: number;
  /** Replaces what the entry says of PassiveEnvChecker. */
  readonly disableEnvChecker?: boolean;
  readonly [kwarg: string]: unknown;
}

export interface MakeVecOptions extends MakeOptions {
  /** 1 unless given. */
  readonly numEnvs?: number;
  /** `native`: the environment's own vector form; `sync`: single ones in turn. The first there is unless given. */
  readonly vectorizationMode?: "native" | "sync";
  /** Put around each single environment, the first one innermost; only in the `sync` form. */
  readonly wrappers?: readonly ((env: Env) => Env)[];
  /** Of the `sync` form; native ones reset in the step that ends an episode. */
  readonly autoresetMode?: AutoresetMode;
}

function resolve(id: string | EnvSpec, options: MakeOptions): EnvSpec {
  const entry = typeof id === "string" ? lookUp(id) : id;
  const { maxEpisodeSteps, disableEnvChecker = entry.disableEnvChecker, ...kwargs } = options;
  const limit = maxEpisodeSteps ?? entry.maxEpisodeSteps;
  if (limit !== undefined && limit !== -1 && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new InvalidArgumentError("maxEpisodeSteps", limit, "an integer ≥ 1, or −1 for no limit");
  }
  const { maxEpisodeSteps: _registered, ...rest } = entry;
  return {
    ...rest,
    kwargs: { ...entry.kwargs, ...kwargs },
    ...(disableEnvChecker === undefined ? {} : { disableEnvChecker }),
    ...(limit === undefined || limit === -1 ? {} : { maxEpisodeSteps: limit }),
  };
}

/**
 * Makes an environment whose first results are checked, that enforces reset before step and applies its
 * time limit, and puts the entry's further wrappers around it (gymnasium/envs/registration.py).
 *
 * Ids of Python's environments (`isRemoteId`) give a promise.
 *
 * @throws UnknownEnvironmentError, InvalidArgumentError, InvalidResultError without spaces
 */
export function make(id: RemoteId, options?: RemoteMakeOptions): Promise<AsyncEnv>;
export function make(id: string | EnvSpec, options?: MakeOptions): Env;
export function make(
  id: string | EnvSpec,
  options: MakeOptions | RemoteMakeOptions = {},
): Env | Promise<AsyncEnv> {
  return isRemoteId(id)
    ? import("#bridge").then(({ openRemoteEnv }) => openRemoteEnv(id, options as RemoteMakeOptions))
    : makeHere(id, options as MakeOptions);
}

function makeHere(id: string | EnvSpec, options: MakeOptions): Env {
  const resolved = resolve(id, options);
  const env = resolved.entryPoint(resolved.kwargs ?? {});
  env.spec = resolved;
  const ordered = new OrderEnforcing(resolved.disableEnvChecker ? env : new PassiveEnvChecker(env));
  const limit = resolved.maxEpisodeSteps;
  const limited = limit === undefined ? ordered : new TimeLimit(ordered, limit);
  return (resolved.additionalWrappers ?? []).reduce((inner: Env, wrap) => wrap(inner), limited);
}

/**
 * Makes a vector environment: the native form where there is one and no further wrappers, otherwise single
 * environments stepped one after the other. Ids of Python's environments (`isRemoteId`) give a promise.
 *
 * @throws UnknownEnvironmentError, InvalidArgumentError
 */
export function makeVec(id: RemoteId, options?: RemoteMakeVecOptions): Promise<VectorEnv>;
export function makeVec(id: string | EnvSpec, options?: MakeVecOptions): VectorEnv;
export function makeVec(
  id: string | EnvSpec,
  options: MakeVecOptions | RemoteMakeVecOptions = {},
): VectorEnv | Promise<VectorEnv> {
  return isRemoteId(id)
    ? import("#bridge").then(({ openRemoteVectorEnv }) =>
        openRemoteVectorEnv(id, options as RemoteMakeVecOptions),
      )
    : makeVecHere(id, options as MakeVecOptions);
}

function makeVecHere(id: string | EnvSpec, options: MakeVecOptions): VectorEnv {
  const { numEnvs = 1, vectorizationMode, wrappers = [], autoresetMode = "same-step", ...rest } = options;
  const entry = resolve(id, rest);
  const resolved =
    wrappers.length === 0
      ? entry
      : { ...entry, additionalWrappers: [...(entry.additionalWrappers ?? []), ...wrappers] };
  const obstacle = againstNative(resolved, autoresetMode);
  const mode = vectorizationMode ?? (obstacle === undefined ? "native" : "sync");
  if (mode !== "native" && mode !== "sync") {
    throw new InvalidArgumentError("vectorizationMode", mode, "native or sync");
  }
  if (mode === "native") {
    if (obstacle !== undefined || resolved.vectorEntryPoint === undefined) {
      throw new InvalidArgumentError("vectorizationMode", mode, `sync for ${resolved.id}: ${obstacle}`);
    }
    return resolved.vectorEntryPoint(numEnvs, resolved.kwargs ?? {}, resolved.maxEpisodeSteps, resolved);
  }
  const limit = resolved.maxEpisodeSteps ?? -1;
  return vectorize(() => makeHere(resolved, { maxEpisodeSteps: limit }), numEnvs, { autoresetMode });
}

/** Why an environment cannot be made in a native vector form; undefined when it can. */
function againstNative(
  { vectorEntryPoint, additionalWrappers = [] }: EnvSpec,
  autoresetMode: AutoresetMode,
): string | undefined {
  if (vectorEntryPoint === undefined) return "there is no native vector form";
  if (additionalWrappers.length > 0) return "it has further wrappers";
  return autoresetMode === "same-step" ? undefined : `autoresetMode is ${autoresetMode}`;
}
