import type { Env } from "./env.js";
import { nearest, parseEnvId } from "./env-id.js";
import { UnknownEnvironmentError } from "./errors.js";
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
    /** As resolved by `makeVec`: what the environment's `spec` is to be. */
    spec: EnvSpec,
  ) => VectorEnv;
  /** TimeLimit; undefined means none. */
  readonly maxEpisodeSteps?: number;
  /** Average return at which the task counts as solved. */
  readonly rewardThreshold?: number;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Put around the environment by `make`, the first one innermost, outside the time limit. */
  readonly additionalWrappers?: readonly ((env: Env) => Env)[];
  /** Whether `make` leaves PassiveEnvChecker out, as for the environments of this package. */
  readonly disableEnvChecker?: boolean;
  /** One line for listings. */
  readonly description?: string;
}

// Kept on globalThis: a user's module may be loaded with a second copy of this package, and what it
// registers must still be found.
const KEY = Symbol.for("gymnasium-js.registry");
const shared = globalThis as { [KEY]?: Map<string, EnvSpec> };
shared[KEY] ??= new Map();
const specs: Map<string, EnvSpec> = shared[KEY];

/**
 * Makes an environment known by its id. An id that is known already is replaced.
 *
 * @throws InvalidArgumentError when the id is malformed.
 */
export function register(spec: EnvSpec): void {
  parseEnvId(spec.id);
  specs.set(spec.id, Object.freeze({ ...spec }));
}

/** All registered environments, sorted by id. */
export function registeredSpecs(): readonly EnvSpec[] {
  return [...specs.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * The entry of an id; without a version, the unversioned or else the latest one.
 *
 * @throws UnknownEnvironmentError, with the nearest id, when there is none.
 */
export function spec(id: string): EnvSpec {
  const exact = specs.get(id);
  if (exact !== undefined) return exact;
  const wanted = parseEnvId(id);
  if (wanted.version === undefined) {
    let latest: { spec: EnvSpec; version: number } | undefined;
    for (const candidate of specs.values()) {
      const { namespace, name, version } = parseEnvId(candidate.id);
      if (namespace !== wanted.namespace || name !== wanted.name || version === undefined) continue;
      if (latest === undefined || version > latest.version) latest = { spec: candidate, version };
    }
    if (latest !== undefined) return latest.spec;
  }
  const known = registeredSpecs().map((entry) => entry.id);
  throw new UnknownEnvironmentError(id, nearest(id, known), known);
}
