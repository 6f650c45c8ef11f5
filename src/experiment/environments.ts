import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import {
  DeprecatedEnvironmentError,
  type Env,
  type EnvSpec,
  GymnasiumError,
  isRemoteId,
  makeVec,
  registeredSpecs,
  spec,
  type VectorEnv,
} from "gymnasium-js";
import "../../envs/bandits/index.js";
import "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";
import type { BridgeSettings, EnvironmentChoice } from "./definition.js";
import { type FamilyTask, familyOf, taskArguments } from "./family-source.js";
import { type Exports, loadModule } from "./load-module.js";
import { packageFile } from "./package-file.js";
import { createRemoteEnvironment, refuseBridgeSettings } from "./remote-environments.js";

/** An environment that a trial can make: plain JSON, so that it travels to a worker. */
export interface EnvironmentSource extends BridgeSettings {
  /** The registered id, or what was given: a module, and what of it; an id of Python's. */
  readonly id: string;
  /** The file of a user's module. */
  readonly module?: string;
  /** SHA-256 of that file: not of what it imports. */
  readonly moduleSha256?: string;
  /** What the module exports or registers under this name; its default export unless given. */
  readonly member?: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly maxEpisodeSteps?: number;
  /** Whose task it is; `kwargs` are what is added to the task then. */
  readonly family?: FamilyTask;
}

/**
 * Finds the environment that an experiment names: a registered id, a module's path (`./my-env.ts`,
 * `./my-envs.ts:Name`), a package that exports or registers it (`my-package:MyEnv-v0`), or what Python
 * has (`gymnasium:ID`, `ws://host:port/ID`).
 *
 * @param directory where modules' paths start, and packages are looked for
 * @throws {UsageError | UnknownEnvironmentError} when there is none
 */
export function findEnvironment(choice: EnvironmentChoice, directory: string): EnvironmentSource {
  const { id, kwargs = {}, ...rest } = typeof choice === "string" ? { id: choice } : choice;
  if (isRemoteId(id)) return { id, kwargs, ...rest };
  refuseBridgeSettings(id, rest);
  const path = /^(?<file>.*\.[cm]?[jt]s)(?::(?<member>[^:/\\]+))?$/.exec(id)?.groups;
  if (path !== undefined || isPath(id)) {
    const module = resolve(directory, path?.file ?? id);
    if (!existsSync(module)) throw new UsageError(`environment is "${id}": there is no file ${module}`);
    return { id, ...moduleOf(module), ...memberOf(path?.member), kwargs, ...rest };
  }
  const [name, member] = splitPackage(id);
  if (name === undefined) return { id: registeredId(id, directory), kwargs, ...rest };
  return { id, ...moduleOf(fileOf(id, name, directory)), ...memberOf(member), kwargs, ...rest };
}

/** A user's module as it is now. @throws {UsageError} when there is none */
export function moduleOf(module: string): Required<Pick<EnvironmentSource, "module" | "moduleSha256">> {
  try {
    return { module, moduleSha256: createHash("sha256").update(readFileSync(module)).digest("hex") };
  } catch (error) {
    throw new UsageError(`${module} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * A vector of the environment.
 *
 * @param takesTurns whether others step while the agent learns from it
 * @throws what making it throws
 */
export async function createEnvironment(
  source: EnvironmentSource,
  numEnvs: number,
  takesTurns = false,
): Promise<VectorEnv> {
  if (isRemoteId(source.id)) return createRemoteEnvironment(source.id, source, numEnvs, takesTurns);
  const entry = await environmentSpec(source);
  return makeVec(entry, { ...environmentArguments(source), numEnvs });
}

/**
 * What the environment of a source is made with, its time limit included, once {@link environmentSpec} has loaded its
 * module.
 *
 * @throws {UsageError} for arguments that a family's tasks do not have
 */
export function environmentArguments(source: EnvironmentSource): Readonly<Record<string, unknown>> {
  const { kwargs, maxEpisodeSteps, family } = source;
  return {
    ...(family === undefined ? kwargs : taskArguments(source)),
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
  };
}

/** The registry's entry for an environment of this process; of a user's module, whatever it names. @throws {UsageError} */
export async function environmentSpec(source: EnvironmentSource): Promise<EnvSpec> {
  const { id, module, member = "default" } = source;
  if (isRemoteId(id)) {
    throw new UsageError(
      `environment is "${id}": allowed here is an environment of this process; Gymnasium checks those of Python's itself`,
    );
  }
  if (module === undefined) return spec(id);
  const exported = await loadRegistering(module);
  if (source.family !== undefined) return spec(familyOf(source).environmentId);
  if (exported[member] !== undefined) return exportedSpec(id, member, exported[member]);
  const registered = registeredEntry(member);
  if (registered !== undefined) return registered;
  const offered = [
    ...Object.keys(exported).filter((name) => typeof exported[name] === "function"),
    ...registeredBy.get(module)!,
  ];
  const known = offered.length === 0 ? "it has no environments" : `allowed is one of ${offered.join(", ")}`;
  const asked = member === "default" ? "has no default export" : `neither exports nor registers ${member}`;
  throw new UsageError(`environment is "${id}": ${module} ${asked}; ${known}`);
}

