import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  type AddonPackage,
  cacheFolder,
  INSTALLED_FILE,
  type InstalledAddon,
} from "../engine/tf/addon-cache.js";
import { AddonError } from "./addon-error.js";
import { compileAddon, HEADERS, SITE } from "./compile-addon.js";
import { findPrograms } from "./find-programs.js";
import { probeBackend } from "./probe-backend.js";
import { runProgram } from "./run-program.js";
import { NAPI, NODE_API_HEADERS, TENSORFLOW, TFJS_NODE } from "./versions.js";
import { downloadWheels, noRoom, unpackWheel, type WheelOptions } from "./wheels.js";

export interface InstallOptions {
  /** tfjs-node-gpu with CUDA instead of tfjs-node. */
  readonly gpu: boolean;
  /** Leave the CUDA libraries to the machine. */
  readonly systemCuda: boolean;
  /** Build anew what is there. */
  readonly force: boolean;
  /** The interpreter whose pip downloads. */
  readonly python?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told which phase begins. */
  readonly onPhase: (phase: string) => void;
  /** Told how far the phase is. */
  readonly onProgress: (text: string) => void;
}

/** An addon that was loaded and computed. */
export interface Installed {
  readonly backend: string;
  readonly version: string;
  readonly tensorflow?: string;
  readonly device: string;
  readonly folder: string;
  /** Nothing had to be built. */
  readonly wasThere: boolean;
}

/** Bytes on disk while it is built; measured, and a tenth more. */
const ROOM = { cpu: 1.6e9, systemCuda: 2.4e9, cuda: 9.7e9 };
/** What the addon's sources include, directly or not. */
const NEEDED_HEADERS =
  "tensorflow/include/(tensorflow/c|tensorflow/core/platform|tsl/platform|xla/tsl/c)/.*\\.h$";
const NEEDED_LIBRARIES = "tensorflow/libtensorflow_(cc|framework)\\.so\\.2$";
/** Without headers: libraries, and the programs and bitcode that TensorFlow compiles kernels with. */
const CUDA_FILES = "nvidia/(?!.*/include/).*";
const METADATA = "[^/]+\\.dist-info/METADATA$";

/**
 * Builds the addon of tfjs-node or tfjs-node-gpu from the npm package's sources against the TensorFlow library of the
 * Python package, in creditgym's cache, where {@link loadTensorFlow} finds it. What is built elsewhere first appears
 * in the cache as a whole: this may be interrupted, and run several times at once.
 *
 * @throws AddonError
 */
