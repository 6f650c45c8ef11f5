import { nearest } from "../env-id.js";
import { InvalidArgumentError } from "../errors.js";
import type { AutoresetMode } from "../vector-env.js";
import { checkJson, type JsonObject } from "./json.js";

/** A Python wrapper: a name in `gymnasium.wrappers`, or `module:Class`. */
export interface PythonWrapper {
  readonly name: string;
  /** Plain JSON values. */
  readonly kwargs?: JsonObject;
  /** Whether it wraps the vector environment: the name is then one in `gymnasium.wrappers.vector`. */
  readonly vector?: boolean;
}

/** How to reach a server. */
export interface ServerOptions {
  /** Of servers that ask for one; `GYMNASIUM_JS_TOKEN` unless given. */
  readonly token?: string;
  /** Milliseconds that one reset, step, render or close may take; 60 000 unless given. Making may take twice that. */
  readonly timeout?: number;
  /**
   * Whether server and client may be put on one core, which is fastest where their work alternates; false keeps
   * the server off this thread's core. The system chooses unless given.
   */
  readonly sameCore?: boolean;
}

/** What Python makes. */
export interface RemoteEnvOptions {
  /** Keyword arguments of the environment: plain JSON values. */
  readonly kwargs?: JsonObject;
  readonly renderMode?: string;
  /** Replaces the registered time limit; −1 disables it. */
  readonly maxEpisodeSteps?: number;
  /** Replaces what the registration says of PassiveEnvChecker. */
  readonly disableEnvChecker?: boolean;
  /** Python wrappers, the innermost first. */
  readonly wrappers?: readonly (string | PythonWrapper)[];
  /** Python modules that register the environment when they are imported. */
  readonly imports?: readonly string[];
}

export interface RemoteVectorOptions extends RemoteEnvOptions {
  /** 1 unless given. */
  readonly numEnvs?: number;
  /** `native`: the environment's own vector form. As Gymnasium chooses unless given. */
  readonly vectorizationMode?: "sync" | "async" | "native";
  /** The environment's own unless given: Gymnasium's is `next-step`. */
  readonly autoresetMode?: AutoresetMode;
}

export interface RemoteMakeOptions extends RemoteEnvOptions, ServerOptions {}
export interface RemoteMakeVecOptions extends RemoteVectorOptions, ServerOptions {}

const SERVER = ["token", "timeout", "sameCore"];
const ENV = ["kwargs", "renderMode", "maxEpisodeSteps", "disableEnvChecker", "wrappers", "imports"];
const VECTOR = ["numEnvs", "vectorizationMode", "autoresetMode"];

/** Which options a call has. */
export const KNOWN = {
  connect: SERVER,
  env: ENV,
  vector: [...ENV, ...VECTOR],
  remoteEnv: [...ENV, ...SERVER],
  remoteVector: [...ENV, ...VECTOR, ...SERVER],
} as const;

/** @throws InvalidArgumentError naming the option that may be meant */
export function checkNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint =
      near === undefined ? `one of ${known.join(", ")}` : `${near}, or another of ${known.join(", ")}`;
    throw new InvalidArgumentError("option", name, `${hint}; the environment's own arguments go into kwargs`);
  }
}

type Check = (value: unknown) => boolean;
const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";

function check(field: string, value: unknown, passes: Check, allowed: string): void {
  if (value !== undefined && !passes(value)) throw new InvalidArgumentError(field, value, allowed);
}

export interface ServerSettings {
  readonly token: string | undefined;
  readonly timeout: number;
  readonly makeTimeout: number;
  readonly sameCore: boolean | undefined;
}

const TIMEOUT = 60_000;

/** @throws InvalidArgumentError */
export function serverSettings({ token, timeout = TIMEOUT, sameCore }: ServerOptions): ServerSettings {
  check("timeout", timeout, (value) => typeof value === "number" && value > 0, "milliseconds above 0");
  if (sameCore !== undefined) check("sameCore", sameCore, isBoolean, "true or false");
  return { token: checkedToken(token), timeout, makeTimeout: 2 * timeout, sameCore };
}

