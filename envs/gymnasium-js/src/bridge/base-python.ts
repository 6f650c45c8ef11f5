import { execFile } from "node:child_process";
import { GymnasiumError } from "../errors.js";

/** No environment for Gymnasium could be made. */
export class PythonSetUpError extends GymnasiumError {}

const OLDEST = 10;
/** The newest that the pinned requirements were installed on. */
const NEWEST_TRIED = 13;
const NEEDED = `3.${OLDEST} or newer`;
const PROGRAM = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
const CANDIDATES = [
  "python3",
  ...Array.from({ length: NEWEST_TRIED - OLDEST + 1 }, (_, k) => `python3.${NEWEST_TRIED - k}`),
  "python",
];

/**
 * An interpreter to make environments from: the given one, or one on the PATH; a version that the requirements
 * were tried on if there is any.
 *
 * @throws {PythonSetUpError}
 */
export async function basePython(given?: string): Promise<string> {
  if (given !== undefined) {
    const version = await versionOf(given);
    if (version === undefined) {
      throw new PythonSetUpError(
        `python is "${given}", which does not run: allowed is an interpreter of Python ${NEEDED}`,
      );
    }
    if (!isSupported(version)) {
      throw new PythonSetUpError(
        `python is "${given}", which is Python ${version}: allowed is Python ${NEEDED}`,
      );
    }
    return given;
  }
  let newer: string | undefined;
  let older: string | undefined;
  for (const candidate of CANDIDATES) {
    const version = await versionOf(candidate);
    if (version === undefined) continue;
    if (!isSupported(version)) older ??= `${candidate} is Python ${version}`;
    else if (minorOf(version) <= NEWEST_TRIED) return candidate;
    else newer ??= candidate;
  }
  if (newer !== undefined) return newer;
  throw new PythonSetUpError(
    `Gymnasium needs Python ${NEEDED}, but ${older ?? "there is no python3"}: install it, or name one with --python`,
  );
}

function versionOf(python: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: 30_000 };
    const child = execFile(python, ["-E", "-c", PROGRAM], options, (error, stdout) => {
      const version = stdout.trim();
      resolve(error === null && /^\d+\.\d+\.\d+$/.test(version) ? version : undefined);
    });
    child.stdin?.end();
  });
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function isSupported(version: string): boolean {
  return version.startsWith("3.") && minorOf(version) >= OLDEST;
}
