import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { extraOf } from "./extras.js";
import { PythonMissingError } from "./python-missing-error.js";

/** Of the pinned requirements. */
export const GYMNASIUM_VERSION = "1.3.0";

/** What set-up notes of an environment that it made. */
export interface VenvMarker {
  readonly state: "making" | "adding" | "ready";
  /** Version of Python. */
  readonly python: string;
  /** The interpreter that it was made from. */
  readonly interpreter: string;
  /** Requirements that are installed ("base", "box2d" …) → hash of the file with their versions. */
  readonly parts: Readonly<Record<string, string>>;
}

/** The interpreter that GYMNASIUM_PYTHON names; undefined when it is not set. */
export function namedPython(): string | undefined {
  return process.env.GYMNASIUM_PYTHON || undefined;
}

/** Where set-up makes its environment: one folder for each pinned version of Gymnasium. */
export function venvFolder(): string {
  return join(dataFolder(), `gymnasium-${GYMNASIUM_VERSION}`);
}

/** The interpreter in an environment. */
export function pythonIn(venv: string): string {
  return join(venv, "bin/python");
}

/** What is in the environment that set-up made; undefined where there is none, or only half of one. */
export function readMarker(venv = venvFolder()): VenvMarker | undefined {
  try {
    const marker = JSON.parse(readFileSync(join(venv, "set-up.json"), "utf8")) as VenvMarker;
    return marker.state === "ready" || marker.state === "adding" ? marker : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The interpreter that has Gymnasium: the one that GYMNASIUM_PYTHON names (whatever is in it), or that of the
 * environment which set-up made.
 *
 * @param of the environment that needs it, such as "gymnasium:LunarLander-v3"
 * @throws {PythonMissingError} in one sentence when there is none, or it lacks an extra that the id needs
 */
export function findPython(of: string): string {
  const named = namedPython();
  if (named !== undefined) return named;
  const extra = extraOf(of);
  const marker = readMarker();
  if (marker === undefined) {
    throw new PythonMissingError(of, "Python's Gymnasium is not set up here", extra);
  }
  if (extra !== undefined && !(extra in marker.parts)) {
    throw new PythonMissingError(of, `Python's Gymnasium is set up here without ${extra}`, extra);
  }
  return pythonIn(venvFolder());
}

/** The user's data folder of this package. */
function dataFolder(): string {
  const own = process.env.GYMNASIUM_JS_HOME;
  if (own) return resolve(own);
  if (process.platform === "darwin") return join(homedir(), "Library/Application Support/gymnasium-js");
  const data = process.env.XDG_DATA_HOME;
  // A relative one is to be ignored, as the XDG specification says.
  return join(data && isAbsolute(data) ? data : join(homedir(), ".local/share"), "gymnasium-js");
}
