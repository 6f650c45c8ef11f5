import { spawn } from "node:child_process";
import { nearest } from "gymnasium-js";
import {
  type CheckedModule,
  type CheckedPython,
  checkPython,
  EXTRAS,
  type Extra,
  findPython,
  PythonMissingError,
  serverCommand,
  setUpPython,
} from "gymnasium-js/bridge";
import { didYouMean, UsageError } from "../errors/usage-error.js";
import { commaList } from "./flags.js";
import { aligned, print, printJson } from "./print.js";

const NAMES = Object.keys(EXTRAS) as Extra[];

/** `creditgym gymnasium setup` */
export async function gymnasiumSetup(options: { readonly extras?: string; readonly python?: string }) {
  const extras = options.extras === undefined ? [] : commaList("--extras", options.extras).map(extraNamed);
  const { python, parts, path } = await setUpPython({
    extras,
    python: options.python,
    onLine: (line) => process.stderr.write(`${line}\n`),
  });
  const names = NAMES.filter((name) => name in parts);
  print(
    `Gymnasium is set up${names.length === 0 ? "" : ` with ${names.join(", ")}`}: Python ${python}, ${path}`,
  );
}

function extraNamed(name: string): Extra {
  const extra = NAMES.find((known) => known === name);
  if (extra !== undefined) return extra;
  throw new UsageError(
    `--extras is "${name}": allowed is one or more of ${NAMES.join(", ")}${didYouMean(nearest(name, NAMES))}`,
  );
}

/** `creditgym gymnasium serve`: Python's server in the foreground. Ends with the server's exit code. */
export async function gymnasiumServe(options: readonly string[]): Promise<void> {
  // Its standard input is a pipe from here: it ends with this process, however that ends.
  const command = serverCommand("--parent-pipe", ...options);
  const child = spawn(findPython("gymnasium serve"), command.arguments, {
    env: command.env,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new UsageError(`${child.spawnfile} cannot be run (${error.code})`)),
    );
    child.on("exit", (code) => resolve(code ?? 1));
  });
  for (const signal of signals) process.off(signal, forward);
}

/** `creditgym gymnasium check`: exit code 1 when the bridge would not work. */
export async function gymnasiumCheck({ json }: { readonly json?: boolean }): Promise<void> {
  let python: string;
  try {
    python = findPython("gymnasium check");
  } catch (error) {
    // What was asked for, and no mistake of the user's.
    if (!(error instanceof PythonMissingError)) throw error;
    process.stderr.write(`creditgym: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const checked = await checkPython(python);
  if (json) printJson(checked);
  else print(table(checked));
  if (!checked.usable) process.exitCode = 1;
}

function table({ path, version, base, extras }: CheckedPython): string {
  return aligned([
    ["Python", version ?? "does not run", path],
    ...base.map((module) => [module.name, ...described(module)]),
    ...NAMES.flatMap((extra) =>
      extras[extra].map((module) => [`${extra}: ${module.name}`, ...described(module)]),
    ),
  ]);
}

function described({ version, problem }: CheckedModule): [string, string] {
  return problem === undefined ? [version ?? "works", ""] : ["missing", problem];
}
