import { delimiter } from "node:path";
import { PYTHON_FOLDER } from "./package-folder.js";

export interface ServerCommand {
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How an interpreter runs the server. */
export function serverCommand(...options: readonly string[]): ServerCommand {
  const own = process.env.PYTHONPATH;
  return {
    arguments: ["-m", "gymnasium_js_server", ...options],
    env: {
      ...process.env,
      PYTHONPATH: own ? `${PYTHON_FOLDER}${delimiter}${own}` : PYTHON_FOLDER,
      // A random.py in the current folder must not take the place of Python's.
      PYTHONSAFEPATH: "1",
      PYGAME_HIDE_SUPPORT_PROMPT: "1",
    },
  };
}