/** What each module registered when it was first loaded. */
const registeredBy = new Map<string, readonly string[]>();

/** Loads a module and keeps which ids that made known. */
async function loadRegistering(module: string): Promise<Exports> {
  const ids = (): string[] => registeredSpecs().map(({ id }) => id);
  const before = new Set(ids());
  const exported = await loadModule(module);
  if (!registeredBy.has(module)) {
    registeredBy.set(
      module,
      ids().filter((id) => !before.has(id)),
    );
  }
  return exported;
}

/** The registry's entry of what a module may have registered. @throws DeprecatedEnvironmentError */
function registeredEntry(member: string): EnvSpec | undefined {
  try {
    return spec(member);
  } catch (error) {
    if (!(error instanceof GymnasiumError) || error instanceof DeprecatedEnvironmentError) throw error;
    return undefined;
  }
}

/** The entry for an export: a class of environments, or a function that makes one. */
function exportedSpec(id: string, member: string, exported: unknown): EnvSpec {
  if (typeof exported !== "function") {
    throw new UsageError(
      `${id} exports ${typeof exported} ${member === "default" ? "by default" : `as ${member}`}: allowed is a ` +
        "class of environments, or a function that makes one",
    );
  }
  const create = isClass(exported)
    ? (options: EnvSpec["kwargs"]): unknown => new (exported as new (kwargs: unknown) => unknown)(options)
    : (options: EnvSpec["kwargs"]): unknown => exported(options);
  return {
    id,
    entryPoint: (options) => {
      const made = create(options);
      if (isEnvironment(made)) return made;
      throw new UsageError(`${id} makes ${describe(made)}: allowed is an object with reset and step`);
    },
  };
}

/** The whole id of a registered environment. @throws {UsageError | UnknownEnvironmentError} */
function registeredId(id: string, directory: string): string {
  try {
    return spec(id).id;
  } catch (error) {
    if (packageFile(id, directory) === undefined) throw error;
    throw new UsageError(
      `environment is "${id}", which is a package: allowed is ${id}:NAME for what it exports or registers`,
      { cause: error },
    );
  }
}

/** The main file of a package that can be imported from the directory. @throws {UsageError} */
function fileOf(id: string, name: string, directory: string): string {
  const file = packageFile(name, directory);
  if (file !== undefined) return file;
  throw new UsageError(
    `environment is "${id}": there is no package ${name} to be imported from ${directory}; install it there`,
  );
}

/** `package:name` in two; the package is undefined where there is none. */
function splitPackage(id: string): readonly [name: string | undefined, member: string | undefined] {
  const colon = id.indexOf(":");
  return colon < 0 ? [undefined, undefined] : [id.slice(0, colon), id.slice(colon + 1)];
}

const memberOf = (member: string | undefined): Pick<EnvironmentSource, "member"> =>
  member === undefined || member === "" ? {} : { member };

/** By its text too: the methods of a class may be fields. */
function isClass(exported: { readonly prototype?: { readonly step?: unknown } }): boolean {
  return typeof exported.prototype?.step === "function" || /^class\b/.test(String(exported));
}

function isEnvironment(value: unknown): value is Env {
  const { reset, step } = (value ?? {}) as Partial<Env>;
  return typeof reset === "function" && typeof step === "function";
}

function describe(value: unknown): string {
  if (value instanceof Promise) return "a promise";
  if (typeof value !== "object" || value === null) return String(value);
  const missing = (["reset", "step"] as const).filter(
    (method) => typeof (value as Partial<Env>)[method] !== "function",
  );
  return `an object without ${missing.join(" and ")}`;
}

function isPath(id: string): boolean {
  return id.startsWith("./") || id.startsWith("../") || isAbsolute(id);
}
