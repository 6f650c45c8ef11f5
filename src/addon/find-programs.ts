import { AddonError } from "./addon-error.js";
import { runs } from "./run-program.js";

/** The program and its first arguments. */
export type Command = readonly [string, ...string[]];

/** What `engines install` needs beside Node. */
export interface Programs {
  readonly compiler: Command;
  readonly npm: string;
  /** Has pip. */
  readonly python: string;
}

/** Finds all programs before anything is downloaded. @throws AddonError for the first that is missing */
export async function findPrograms(python?: string): Promise<Programs> {
  const compiler = await findCompiler();
  const withPip = await findPython(python);
  if (!(await runs("npm", ["--version"]))) {
    throw new AddonError("npm was not found, which comes with Node: put it on the PATH");
  }
  return { compiler, npm: "npm", python: withPip };
}

async function findCompiler(): Promise<Command> {
  const named = process.env.CXX?.trim();
  if (named) {
    const command = named.split(/\s+/) as unknown as Command;
    if (await runs(command[0], [...command.slice(1), "--version"])) return command;
    throw new AddonError(`CXX is "${named}", which does not run: allowed is a C++ compiler`);
  }
  for (const name of ["g++", "clang++", "c++"]) {
    if (await runs(name, ["--version"])) return [name];
  }
  throw new AddonError(
    "no C++ compiler was found (g++ or clang++): install one, such as with `apt install g++`, or name one in CXX",
  );
}

async function findPython(named?: string): Promise<string> {
  const names = named === undefined ? ["python3", "python"] : [named];
  let withoutPip: string | undefined;
  for (const name of names) {
    if (!(await runs(name, ["-c", "import sys, zipfile, zlib; sys.exit(sys.version_info < (3, 8))"])))
      continue;
    if (await runs(name, ["-m", "pip", "--version"])) return name;
    withoutPip ??= name;
  }
  if (withoutPip !== undefined) {
    throw new AddonError(
      `${withoutPip} has no pip: install it, such as with \`apt install python3-pip\`, or name another Python with --python`,
    );
  }
  if (named !== undefined) {
    throw new AddonError(
      `--python is "${named}", which does not run: allowed is an interpreter of Python 3.8 or newer`,
    );
  }
  throw new AddonError(
    "no Python was found (python3, 3.8 or newer), which downloads the TensorFlow library: install it with pip, or name one with --python",
  );
}