/** The token given, or that of the surroundings. Messages do not tell it. */
function checkedToken(given: unknown): string | undefined {
  // A file that is read into a variable may leave a line's end.
  const token = given ?? (process.env.GYMNASIUM_JS_TOKEN?.trim() || undefined);
  // As an HTTP header takes it.
  if (token === undefined || (isString(token) && /^[!-~]+$/.test(token as string))) {
    return token as string | undefined;
  }
  const field = given === undefined ? "GYMNASIUM_JS_TOKEN" : "token";
  throw new InvalidArgumentError(field, "what was given", "printable ASCII without spaces");
}

/** The fields of a `make` request but for `vector`. @throws InvalidArgumentError */
export function envFields(id: string, options: RemoteEnvOptions): Readonly<Record<string, unknown>> {
  const {
    kwargs = {},
    renderMode,
    maxEpisodeSteps,
    disableEnvChecker,
    wrappers = [],
    imports = [],
  } = options;
  checkJson("kwargs", kwargs);
  check(
    "kwargs",
    kwargs,
    (value) => !Array.isArray(value) && typeof value === "object" && value !== null,
    "an object",
  );
  check("renderMode", renderMode, isString, "a string");
  const isLimit: Check = (value) => value === -1 || (Number.isSafeInteger(value) && (value as number) >= 1);
  check("maxEpisodeSteps", maxEpisodeSteps, isLimit, "an integer ≥ 1, or −1 for no limit");
  check("disableEnvChecker", disableEnvChecker, isBoolean, "true or false");
  check(
    "imports",
    imports,
    (value) => Array.isArray(value) && value.every(isString),
    "names of Python modules",
  );
  check("wrappers", wrappers, Array.isArray, "a list of names, or of { name, kwargs, vector }");
  return {
    env: id,
    kwargs,
    maxEpisodeSteps: maxEpisodeSteps ?? null,
    disableEnvChecker: disableEnvChecker ?? null,
    renderMode: renderMode ?? null,
    imports,
    wrappers: wrappers.map(wrapperField),
  };
}

function wrapperField(wrapper: string | PythonWrapper, i: number): object {
  if (typeof wrapper === "string") return { name: wrapper, kwargs: {} };
  const field = `wrappers[${i}]`;
  const isWrapper: Check = (value) =>
    typeof value === "object" && value !== null && isString((value as PythonWrapper).name);
  check(field, wrapper ?? null, isWrapper, "a name, or { name, kwargs, vector }");
  const { name, kwargs = {}, vector = false, ...rest } = wrapper;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw new InvalidArgumentError(field, unknown, "name, kwargs and vector");
  checkJson(`${field}.kwargs`, kwargs);
  check(`${field}.vector`, vector, isBoolean, "true or false");
  return vector ? { name, kwargs, vector } : { name, kwargs };
}

const VECTORIZATION: Readonly<Record<string, string>> = {
  sync: "sync",
  async: "async",
  native: "vector_entry_point",
};

/** Python's names of the autoreset modes. */
const AUTORESET: Readonly<Record<AutoresetMode, string>> = {
  "same-step": "SameStep",
  "next-step": "NextStep",
  disabled: "Disabled",
};

/** The mode of Python's name; Gymnasium takes environments that name none for `next-step`. */
export function autoresetModeOf(name: string | null): AutoresetMode {
  const modes = Object.keys(AUTORESET) as AutoresetMode[];
  return modes.find((mode) => AUTORESET[mode] === name) ?? "next-step";
}

/** The field `vector` of a `make` request. @throws InvalidArgumentError */
export function vectorField(options: RemoteVectorOptions): object {
  const { numEnvs = 1, vectorizationMode, autoresetMode } = options;
  check(
    "numEnvs",
    numEnvs,
    (value) => Number.isSafeInteger(value) && (value as number) >= 1,
    "an integer ≥ 1",
  );
  const isOneOf =
    (names: object): Check =>
    (value) =>
      isString(value) && Object.hasOwn(names, value as string);
  check("vectorizationMode", vectorizationMode, isOneOf(VECTORIZATION), "sync, async or native");
  check("autoresetMode", autoresetMode, isOneOf(AUTORESET), "same-step, next-step or disabled");
  return {
    numEnvs,
    mode: vectorizationMode === undefined ? null : VECTORIZATION[vectorizationMode],
    autoresetMode: autoresetMode === undefined ? null : AUTORESET[autoresetMode],
  };
}
