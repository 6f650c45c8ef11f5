import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { type Env, type EnvSpec, makeVec, spec, type VectorEnv } from "gymnasium-js";
import "../../envs/bandits/index.js";
import "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";
import type { EnvironmentChoice } from "./definition.js";
import { loadDefaultExport } from "./load-module.js";

/** An environment that a trial can make: plain JSON, so that it travels to a worker. */
export interface EnvironmentSource {
  /** The registered id, or a module's path as it was given. */
  readonly id: string;
  /** The module's file, for a user's environment. */
  readonly module?: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly maxEpisodeSteps?: number;
}

/**
 * Finds the environment that an experiment names.
 *
 * @param directory where modules' paths start
 * @throws {UsageError | UnknownEnvironmentError} when there is none
 */
export function findEnvironment(choice: EnvironmentChoice, directory: string): EnvironmentSource {
  const { id, kwargs = {}, ...rest } = typeof choice === "string" ? { id: choice } : choice;
  if (/^(gymnasium:|wss?:\/\/)/.test(id)) {
    throw new UsageError(
      `environment is "${id}": environments of Gymnasium and of servers come with a later version; ` +
        "allowed is an id that `creditgym envs` lists, or a module's path",
    );
  }
  if (!isModulePath(id)) return { id: spec(id).id, kwargs, ...rest };
  const module = resolve(directory, id);
  if (!existsSync(module)) throw new UsageError(`environment is "${id}": there is no file ${module}`);
  return { id, module, kwargs, ...rest };
}

/** A vector of the environment. @throws what making it throws */
export async function createEnvironment(source: EnvironmentSource, numEnvs: number): Promise<VectorEnv> {
  const { id, module, kwargs, maxEpisodeSteps } = source;
  const limit = maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps };
  return makeVec(module === undefined ? id : await moduleSpec(id, module), { ...kwargs, ...limit, numEnvs });
}

/** The registry's entry for a user's module, whose default export is a class or a function that gives an `Env`. */
export async function moduleSpec(id: string, module: string): Promise<EnvSpec> {
  const exported = await loadDefaultExport(module);
  if (typeof exported !== "function") {
    throw new UsageError(
      `${id} exports ${typeof exported} by default: allowed is a class of environments, or a function that makes one`,
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
  return typeof value === "object" && value !== null ? "an object without reset or step" : String(value);
}

function isModulePath(id: string): boolean {
  return id.startsWith("./") || id.startsWith("../") || isAbsolute(id) || /\.[cm]?[jt]s$/.test(id);
}
