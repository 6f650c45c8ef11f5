import type { Env } from "./env.js";
import { nearest, parseEnvId } from "./env-id.js";
import {
  DeprecatedEnvironmentError,
  InvalidArgumentError,
  UnknownEnvironmentError,
  UnknownNamespaceError,
} from "./errors.js";
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
 * @throws InvalidArgumentError when the id is malformed, has a version where the same name is registered
 *   without one (or the other way round), or when there is no entry point.
 */
export function register(spec: EnvSpec): void {
  const { namespace, name, version } = parseEnvId(spec.id);
  if (typeof spec.entryPoint !== "function") {
    throw new InvalidArgumentError(`${spec.id}.entryPoint`, spec.entryPoint, "a function that makes it");
  }
  const other = versionsOf(namespace, name).find(
    (one) => (one.version === undefined) !== (version === undefined),
  );
  if (other !== undefined) {
    const allowed = `an id with${version === undefined ? "" : "out"} a version, as ${other.spec.id} has`;
    throw new InvalidArgumentError("environment id", spec.id, allowed);
  }
  specs.set(spec.id, Object.freeze({ ...spec }));
}

/** All registered environments, sorted by id. */
export function registeredSpecs(): readonly EnvSpec[] {
  return [...specs.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

interface Version {
  readonly spec: EnvSpec;
  readonly version: number | undefined;
}

/** What is registered under a name, the newest first. */
function versionsOf(namespace: string | undefined, name: string): readonly Version[] {
  return [...specs.values()]
    .map((known) => ({ spec: known, id: parseEnvId(known.id) }))
    .filter(({ id }) => id.namespace === namespace && id.name === name)
    .map(({ spec: known, id }) => ({ spec: known, version: id.version }))
    .sort((a, b) => (b.version ?? -1) - (a.version ?? -1));
}

/**
 * The entry of an id; without a version, the unversioned or else the latest one.
 *
 * @throws DeprecatedEnvironmentError for an older version than there is, UnknownNamespaceError, or
 *   UnknownEnvironmentError with the nearest id, when there is none.
 */
export function spec(id: string): EnvSpec {
  const exact = specs.get(id);
  if (exact !== undefined) return exact;
  const { namespace, name, version } = parseEnvId(id);
  const newest = versionsOf(namespace, name)[0];
  if (newest !== undefined) {
    if (version === undefined) return newest.spec;
    if (newest.version === undefined || version < newest.version) {
      throw new DeprecatedEnvironmentError(id, newest.spec.id);
    }
    throw new UnknownEnvironmentError(id, newest.spec.id, `did you mean ${newest.spec.id}?`);
  }
  throw unknown(id, namespace);
}

function unknown(id: string, namespace: string | undefined): UnknownEnvironmentError {
  const colon = id.indexOf(":");
  if (colon >= 0) {
    const hint = `import ${id.slice(0, colon)}, which may register it, and ask for ${id.slice(colon + 1)} then.`;
    return new UnknownEnvironmentError(id, undefined, hint);
  }
  const known = registeredSpecs().map((entry) => entry.id);
  const namespaces = new Set(
    known.map((one) => parseEnvId(one).namespace).filter((one) => one !== undefined),
  );
  if (namespace !== undefined && !namespaces.has(namespace)) {
    return new UnknownNamespaceError(id, namespace, nearest(namespace, namespaces));
  }
  const near = nearest(id, known);
  const hint = near === undefined ? `known are ${known.join(", ") || "none"}.` : `did you mean ${near}?`;
  return new UnknownEnvironmentError(id, near, hint);
}
