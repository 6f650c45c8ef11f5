import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DRIVER = "/proc/driver/nvidia";
/** Where there is a driver of NVIDIA's: the first two on Linux, the last on Windows' Linux. */
const SIGNS = [DRIVER, "/dev/nvidiactl", "/dev/dxg"];

/** Whether TensorFlow may find a GPU. */
export function hasGpuDriver(): boolean {
  return process.platform !== "linux" || SIGNS.some((path) => existsSync(path));
}

/** The names of the GPUs, where the driver tells. */
export function gpuName(): string | undefined {
  try {
    const gpus = join(DRIVER, "gpus");
    const information = readdirSync(gpus).map((gpu) => readFileSync(join(gpus, gpu, "information"), "utf8"));
    return information.map((text) => /^Model:\s*(.+)$/m.exec(text)?.[1] ?? "unknown").join(", ") || undefined;
  } catch {
    return undefined;
  }
}

/** Why TensorFlow for GPUs computes on the CPU, as far as that can be told. */
export function whyNoGpu(): string {
  return hasGpuDriver()
    ? "TensorFlow cannot use a GPU here; TF_CPP_MIN_LOG_LEVEL=0 shows why"
    : "no NVIDIA driver on this machine";
}