export async function installAddon(options: InstallOptions): Promise<Installed> {
  const { gpu, systemCuda, force, python, signal, onPhase } = options;
  const name: AddonPackage = gpu ? "tfjs-node-gpu" : "tfjs-node";
  const cuda = gpu && !systemCuda;
  checkPlatform(name);
  const engines = join(cacheFolder(), "engines");
  const versions = `${name}-${TFJS_NODE}+tensorflow-${TENSORFLOW}`;
  const target = join(engines, `${versions}-napi${NAPI}-${process.platform}-${process.arch}`);
  if (!force && isThere(target, cuda)) {
    const found = await probeBackend(name, target, signal);
    if (!("problem" in found)) return { ...found, folder: target, wasThere: true };
  }
  const programs = await findPrograms(python);
  const scratch = makeScratch(engines, cuda ? ROOM.cuda : gpu ? ROOM.systemCuda : ROOM.cpu);
  try {
    const folder = join(scratch, "addon");
    mkdirSync(folder);
    onPhase(`${name} ${TFJS_NODE} from npm`);
    await installPackages(name, folder, programs.npm, signal);
    await addTensorFlow(
      { folder, cuda, wheel: tensorflowWheel(gpu) },
      { ...options, scratch, python: programs.python, signal },
    );
    onPhase(`compiling with ${programs.compiler.join(" ")}`);
    await compileAddon(name, folder, programs.compiler, signal);
    for (const needless of [HEADERS, "node_modules/node-api-headers"]) {
      rmSync(join(folder, needless), { recursive: true });
    }
    onPhase("loading it");
    const found = await probeBackend(name, folder, signal);
    if ("problem" in found) throw new AddonError(`what was built does not work: ${found.problem}`);
    const marker: InstalledAddon = {
      package: name,
      version: TFJS_NODE,
      tensorflow: found.tensorflow ?? TENSORFLOW,
      platform: process.platform,
      arch: process.arch,
      cuda,
    };
    writeFileSync(join(folder, INSTALLED_FILE), `${JSON.stringify(marker, null, 2)}\n`);
    putInPlace(folder, target, scratch);
    return { ...found, folder: target, wasThere: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw new AddonError(noRoom(engines));
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function checkPlatform(name: AddonPackage): void {
  const { platform, arch } = process;
  const allowed = name === "tfjs-node" ? ["linux x64", "linux arm64"] : ["linux x64"];
  if (allowed.includes(`${platform} ${arch}`)) return;
  throw new AddonError(
    `engines install builds ${name} on ${allowed.join(" and ")}, not on ${platform} ${arch}: try \`npm install @tensorflow/${name}\``,
  );
}

/** The Python package of the library. The small one is for x64 only; elsewhere the other is without CUDA as well. */
function tensorflowWheel(gpu: boolean): string {
  return gpu || process.arch !== "x64" ? "tensorflow" : "tensorflow_cpu";
}

function isThere(target: string, cuda: boolean): boolean {
  try {
    const marker = JSON.parse(readFileSync(join(target, INSTALLED_FILE), "utf8")) as InstalledAddon;
    return marker.cuda || !cuda;
  } catch {
    return false;
  }
}

/** A folder to build in, on the cache's disk; what processes that are gone left there goes. */
function makeScratch(engines: string, room: number): string {
  try {
    mkdirSync(engines, { recursive: true });
    for (const name of readdirSync(engines)) {
      const [, pid] = /^\.building-(\d+)-/.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(engines, name), { recursive: true });
    }
    const { bavail, bsize } = statfsSync(engines);
    if (bavail * bsize < room) {
      throw new AddonError(
        `${engines} has room for ${gigabytes(bavail * bsize)} GB, but ${gigabytes(room)} are needed: make room, or name another folder in CREDITGYM_CACHE`,
      );
    }
    return mkdtempSync(join(engines, `.building-${process.pid}-`));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new AddonError(`${engines} cannot be written (${code}): name another folder in CREDITGYM_CACHE`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

async function installPackages(
  name: AddonPackage,
  folder: string,
  npm: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Else npm looks for a project further up.
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  const packages = [`@tensorflow/${name}@${TFJS_NODE}`, `node-api-headers@${NODE_API_HEADERS}`];
  const { code, stderr } = await runProgram(npm, ["install", ...options, ...packages], {
    cwd: folder,
    signal,
  });
  if (code === 0) return;
  if (stderr.includes("ENOSPC")) throw new AddonError(noRoom(folder));
  const told = stderr
    .split("\n")
    .flatMap((line) => /^npm (?:error|ERR!) (?!code|errno|syscall)(.+)/.exec(line)?.[1] ?? []);
  throw new AddonError(
    `${packages.join(" and ")} could not be installed: npm said "${told[0] ?? stderr.trim()}"`,
  );
}

async function addTensorFlow(
  { folder, cuda, wheel }: { readonly folder: string; readonly cuda: boolean; readonly wheel: string },
  options: WheelOptions & Pick<InstallOptions, "onPhase">,
): Promise<void> {
  const { onPhase } = options;
  const site = join(folder, SITE);
  onPhase(`downloading ${wheel} ${TENSORFLOW}`);
  const [file] = await downloadWheels([`${wheel}==${TENSORFLOW}`], options);
  onPhase("unpacking the TensorFlow library");
  await unpackWheel(file!, join(folder, HEADERS), NEEDED_HEADERS, options);
  await unpackWheel(file!, site, `${NEEDED_LIBRARIES}|${METADATA}`, options);
  rmSync(file!);
  if (!cuda) return;
  onPhase("downloading the CUDA libraries");
  const wheels = await downloadWheels(cudaRequirements(site), options);
  onPhase("unpacking the CUDA libraries");
  for (const each of wheels) {
    await unpackWheel(each, site, CUDA_FILES, options);
    rmSync(each);
  }
}

/** What `tensorflow[and-cuda]` asks for. */
function cudaRequirements(site: string): readonly string[] {
  const metadata = readdirSync(site).find((name) => name.endsWith(".dist-info"))!;
  const text = readFileSync(join(site, metadata, "METADATA"), "utf8");
  const requirements = text
    .split("\n")
    .flatMap((line) => /^Requires-Dist: ([^;]+);.*extra == .and-cuda/.exec(line)?.[1] ?? []);
  return requirements.map((requirement) => requirement.trim());
}

/** Replaces what is there; another process may do the same. */
function putInPlace(folder: string, target: string, scratch: string): void {
  if (existsSync(target)) {
    try {
      renameSync(target, join(scratch, "old"));
    } catch {
      // The other one was faster.
    }
  }
  try {
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(join(target, INSTALLED_FILE))) throw error;
  }
}
