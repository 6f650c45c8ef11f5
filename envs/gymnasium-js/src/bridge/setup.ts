import { spawn } from "node:child_process";
import { join } from "node:path";
import { basePython, PythonSetUpError } from "./base-python.js";
import type { Extra } from "./extras.js";
import { onLines } from "./lines.js";
import { PYTHON_FOLDER } from "./package-folder.js";
import { pythonIn, readMarker, type VenvMarker, venvFolder } from "./python.js";

export interface SetUpOptions {
  /** What to install beside Gymnasium; "dev" is what the Python server's own checks need. */
  readonly extras?: readonly (Extra | "dev")[];
  /** The interpreter to make the environment from (default: one on the PATH). */
  readonly python?: string | undefined;
  /** Told of progress, a line at a time. */
  readonly onLine?: (line: string) => void;
}

export interface SetUpPython extends VenvMarker {
  readonly folder: string;
  /** The interpreter with Gymnasium. */
  readonly path: string;
}

/**
 * Makes the environment that the bridge runs in, or adds to it; quick when everything is there. May be interrupted
 * and may run several times at once: a lock, which the system gives back, lets one at a time work, and what was
 * left half done is made anew.
 *
 * @throws {PythonSetUpError} in one sentence, with what pip said last
 */
export async function setUpPython(options: SetUpOptions = {}): Promise<SetUpPython> {
  const { extras = [], python, onLine = () => {} } = options;
  const folder = venvFolder();
  const wasThere = readMarker(folder) !== undefined;
  const base = await basePython(python);
  const program = [join(PYTHON_FOLDER, "make_venv.py"), folder, join(PYTHON_FOLDER, "requirements")];
  const parts = ["base", ...new Set(extras)];
  const anew = python === undefined ? [] : ["--anew"];
  // Its standard input ends with this process, however that ends, and then it stops.
  const child = spawn(base, ["-I", ...program, ...parts, ...anew], { stdio: ["pipe", "pipe", "pipe"] });
  let done: VenvMarker | undefined;
  let problem: string | undefined;
  onLines(child.stdout, (line) => {
    const told = JSON.parse(line) as { progress?: string; done?: VenvMarker; error?: string };
    if (told.progress !== undefined) onLine(told.progress);
    done ??= told.done;
    problem ??= told.error;
  });
  onLines(child.stderr, (line) => {
    if (line !== "") problem = line;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (done === undefined) {
    const what = wasThere ? "added to" : "set up";
    throw new PythonSetUpError(
      `Python's Gymnasium could not be ${what} in ${folder}: ${problem ?? `set-up ended with status ${code}`}`,
    );
  }
  return { ...done, folder, path: pythonIn(folder) };
}
