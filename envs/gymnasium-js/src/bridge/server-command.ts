import { delimiter } from "node:path";
import { PYTHON_FOLDER } from "./package-folder.js";

export interface ServerCommand {
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A random.py in the current folder must not take the place of Python's. PYTHONSAFEPATH needs Python 3.11. */
export const LEAVE_CURRENT_FOLDER = "import sys; sys.path[0] or sys.path.pop(0)";
const RUN = `import runpy; runpy.run_module("gymnasium_js_server", run_name="__main__", alter_sys=True)`;

/** How an interpreter runs the server. */
export function serverCommand(...options: readonly string[]): ServerCommand {
  const own = process.env.PYTHONPATH;
  return {
    arguments: ["-c", `${LEAVE_CURRENT_FOLDER}; ${RUN}`, ...options],
    env: {
      ...process.env,
      PYTHONPATH: own ? `${PYTHON_FOLDER}${delimiter}${own}` : PYTHON_FOLDER,
      PYTHONSAFEPATH: "1",
      PYGAME_HIDE_SUPPORT_PROMPT: "1",
    },
  };
}
