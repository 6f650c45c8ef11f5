import { execFile } from "node:child_process";
import { EXTRAS, type Extra } from "./extras.js";
import { LEAVE_CURRENT_FOLDER, serverCommand } from "./server-command.js";

/** What an interpreter says of a module. */
export interface CheckedModule {
  readonly name: string;
  /** Undefined where it has none, or cannot be imported. */
  readonly version?: string;
  /** The last line of what went wrong when it was imported. */
  readonly problem?: string;
}

export interface CheckedPython {
  readonly path: string;
  /** Undefined when it does not run. */
  readonly version?: string;
  /** Of the server: Gymnasium, NumPy, websockets and the server itself. */
  readonly base: readonly CheckedModule[];
  readonly extras: Readonly<Record<Extra, readonly CheckedModule[]>>;
  /** Whether the bridge works with it, if not for every environment. */
  readonly usable: boolean;
}

const BASE = ["gymnasium", "numpy", "websockets", "gymnasium_js_server"];
const PROGRAM = `
${LEAVE_CURRENT_FOLDER}
import importlib
module = importlib.import_module(sys.argv[1])
print("version", getattr(module, "__version__", ""), file=sys.__stdout__)
`;
const LONGEST = 120_000;

/** Tries each module in a process of its own. */
export async function checkPython(path: string): Promise<CheckedPython> {
  const { output } = await run(path, ["-c", "import platform; print(platform.python_version())"]);
  const base = await Promise.all(BASE.map((name) => checkModule(path, name)));
  const extras = {} as Record<Extra, readonly CheckedModule[]>;
  for (const extra of Object.keys(EXTRAS) as Extra[]) {
    extras[extra] = await Promise.all(EXTRAS[extra].map((name) => checkModule(path, name)));
  }
  const usable = base.every(({ problem }) => problem === undefined);
  return { path, ...(output && { version: output }), base, extras, usable };
}

async function checkModule(path: string, name: string): Promise<CheckedModule> {
  const { output, problem } = await run(path, ["-c", PROGRAM, name]);
  if (problem !== undefined) return { name, problem };
  // Another program may be content with any arguments.
  const said = /^version\b ?(.*)$/.exec(output);
  if (said === null) return { name, problem: `${path} is no Python` };
  return { name, ...(said[1] && { version: said[1] }) };
}

/** The last line that a program prints, or the last that tells why it failed. */
function run(path: string, args: string[]): Promise<{ readonly output: string; readonly problem?: string }> {
  return new Promise((resolve) => {
    const { env } = serverCommand();
    execFile(path, args, { env, timeout: LONGEST }, (error, stdout, stderr) => {
      const output = lastLine(stdout);
      if (error === null) resolve({ output });
      else resolve({ output: "", problem: lastLine(stderr) || `${path} cannot be run (${error.code})` });
    });
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!.trim();
}
