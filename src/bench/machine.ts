import { execFileSync } from "node:child_process";
import type { MadeWith } from "../experiment/store/read-run.js";
import { madeHere } from "../experiment/store/run-folder.js";
import { type Backend, backendsHere } from "./engine-step.js";
import { pythonWithNumPy } from "./numpy-step.js";

/** What was measured on, and with which versions. */
export interface Machine extends MadeWith {
  /** Of TensorFlow.js, with their versions. */
  readonly backends: readonly Backend[];
  /** Of Python and its packages; left out for what is not there. */
  readonly python: Readonly<Record<string, string>>;
}

export async function machineHere(): Promise<Machine> {
  return { ...madeHere(), backends: await backendsHere(), python: pythonVersions() };
}

const PROGRAM = `
import json, platform
from importlib.metadata import PackageNotFoundError, version
versions = {"Python": platform.python_version()}
for name in ("numpy", "gymnasium"):
    try: versions[name] = version(name)
    except PackageNotFoundError: pass
print(json.dumps(versions))
`;

function pythonVersions(): Readonly<Record<string, string>> {
  const python = pythonWithNumPy();
  if (python === undefined) return {};
  return JSON.parse(execFileSync(python, ["-c", PROGRAM], { encoding: "utf8" }));
}
