import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { AddonError } from "./addon-error.js";
import { runProgram } from "./run-program.js";
import { WHEEL_PYTHON } from "./versions.js";

export interface WheelOptions {
  readonly python: string;
  /** A folder for what is needed for a while. */
  readonly scratch: string;
  readonly signal: AbortSignal | undefined;
  /** Told what is going on, such as "12 of 274 MB". */
  readonly onProgress: (text: string) => void;
}

const POLL_EVERY = 500;

/** Downloads the wheels that requirements such as `tensorflow==2.21.0` name, and no others. Returns the files. */
export async function downloadWheels(
  requirements: readonly string[],
  { python, scratch, signal, onProgress }: WheelOptions,
): Promise<readonly string[]> {
  const folder = join(scratch, "wheels");
  // pip loads into its own folder of temporary files, then moves.
  const temporary = join(scratch, "pip");
  for (const path of [folder, temporary]) mkdirSync(path, { recursive: true });
  const done = sizeOf(folder);
  let expected = 0;
  const timer = setInterval(() => {
    const here = sizeOf(folder) + sizeOf(temporary) - done;
    // While a file is moved it is there twice.
    onProgress(`${megabytes(Math.min(here, expected))} of ${megabytes(expected)} MB`);
  }, POLL_EVERY);
  const options = ["--no-deps", "--only-binary", ":all:", "--implementation", "cp"];
  const args = ["download", ...options, "--python-version", WHEEL_PYTHON, "--dest", folder, ...requirements];
  try {
    const { code, stdout, stderr } = await runProgram(python, ["-m", "pip", ...args], {
      env: { ...process.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: "1", PYTHONUNBUFFERED: "1" },
      signal,
      onLine: (line) => {
        expected += announced(line);
      },
    });
    if (code !== 0) throw new AddonError(pipProblem(requirements, stdout + stderr, scratch));
  } finally {
    clearInterval(timer);
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith(".whl"))
    .map((name) => join(folder, name));
}

/** Bytes of a line of pip's such as `Downloading numpy-2.4.6-….whl (16.5 MB)`. */
function announced(line: string): number {
  const [, number, unit] =
    /^\s*(?:Downloading|Using cached) .*\((\d+(?:\.\d+)?) ([kMG]?B)\)/.exec(line) ?? [];
  const bytes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit ?? ""];
  return bytes === undefined ? 0 : Number(number) * bytes;
}

function pipProblem(requirements: readonly string[], output: string, scratch: string): string {
  const what = requirements.length === 1 ? requirements[0] : `${requirements[0]} and others`;
  if (/No space left on device|Errno 28/.test(output)) return noRoom(scratch);
  const errors = output.split("\n").filter((line) => line.startsWith("ERROR: "));
  const last = errors.at(-1)?.slice("ERROR: ".length) ?? output.trim().split("\n").at(-1);
  // With few retries pip tells one from the other in no way.
  if (!output.includes("Retrying (") && /No matching distribution/.test(output)) {
    return `pip found no wheel of ${what} for ${process.platform} ${process.arch}: its index has none, or cannot be reached`;
  }
  return `${what} could not be downloaded: pip said "${last}"`;
}

export function noRoom(folder: string): string {
  return `there is not enough room in ${folder}: make some, or name another folder in CREDITGYM_CACHE`;
}

/** Arguments: the wheel, the folder, a pattern of names. */
const UNPACK = `
import os, re, sys, zipfile
wheel, folder, pattern = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    wanted = [e for e in archive.infolist() if re.match(pattern, e.filename) and ".." not in e.filename]
    total, done, told = sum(e.file_size for e in wanted), 0, 0
    for entry in wanted:
        path = os.path.join(folder, entry.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path, "wb") as target:
            while block := source.read(1 << 20):
                target.write(block)
                done += len(block)
                if done - told >= 1 << 24:
                    told = done
                    print(done, total, flush=True)
        os.chmod(path, (entry.external_attr >> 16) & 0o777 | 0o600)
`;

/** Takes the files whose names match (a Python pattern) out of a wheel, with their modes, and checks their sums. */
export async function unpackWheel(
  wheel: string,
  folder: string,
  pattern: string,
  { python, signal, onProgress }: Omit<WheelOptions, "scratch">,
): Promise<void> {
  const { code, stderr } = await runProgram(python, ["-I", "-c", UNPACK, wheel, folder, pattern], {
    signal,
    onLine: (line) =>
      onProgress(
        line
          .split(" ")
          .map((bytes) => megabytes(Number(bytes)))
          .join(" of ")
          .concat(" MB"),
      ),
  });
  if (code === 0) return;
  if (/No space left on device|Errno 28/.test(stderr)) throw new AddonError(noRoom(folder));
  throw new AddonError(`${wheel} cannot be unpacked: Python said "${stderr.trim().split("\n").at(-1)}"`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Bytes of all files in a folder that others write to: 0 while it cannot be told. */
function sizeOf(folder: string): number {
  try {
    return (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((bytes, stats) => bytes + (stats?.isFile() ? stats.size : 0), 0);
  } catch {
    return 0;
  }
}
